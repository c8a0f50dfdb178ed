// Which recovery points a prune takes and which it leaves, case by case, and the reasons that it gives.

import { describe, expect, test } from 'vitest';
import type { PruneFacts } from '../../../src/domain/prune/plan-prune.ts';
import { planPrune } from '../../../src/domain/prune/plan-prune.ts';
import type { RetentionVerdict } from '../../../src/domain/prune/reasons.ts';
import { deletionWords, keepWords } from '../../../src/domain/prune/reasons.ts';
import { fixedRetention } from '../../support/fixed-retention.ts';

const now = Date.parse('2026-11-22T12:00:00Z');
const jobId = '01a200fb-5100-8b8a-86de-bad7a39a6283';
const point = (id: string, day: number) => ({
  id,
  time: `2026-11-${String(day).padStart(2, '0')}T02:00:00.000Z`,
});
const a = point('a', 1);
const b = point('b', 2);
const c = point('c', 3);

const facts = (change: Partial<PruneFacts> & { readonly days?: number } = {}): PruneFacts => {
  const points = change.points ?? [a, b, c];
  const verdicts = new Map(points.map(({ id, time }) => [id, fixedRetention(time, change.days ?? 7)]));
  return {
    isProtected: true,
    points,
    verdicts,
    pins: [],
    requested: [],
    damaged: [],
    decided: new Map(),
    now,
    ...change,
  };
};

const fixedKeep = { kind: 'within-retention', until: '2026-11-23T14:00:00.000Z', rule: 'weekly' } as const;

const short = (given: PruneFacts): readonly string[] => {
  const { goes, stays } = planPrune(given);
  return [
    ...goes.map(({ id, reason }) => `-${id} ${reason.kind}`),
    ...stays.map(({ id, reason }) => `+${id} ${reason.kind}`),
  ];
};

const forGood: RetentionVerdict = { rule: 'for good' };
const expired = { kind: 'expired', expiresAt: '2026-11-10T00:00:00.000Z', rule: 'weekly' } as const;

describe('the plan of a prune', () => {
  test.each<[string, PruneFacts, readonly string[]]>([
    [
      'nothing has expired',
      facts({ days: 30 }),
      ['+a within-retention', '+b within-retention', '+c within-retention'],
    ],
    ['all has expired: the last good point stays', facts(), ['-a expired', '-b expired', '+c last-good']],
    [
      'all has expired and protection is off',
      facts({ isProtected: false }),
      ['-a expired', '-b expired', '-c expired'],
    ],
    ['one has expired', facts({ days: 20.5 }), ['-a expired', '+b within-retention', '+c within-retention']],
    [
      'a point expires to the millisecond',
      facts({ points: [a, b], now: Date.parse(a.time), days: 0 }),
      ['-a expired', '+b within-retention'],
    ],
    [
      'it is asked for',
      facts({ days: 30, requested: ['a'] }),
      ['-a requested', '+b within-retention', '+c within-retention'],
    ],
    [
      'the last good point is asked for',
      facts({ days: 30, requested: ['c'] }),
      ['+a within-retention', '+b within-retention', '+c last-good'],
    ],
    [
      'the newest is damaged: the one before it is the last good',
      facts({ damaged: ['c'] }),
      ['-a expired', '-c expired', '+b last-good'],
    ],
    [
      'all are damaged: the newest stays',
      facts({ damaged: ['a', 'b', 'c'] }),
      ['-a expired', '-b expired', '+c last-good'],
    ],
    [
      'a restore reads it',
      facts({ pins: [{ recoveryPointId: 'a', jobId }] }),
      ['-b expired', '+a pinned', '+c last-good'],
    ],
    [
      'a restore reads what is asked for',
      facts({ days: 30, requested: ['a'], pins: [{ recoveryPointId: 'a', jobId }] }),
      ['+a pinned', '+b within-retention', '+c within-retention'],
    ],
    [
      'it was decided before: the restore that comes after gives way',
      facts({ days: 30, decided: new Map([['a', expired]]), pins: [{ recoveryPointId: 'a', jobId }] }),
      ['-a expired', '+b within-retention', '+c within-retention'],
    ],
    [
      'it was decided before, and is the last good one by now',
      facts({ points: [a], decided: new Map([['a', expired]]) }),
      ['+a last-good'],
    ],
    ['no rule applies', facts({ points: [a, b], verdicts: new Map() }), ['+a no-verdict', '+b no-verdict']],
    [
      'a rule keeps it for good',
      facts({ points: [a, b], verdicts: new Map([['a', forGood]]) }),
      ['+a within-retention', '+b no-verdict'],
    ],
    ['there is nothing', facts({ points: [] }), []],
    [
      'what is asked for is not there',
      facts({ days: 30, points: [a], requested: ['x'] }),
      ['+a within-retention'],
    ],
  ])('%s', (_, given, expected) => {
    expect([...short(given)].sort()).toEqual([...expected].sort());
  });

  test('is told oldest first, by what the points stand for and not by their ids', () => {
    const { goes } = planPrune(facts({ points: [point('z', 1), point('m', 3), point('a', 2)] }));
    expect(goes.map(({ id }) => id)).toEqual(['z', 'a']);
  });

  test('has reasons in words', () => {
    const { goes, stays } = planPrune(
      facts({
        days: 19.5,
        requested: ['d', 'e'],
        pins: [{ recoveryPointId: 'd', jobId }],
        points: [a, b, point('d', 4), point('e', 5)],
      }),
    );
    expect(goes.map(({ reason }) => deletionWords(reason))).toEqual([
      'it expired at 2026-11-20T14:00:00.000Z (kept for 19.5 days)',
      'it expired at 2026-11-21T14:00:00.000Z (kept for 19.5 days)',
    ]);
    expect(stays.map(({ reason }) => keepWords(reason))).toEqual([
      `the restore job ${jobId} reads it`,
      'it is the last good recovery point of a protected account',
    ]);
    expect(deletionWords({ kind: 'requested' })).toBe('its deletion was requested');
    expect(keepWords(fixedKeep)).toBe('it is kept until 2026-11-23T14:00:00.000Z (weekly)');
    expect(keepWords({ kind: 'within-retention', rule: 'for good' })).toBe('it is kept for good (for good)');
    expect(keepWords({ kind: 'no-verdict' })).toBe('no retention rule applies to it');
  });
});
