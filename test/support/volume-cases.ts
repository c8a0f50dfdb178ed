// What may be said of things that went wrong for SAN volumes, each in a way of its own.

import { expect } from 'vitest';
import type { Deed } from './fleet-volume.ts';
import type { Course, Outcome, Plan } from './volume-fleet.ts';

/** What goes wrong, by its name, and how the job must end: all of it that is told here. */
export interface Case extends Plan {
  readonly name: string;
  readonly ending: object;
  /** Whether there is one for every step that it may be for. */
  readonly ofEveryStep?: boolean;
}

export type Courses = ReadonlyMap<Deed, Course>;

export const stepsOf = (courses: Courses, deed: Deed): readonly string[] => courses.get(deed)?.steps ?? [];

export const well: object = { status: 'Completed', errors: [], warnings: [] };

const described = ({ plan, volume }: Outcome<Case>): string =>
  [`${plan.deed} ${plan.name} (${volume.name})`, ...volume.watch.struck].join('; ');

export const endAsTheyMust = (outcomes: readonly Outcome<Case>[]): void => {
  for (const one of outcomes) expect(one.job, described(one)).toMatchObject(one.plan.ending);
};

/** @param may which steps a mishap is for, by its name; absent: all */
export const everyStepIsMet = (
  courses: Courses,
  outcomes: readonly Outcome<Case>[],
  may: (name: string, step: string) => boolean = () => true,
): void => {
  const met = outcomes.flatMap(({ plan: { deed, name }, volume }) =>
    [...volume.watch.struck].map((step) => `${deed}, ${name}: ${step}`),
  );
  const all = outcomes.flatMap(({ plan: { deed, name } }) =>
    stepsOf(courses, deed).flatMap((step) => (may(name, step) ? [`${deed}, ${name}: ${step}`] : [])),
  );
  expect([...new Set(met)].sort()).toEqual([...new Set(all)].sort());
};
