// Why a point has its tag and its end, and what would change it.

import { describe, expect, test } from 'vitest';
import { explainPoint } from '../../../src/domain/retention/explain.ts';
import { history, onDemandPoint, policyOf } from '../../support/policy-fixture.ts';

const policy = policyOf({
  tags: [
    ['Weekly', 'P4W', 20, { absoluteCriteria: ['FirstOfWeek'] }],
    ['Monthly', 'P12M', 15, { absoluteCriteria: ['FirstOfMonth'] }, { daysOfMonth: [{ date: 15 }] }],
  ],
});
const points = [
  ...history(policy, '2026-02-27T00:00:00Z', '2026-03-04T12:00:00Z'),
  onDemandPoint('2026-03-03T09:30:15Z', 'Weekly'),
];
const terms = { now: Date.parse('2026-03-20T00:00:00Z'), weekReading: 'calendar-rows' } as const;
const explain = (id: string, more: object = {}) => explainPoint(policy, points, id, { ...terms, ...more });

describe('explainPoint', () => {
  test('the tag that was taken, one that was outranked, and the default that was not needed', () => {
    expect(explain('20260301T020000Z')).toMatchObject({
      verdict: { keep: true, tag: 'Monthly', retention: 'P12M', expiresAt: '2027-03-01T02:00:03.000Z' },
      previousScheduled: '20260228T020000Z',
      considered: [
        {
          tag: 'Monthly',
          priority: 15,
          outcome: 'taken',
          criteria: [
            { criterion: 'FirstOfMonth', failing: [] },
            { criterion: 'daysOfMonth=15', failing: ['daysOfMonth=15'] },
          ],
        },
        { tag: 'Weekly', priority: 20, outcome: 'outranked', criteria: [{ failing: [] }] },
        { tag: 'Default', priority: 99, outcome: 'default-not-needed', criteria: [] },
      ],
      wouldChange: [
        { kind: 'retention-of-rule', rule: 'Monthly' },
        { kind: 'priority-of-tag', tag: 'Weekly' },
      ],
    });
  });

  test('criteria that do not hold name what fails', () => {
    expect(explain('20260302T020000Z')?.considered).toMatchObject([
      { tag: 'Monthly', outcome: 'not-matched' },
      { tag: 'Weekly', outcome: 'not-matched', criteria: [{ failing: ['FirstOfWeek'] }] },
      { tag: 'Default', outcome: 'taken' },
    ]);
  });

  test('an on-demand point is not tagged by criteria', () => {
    expect(explain('20260303T093015Z-00012345')).toMatchObject({
      verdict: { tag: 'Weekly', basis: { kind: 'asked-for' } },
      considered: [{ outcome: 'not-by-criteria' }, { outcome: 'taken' }, { outcome: 'default-not-needed' }],
    });
  });

  test.each([
    ['20260304T020000Z', {}, [{ kind: 'newer-good-point' }, { kind: 'retention-of-rule', rule: 'Default' }]],
    ['20260304T020000Z', { retainForever: true }, [{ kind: 'resumed-protection' }]],
  ])('what would change %s under %j', (id, more, expected) => {
    expect(explain(id, more)?.wouldChange).toEqual(expected);
  });

  test('a tag that is gone from the policy would have to come back', () => {
    const explained = explainPoint(policyOf(), points, '20260303T093015Z-00012345', terms);
    expect(explained).toMatchObject({
      verdict: { keep: true, reason: 'tag-not-in-policy', tag: 'Weekly' },
      wouldChange: [{ kind: 'tag-in-policy', tag: 'Weekly' }],
    });
  });

  test('there is nothing to say of a point that is not there', () => {
    expect(explain('20200101T020000Z')).toBeUndefined();
  });
});
