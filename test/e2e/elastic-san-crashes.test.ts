// kill -9 of the host at every request that backups, restores and prunes of SAN volumes make to Azure, before it takes effect
// and after, when its answer is lost with whoever waited for it. All volumes die at once, each at a step of its own, and
// later at another; each ends as though nothing had been. A clean run records the steps: a new request is a new case.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ProxyVerdict } from '../../local/azure/fault-proxy.ts';
import type { TestApp } from '../support/app.ts';
import { startTestApp } from '../support/app.ts';
import { eventually } from '../support/eventually.ts';
import type { Deed } from '../support/fleet-volume.ts';
import type { Case, Courses } from '../support/volume-cases.ts';
import { endAsTheyMust, everyStepIsMet, stepsOf, well } from '../support/volume-cases.ts';
import { fleetSettings, VolumeFleet } from '../support/volume-fleet.ts';
import { inPairs } from '../support/volume-steps.ts';

let app: TestApp;
let fleet: VolumeFleet;
let courses: Courses;
beforeAll(async () => {
  app = await startTestApp({ settings: fleetSettings });
  fleet = await VolumeFleet.gather(app);
  courses = await fleet.courses();
});
afterAll(() => app?.stop());

/** Requests that wait for the death of the host. */
let held = 0;
let release = (): void => undefined;
let death = Promise.resolve();

const expectDeath = (): void => {
  held = 0;
  death = new Promise((resolve) => {
    release = resolve;
  });
};

const holdFast = (): Promise<void> => {
  held += 1;
  return death;
};

const moments: Readonly<Record<string, () => ProxyVerdict | Promise<ProxyVerdict>>> = {
  'killed before the effect': () => holdFast().then(() => 'cut'),
  'killed after the effect': () => ({ rewrite: (body) => holdFast().then(() => body) }),
};

const casesOf = (deed: Deed): readonly (Case & { readonly deaths: number })[] =>
  Object.entries(moments).flatMap(([name, verdict]) =>
    inPairs(stepsOf(courses, deed)).map((steps) => ({
      ...{ deed, name, ending: well, deaths: steps.length },
      mishap: () => ({ steps, times: 1, verdict }),
    })),
  );

const dieTwice = async (deeds: readonly Deed[]): Promise<void> => {
  const cases = deeds.flatMap(casesOf);
  expectDeath();
  const begun = await fleet.begin(cases);
  for (const round of [1, 2]) {
    const dying = cases.filter(({ deaths }) => deaths >= round).length;
    await eventually(`${dying} requests are held`, () => held === dying, { withinMs: 60_000 });
    await app.kill();
    for (const { volume } of begun) volume.watch.forgetAttempt();
    release();
    expectDeath();
    await app.start();
  }
  const outcomes = await fleet.ended(begun);
  endAsTheyMust(outcomes);
  everyStepIsMet(courses, outcomes);
};

test('backups', () => dieTwice(['backup']));

test('restores and prunes', () => dieTwice(['restore', 'restore to disk', 'prune']));

test('points are whole, nothing temporary is left, and what is not ours is as it was', async () => {
  await fleet.isWhole();
  expect(fleet.leftovers()).toEqual([]);
  expect(fleet.strangers).toEqual([]);
});
