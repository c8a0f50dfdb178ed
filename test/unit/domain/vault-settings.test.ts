// Which settings of the vault may follow which, and what an immutable vault calls shorter.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluateRetention } from '../../../src/domain/retention/evaluate.ts';
import { isEverShorter, shortenedPoint, shortenedRule } from '../../../src/domain/vault/immutability.ts';
import type { VaultChange, VaultSettings } from '../../../src/domain/vault/settings.ts';
import {
  changeSettings,
  defaultVaultSettings,
  immutabilityStates,
  softDeleteStates,
} from '../../../src/domain/vault/settings.ts';
import { history, policyOf } from '../../support/policy-fixture.ts';

const settings = (change: Partial<VaultSettings> = {}): VaultSettings => ({
  ...defaultVaultSettings,
  ...change,
});
const change = (before: VaultSettings, asked: VaultChange) => changeSettings(before, asked, 'calendar-rows');

describe('a change of the vault', () => {
  test('keeps what it leaves out', () => {
    const before = settings({ immutability: 'Unlocked', tags: { team: 'web' } });
    expect(change(before, { softDelete: { days: 30 } })).toEqual({
      ok: true,
      value: { ...before, softDelete: { state: 'On', days: 30 } },
    });
  });

  const always = settings({ softDelete: { state: 'AlwaysOn', days: 30 } });
  test.each<[string, VaultSettings, VaultChange, string]>([
    ['soft delete AlwaysOn taken back', always, { softDelete: { state: 'On' } }, 'softDeleteSettings.state'],
    ['AlwaysOn for fewer days', always, { softDelete: { days: 20 } }, 'retentionDurationInDays'],
    ['13 days', settings(), { softDelete: { days: 13 } }, 'retentionDurationInDays'],
    ['181 days', settings(), { softDelete: { days: 181 } }, 'retentionDurationInDays'],
    ['half a day', settings(), { softDelete: { days: 14.5 } }, 'retentionDurationInDays'],
    [
      'Locked taken back',
      settings({ immutability: 'Locked' }),
      { immutability: 'Unlocked' },
      'immutabilitySettings.state',
    ],
    ['a lock in one step', settings(), { immutability: 'Locked' }, 'immutabilitySettings.state'],
    [
      'another count of weeks while immutable',
      settings({ immutability: 'Unlocked' }),
      { weekReading: 'nth-weekday' },
      'weeksOfTheMonth',
    ],
  ])('is refused: %s', (_what, before, asked, target) => {
    expect(change(before, asked)).toMatchObject({
      ok: false,
      failure: { code: 'UserErrorInvalidRequest', target: expect.stringContaining(target) },
    });
  });

  test('never leads back from AlwaysOn or Locked, whatever is asked for in whatever order', () => {
    const asked = fc.record(
      {
        softDelete: fc.record(
          { state: fc.constantFrom(...softDeleteStates), days: fc.integer({ min: 10, max: 190 }) },
          { requiredKeys: [] },
        ),
        immutability: fc.constantFrom(...immutabilityStates),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 12 }), (changes) => {
        let now = settings();
        for (const one of changes) {
          const outcome = change(now, one);
          const after = outcome.ok ? outcome.value : now;
          if (now.immutability === 'Locked') expect(after.immutability).toBe('Locked');
          if (now.softDelete.state === 'AlwaysOn') {
            expect(after.softDelete.state).toBe('AlwaysOn');
            expect(after.softDelete.days).toBeGreaterThanOrEqual(now.softDelete.days);
          }
          expect(after.softDelete.days).toBeGreaterThanOrEqual(14);
          expect(after.softDelete.days).toBeLessThanOrEqual(180);
          now = after;
        }
      }),
    );
  });
});

describe('shorter retention', () => {
  test.each([
    ['P30D', 'P1M', true],
    ['P1M', 'P30D', true],
    ['P1M', 'P31D', false],
    ['P1Y', 'P365D', true],
    ['P1Y', 'P366D', false],
    ['P12M', 'P1Y', false],
    ['P2W', 'P14D', false],
  ])('%s to %s: %s', (before, after, expected) => {
    const duration = (text: string) => policyOf({ keep: text }).defaultTag.duration;
    expect(isEverShorter(duration(before), duration(after))).toBe(expected);
  });

  const weekly = policyOf({
    keep: 'P7D',
    tags: [['Weekly', 'P12W', 20, { absoluteCriteria: ['FirstOfWeek'] }]],
  });
  test('names the rule', () => {
    expect(shortenedRule(weekly, policyOf({ keep: 'P7D' }))).toBe('Weekly (P12W) would be gone');
    expect(shortenedRule(policyOf({ keep: 'P7D' }), policyOf({ keep: 'P6D' }))).toBe(
      'Default would be P6D instead of P7D',
    );
    expect(shortenedRule(policyOf({ keep: 'P7D' }), weekly)).toBeUndefined();
  });

  test('finds a point that another criterion would let go earlier, though no rule is shorter', () => {
    const sunday = policyOf({ keep: 'P7D', tags: [['Weekly', 'P12W', 20, { daysOfTheWeek: ['Sunday'] }]] });
    const monday = policyOf({ keep: 'P7D', tags: [['Weekly', 'P12W', 20, { daysOfTheWeek: ['Monday'] }]] });
    const points = history(sunday, '2026-11-01T00:00:00Z', '2026-11-22T12:00:00Z');
    const terms = { now: Date.parse('2026-11-22T12:00:00Z'), weekReading: 'calendar-rows' } as const;
    expect(shortenedRule(sunday, monday)).toBeUndefined();
    const [before, after] = [sunday, monday].map((policy) => evaluateRetention(policy, points, terms));
    expect(shortenedPoint(before ?? [], after ?? [], terms.now)).toBe('20261101T020000Z');
    expect(shortenedPoint(before ?? [], before ?? [], terms.now)).toBeUndefined();
  });
});
