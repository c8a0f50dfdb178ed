// Which slots are due: when one is, what a late look finds, what spreads the starts, and when nothing is scheduled.

import { describe, expect, test } from 'vitest';
import type { ScheduledInstance } from '../../../src/domain/schedule/due-slots.ts';
import { dueSlots, startDelay } from '../../../src/domain/schedule/due-slots.ts';
import { policyOf } from '../../support/policy-fixture.ts';

const { schedule } = policyOf({ intervals: ['R/2024-01-01T02:30:00+00:00/P1D'] });

const instance = (change: Partial<ScheduledInstance> = {}): ScheduledInstance => ({
  backupInstance: 'a',
  state: 'ProtectionConfigured',
  schedule,
  since: '2026-11-20T10:00:00.000Z',
  ...change,
});

const plan = (now: string, change: Partial<ScheduledInstance> = {}, spreadMs = 0) =>
  dueSlots([instance(change)], { now: Date.parse(now), spreadMs });

describe('dueSlots', () => {
  test.each([
    ['before the first slot', '2026-11-21T02:29:59Z', undefined, 'no-slot-yet', '2026-11-21T02:30:00.000Z'],
    [
      'after its slot has started',
      '2026-11-21T03:00:00Z',
      '2026-11-21T02:30:00.000Z',
      'slot-already-started',
      '2026-11-22T02:30:00.000Z',
    ],
    [
      'with a slot from the future, after a clock was set back',
      '2026-11-21T03:00:00Z',
      '2026-11-30T02:30:00.000Z',
      'slot-already-started',
      '2026-12-01T02:30:00.000Z',
    ],
  ])('nothing is due %s', (_, now, lastSlot, reason, nextSlot) => {
    expect(plan(now, lastSlot === undefined ? {} : { lastSlot })).toEqual({
      due: [],
      notDue: [{ backupInstance: 'a', reason, nextSlot }],
    });
  });

  test.each(['2026-11-21T02:30:00Z', '2026-11-21T02:34:59.999Z', '2026-11-22T02:29:59.999Z'])(
    'the slot of the 21st is due at %s',
    (now) => {
      expect(plan(now).due).toEqual([
        {
          backupInstance: 'a',
          slot: '2026-11-21T02:30:00.000Z',
          recoveryPointId: '20261121T023000Z',
          orchestrationId: 'backup:a:20261121T023000Z',
          missed: [],
        },
      ]);
    },
  );

  test('after an outage the latest slot runs and the others are told', () => {
    expect(plan('2026-11-25T08:00:00Z', { lastSlot: '2026-11-21T02:30:00.000Z' }).due).toMatchObject([
      {
        slot: '2026-11-25T02:30:00.000Z',
        missed: ['2026-11-22T02:30:00.000Z', '2026-11-23T02:30:00.000Z', '2026-11-24T02:30:00.000Z'],
      },
    ]);
  });

  test('slots from before the protection, or before the schedule, are neither run nor missed', () => {
    expect(plan('2026-11-22T03:00:00Z').due[0]?.missed).toEqual(['2026-11-21T02:30:00.000Z']);
    expect(plan('2026-11-21T03:00:00Z').due[0]?.missed).toEqual([]);
    const changed = { lastSlot: '2026-11-20T02:30:00.000Z', since: '2026-11-25T12:00:00.000Z' };
    expect(plan('2026-11-25T13:00:00Z', changed)).toMatchObject({
      due: [],
      notDue: [{ nextSlot: '2026-11-26T02:30:00.000Z' }],
    });
  });

  test.each([
    'ConfiguringProtection',
    'ProtectionStopped',
    'BackupSchedulesSuspended',
    'ProtectionError',
  ] as const)('nothing runs in the state %s', (state) => {
    expect(plan('2026-11-22T03:00:00Z', { state })).toEqual({
      due: [],
      notDue: [{ backupInstance: 'a', reason: 'not-protected' }],
    });
  });

  test('nothing runs without a policy', () => {
    const { schedule: _, ...unscheduled } = instance();
    expect(dueSlots([unscheduled], { now: Date.parse('2026-11-22T03:00:00Z'), spreadMs: 0 })).toEqual({
      due: [],
      notDue: [{ backupInstance: 'a', reason: 'no-policy' }],
    });
  });

  test('an instance begins its own time after the slot, always the same', () => {
    const delay = startDelay('a', 600_000);
    const slot = Date.parse('2026-11-21T02:30:00Z');
    const at = (ms: number) => plan(new Date(ms).toISOString(), {}, 600_000);
    expect(delay).toBeGreaterThan(0);
    expect(at(slot + delay - 1)).toMatchObject({
      due: [],
      notDue: [{ reason: 'no-slot-yet', nextSlot: '2026-11-21T02:30:00.000Z' }],
    });
    expect(at(slot + delay).due).toMatchObject([{ slot: '2026-11-21T02:30:00.000Z' }]);
  });

  test('a thousand instances with one slot begin in many different seconds', () => {
    const seconds = new Map<number, number>();
    for (let number = 0; number < 1000; number += 1) {
      const second = Math.floor(startDelay(`instance-${number}`, 600_000) / 1000);
      seconds.set(second, (seconds.get(second) ?? 0) + 1);
    }
    expect(Math.max(...seconds.keys())).toBeLessThan(600);
    expect(Math.max(...seconds.values())).toBeLessThan(12);
  });

  test('who waits longest is first', () => {
    const weekly = policyOf({ intervals: ['R/2024-01-01T02:30:00+00:00/P1W'] }).schedule;
    const instances = [
      instance(),
      instance({ backupInstance: 'b', schedule: weekly, since: '2026-11-01T00:00:00Z' }),
    ];
    const { due } = dueSlots(instances, { now: Date.parse('2026-11-25T03:00:00Z'), spreadMs: 0 });
    expect(due.map(({ backupInstance }) => backupInstance)).toEqual(['b', 'a']);
  });
});
