// Room at the limit of recovery points: what has to go, of what retention lets go.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noRoomMade, roomToMake } from '../../../src/domain/elastic-san/room.ts';
import type { PrunePlan } from '../../../src/domain/prune/plan-prune.ts';

const plan = (goes: number, stays: number): PrunePlan => ({
  goes: Array.from({ length: goes }, (_, n) => ({
    id: `old-${n}`,
    reason: { kind: 'expired', expiresAt: '2026-11-22T02:00:00Z', rule: 'Daily' },
  })),
  stays: Array.from({ length: stays }, (_, n) => ({
    id: `new-${n}`,
    reason: { kind: 'within-retention', rule: 'Daily', until: '2027-01-01T00:00:00Z' },
  })),
});

describe('room for one more', () => {
  it.each([
    ['below the limit', plan(3, 446), 0],
    ['at the limit', plan(3, 447), 1],
    ['at the limit, all have expired', plan(450, 0), 1],
    ['above a limit that was lowered', plan(20, 440), 11],
  ])('%s', (_, facts, needed) => {
    expect(roomToMake(facts, 450)).toEqual({ ok: true, value: needed });
  });

  it('is not there where nothing may go, and says why', () => {
    expect(roomToMake(plan(0, 450), 450)).toMatchObject({
      ok: false,
      failure: {
        code: 'UserErrorRecoveryPointLimitReached',
        message:
          'There are 450 recovery points; the limit is 450, and retention lets none of them go. The oldest that stays is new-0: it is kept until 2027-01-01T00:00:00Z (Daily).',
        recommendedAction: ['Shorten the retention of the policy, or delete recovery points.'],
      },
    });
    expect(roomToMake(plan(2, 450), 450)).toMatchObject({
      failure: { message: expect.stringContaining('retention lets only 2 of them go') },
    });
    expect(roomToMake(plan(0, 0), 0)).toMatchObject({ ok: false });
  });

  it('is just enough, or refused', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(20), fc.integer({ min: 1, max: 25 }), (goes, stays, limit) => {
        const room = roomToMake(plan(goes, stays), limit);
        expect(room.ok).toBe(stays < limit);
        if (!room.ok) return;
        expect(goes + stays - room.value + 1).toBeLessThanOrEqual(limit);
        if (room.value > 0) expect(goes + stays - room.value + 1).toBe(limit);
      }),
    );
  });

  it('that could not be made is told with what was tried', () => {
    expect(noRoomMade(3, 1)).toMatchObject({
      code: 'UserErrorRecoveryPointLimitReached',
      message: expect.stringContaining('Of 3 that retention lets go 1 more'),
    });
  });
});
