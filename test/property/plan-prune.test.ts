// What must hold of every plan of a prune, whatever the points, verdicts, pins, requests and damage.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PruneFacts } from '../../src/domain/prune/plan-prune.ts';
import { planPrune } from '../../src/domain/prune/plan-prune.ts';
import { fixedRetention } from '../support/fixed-retention.ts';

const now = Date.parse('2026-11-22T12:00:00Z');
const DAY_MS = 86_400_000;

const scenario = fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 12 }).chain((ages) => {
  const ids = ages.map((age) => `p${age}`);
  const some = fc.subarray(ids);
  return fc.record({
    ages: fc.constant(ages),
    days: fc.integer({ min: 0, max: 40 }),
    isProtected: fc.boolean(),
    requested: some,
    pinned: some,
    damaged: some,
    decided: some,
  });
});

type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

const factsOf = ({ ages, days, isProtected, requested, pinned, damaged, decided }: Scenario): PruneFacts => {
  const points = ages.map((age) => ({ id: `p${age}`, time: new Date(now - age * DAY_MS).toISOString() }));
  return {
    isProtected,
    points,
    verdicts: new Map(points.map(({ id, time }) => [id, fixedRetention(time, days)])),
    pins: pinned.map((recoveryPointId) => ({ recoveryPointId, jobId: 'job' })),
    requested,
    damaged,
    decided: new Map(decided.map((id) => [id, { kind: 'requested' }])),
    now,
  };
};

const gone = (facts: PruneFacts): readonly string[] => planPrune(facts).goes.map(({ id }) => id);

test('every point either goes or stays', () => {
  fc.assert(
    fc.property(scenario, (given) => {
      const facts = factsOf(given);
      const { goes, stays } = planPrune(facts);
      const told = [...goes, ...stays].map(({ id }) => id).sort();
      expect(told).toEqual(facts.points.map(({ id }) => id).sort());
    }),
  );
});

test('a protected account keeps its newest good point, and a point where it had any', () => {
  fc.assert(
    fc.property(scenario, (given) => {
      const { stays } = planPrune(factsOf({ ...given, isProtected: true }));
      const good = given.ages.filter((age) => !given.damaged.includes(`p${age}`));
      const expected = good.length > 0 ? Math.min(...good) : Math.min(...given.ages);
      expect(given.ages.length === 0 || stays.some(({ id }) => id === `p${expected}`)).toBe(true);
    }),
  );
});

test('what a restore reads stays, unless its deletion was decided before the restore came', () => {
  fc.assert(
    fc.property(scenario, (given) => {
      const went = gone(factsOf(given));
      for (const id of given.pinned) if (!given.decided.includes(id)) expect(went).not.toContain(id);
    }),
  );
});

test('nothing goes that has neither expired nor been asked for', () => {
  fc.assert(
    fc.property(scenario, (given) => {
      for (const id of gone(factsOf(given))) {
        const asked = given.requested.includes(id) || given.decided.includes(id);
        expect(asked || Number(id.slice(1)) >= given.days).toBe(true);
      }
    }),
  );
});

test('a longer retention never deletes more', () => {
  fc.assert(
    fc.property(scenario, fc.integer({ min: 0, max: 40 }), (given, more) => {
      const longer = gone(factsOf({ ...given, days: given.days + more }));
      expect(gone(factsOf(given))).toEqual(expect.arrayContaining([...longer]));
    }),
  );
});

test('the order in which points are given decides nothing', () => {
  const shuffled = scenario.chain((given) =>
    fc.tuple(
      fc.constant(given),
      fc.shuffledSubarray(given.ages, { minLength: given.ages.length, maxLength: given.ages.length }),
    ),
  );
  fc.assert(
    fc.property(shuffled, ([given, ages]) => {
      expect(planPrune(factsOf({ ...given, ages }))).toEqual(planPrune(factsOf(given)));
    }),
  );
});

test('an immutable vault lets nothing go before its time that is not decided, whoever asks', () => {
  fc.assert(
    fc.property(scenario, fc.boolean(), (given, isPurge) => {
      const facts: PruneFacts = {
        ...factsOf(given),
        isImmutable: true,
        ...(isPurge ? { purge: { deletedAt: '2026-11-01T00:00:00.000Z' } } : {}),
      };
      const verdicts = new Map(
        [...facts.verdicts].map(([id, verdict]) => [
          id,
          { ...verdict, ...(verdict.expiresAt === undefined ? {} : { policyExpiresAt: verdict.expiresAt }) },
        ]),
      );
      for (const id of gone({ ...facts, verdicts })) {
        const expiresAt = verdicts.get(id)?.expiresAt ?? '9';
        expect(facts.decided.has(id) || Date.parse(expiresAt) <= now).toBe(true);
      }
    }),
  );
});
