// Retention for any policy and history: a longer policy never keeps less, the newest good point stays, the order of points
// does not count, and tags are those of a reckoning that shares no code with ours.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BackupCriteria } from '../../src/domain/policy/definition.ts';
import { months, weekdays, weeksOfTheMonth } from '../../src/domain/policy/definition.ts';
import { evaluateRetention } from '../../src/domain/retention/evaluate.ts';
import type { RetentionPoint } from '../../src/domain/retention/verdict.ts';
import { DAY_MS } from '../../src/domain/schedule/time-zone.ts';
import type { TagSketch } from '../support/policy-fixture.ts';
import { onDemandPoint, policyOf, scheduledPoint } from '../support/policy-fixture.ts';

const zones = [
  'UTC',
  'Pacific Standard Time',
  'Europe/Berlin',
  'Pacific/Auckland',
  'Asia/Kathmandu',
] as const;
const periods = ['FirstOfDay', 'FirstOfWeek', 'FirstOfMonth', 'FirstOfYear'] as const;

const some = <T>(values: readonly T[]) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });

const criteria: fc.Arbitrary<Omit<BackupCriteria, 'objectType'>> = fc.oneof(
  fc.record({ absoluteCriteria: some(periods) }),
  fc.record({ daysOfTheWeek: some(weekdays), weeksOfTheMonth: some(weeksOfTheMonth) }),
  fc.record({
    daysOfMonth: fc.array(fc.record({ date: fc.integer({ min: 1, max: 28 }) }), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
  fc.record({ monthsOfYear: some(months), daysOfTheWeek: some(weekdays) }),
  fc.record({ daysOfMonth: fc.constant([{ isLast: true }]) }),
);

const sketch = fc.record({
  timeZone: fc.constantFrom(...zones),
  keep: fc.integer({ min: 1, max: 400 }),
  tags: fc.array(fc.tuple(fc.integer({ min: 1, max: 500 }), criteria), { maxLength: 4 }),
});

const policyFrom = (
  { timeZone, keep, tags }: typeof sketch extends fc.Arbitrary<infer T> ? T : never,
  longer = 0,
) =>
  policyOf({
    timeZone,
    keep: `P${keep + longer}D`,
    tags: tags.map(([days, one], index): TagSketch => [`Tag${index}`, `P${days + longer}D`, index + 1, one]),
  });

const start = Date.parse('2026-01-01T00:00:00Z');

/** Scheduled points at whole minutes of two years, and some on demand. */
const points: fc.Arbitrary<readonly RetentionPoint[]> = fc
  .tuple(
    fc.uniqueArray(fc.nat(2 * 365 * 24 * 4), { maxLength: 60 }),
    fc.uniqueArray(fc.nat(2 * 365 * 24), { maxLength: 5 }),
  )
  .map(([scheduled, onDemand]) => [
    ...scheduled.map((quarter) => scheduledPoint(start + quarter * 900_000)),
    ...onDemand.map((hour) => onDemandPoint(new Date(start + hour * 3_600_000 + 1000).toISOString(), 'Tag0')),
  ]);

const now = fc.nat(1200).map((day) => start + day * DAY_MS);
const weekReading = fc.constantFrom('calendar-rows', 'nth-weekday' as const);

const keptIds = (verdicts: ReturnType<typeof evaluateRetention>): ReadonlySet<string> =>
  new Set(verdicts.filter(({ keep }) => keep).map(({ recoveryPointId }) => recoveryPointId));

test('a policy that keeps everything longer never keeps less', () => {
  fc.assert(
    fc.property(sketch, points, now, fc.nat(300), (policy, made, moment, longer) => {
      const terms = { now: moment, weekReading: 'calendar-rows' } as const;
      const short = keptIds(evaluateRetention(policyFrom(policy), made, terms));
      const long = keptIds(evaluateRetention(policyFrom(policy, longer), made, terms));
      expect([...short].filter((id) => !long.has(id))).toEqual([]);
    }),
  );
});

test('the newest good point is always kept', () => {
  fc.assert(
    fc.property(sketch, points, now, fc.array(fc.nat(70)), (policy, made, moment, broken) => {
      fc.pre(made.length > 0);
      const damaged = new Set(broken.flatMap((index) => made[index]?.id ?? []));
      const verdicts = evaluateRetention(policyFrom(policy), made, {
        now: moment,
        weekReading: 'calendar-rows',
        damaged,
      });
      const ids = made.map(({ id }) => id).toSorted();
      const newest = ids.findLast((id) => !damaged.has(id)) ?? ids.at(-1);
      expect(keptIds(verdicts)).toContain(newest);
    }),
  );
});

test('the order in which points are given does not count', () => {
  fc.assert(
    fc.property(sketch, points, now, weekReading, (policy, made, moment, reading) => {
      const terms = { now: moment, weekReading: reading };
      const shuffled = made.toSorted((a, b) => (a.id.slice(-6) < b.id.slice(-6) ? 1 : -1));
      expect(evaluateRetention(policyFrom(policy), shuffled, terms)).toEqual(
        evaluateRetention(policyFrom(policy), made, terms),
      );
    }),
  );
});

test('deleting what has expired changes no tag of what stays, where points record what was before them', () => {
  fc.assert(
    fc.property(sketch, points, now, (sketched, made, moment) => {
      const policy = policyFrom(sketched);
      const terms = { now: moment, weekReading: 'calendar-rows' } as const;
      let previousScheduled: string | undefined;
      const recorded = made
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
        .map((point) => {
          const one = previousScheduled === undefined ? point : { ...point, previousScheduled };
          if (point.trigger === 'scheduled') previousScheduled = point.id;
          return one;
        });
      const before = evaluateRetention(policy, recorded, terms).filter(({ keep }) => keep);
      const kept = keptIds(before);
      const left = recorded.filter(({ id }) => kept.has(id));
      expect(evaluateRetention(policy, left, terms)).toEqual(before);
    }),
  );
});

/** "2026-03-29 7" and so on, by Intl alone. */
const dateIn = (zone: string, id: string): string => {
  const iso = id.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z.*$/, '$1-$2-$3T$4:$5:$6Z');
  const iana = zone === 'Pacific Standard Time' ? 'America/Los_Angeles' : zone;
  return new Intl.DateTimeFormat('sv-SE', { timeZone: iana, dateStyle: 'short' }).format(new Date(iso));
};

const sundayOf = (date: string): string => {
  const day = new Date(`${date}T00:00:00Z`);
  return new Date(day.getTime() - day.getUTCDay() * DAY_MS).toISOString().slice(0, 10);
};

const keyOf = {
  FirstOfDay: (date: string) => date,
  FirstOfWeek: sundayOf,
  FirstOfMonth: (date: string) => date.slice(0, 7),
  FirstOfYear: (date: string) => date.slice(0, 4),
} as const;

test.each(periods)('%s is the oldest scheduled point with its date, and no other', (period) => {
  fc.assert(
    fc.property(points, fc.constantFrom(...zones), (made, timeZone) => {
      const policy = policyOf({ timeZone, tags: [['First', 'P1D', 1, { absoluteCriteria: [period] }]] });
      const terms = { now: start, weekReading: 'calendar-rows' } as const;
      const tagged = evaluateRetention(policy, made, terms)
        .filter(({ tag }) => tag === 'First')
        .map(({ recoveryPointId }) => recoveryPointId);
      const firsts = new Map<string, string>();
      for (const { id, trigger } of made) {
        const key = keyOf[period](dateIn(timeZone, id));
        const first = firsts.get(key);
        if (trigger === 'scheduled' && (first === undefined || id < first)) firsts.set(key, id);
      }
      expect(tagged).toEqual([...firsts.values()].toSorted());
    }),
  );
});
