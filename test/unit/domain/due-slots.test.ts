// The slots of a daily policy: when one is due, what a late look finds, and when protection stops it.

import { describe, expect, test } from 'vitest';
import type { BackupInstance } from '../../../src/domain/protection/backup-instance.ts';
import { dueSlots, parseDailyTime } from '../../../src/domain/schedule/due-slots.ts';

const instance = (name: string, change: Partial<BackupInstance> = {}): BackupInstance => ({
  version: 1,
  name,
  friendlyName: name,
  datasourceType: 'Microsoft.Storage/storageAccounts/blobServices',
  sourceAccountId: '/s',
  policyName: 'DailyPolicy',
  selection: {},
  state: 'ProtectionConfigured',
  createdAt: '2026-11-20T10:00:00.000Z',
  updatedAt: '2026-11-20T10:00:00.000Z',
  ...change,
});

const daily = { hour: 2, minute: 30 };
const plan = (now: string, lastSlot?: string, change: Partial<BackupInstance> = {}) =>
  dueSlots(
    [instance('a', change)],
    daily,
    Date.parse(now),
    new Map(lastSlot === undefined ? [] : [['a', lastSlot]]),
  );

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
      '2026-11-22T02:30:00.000Z',
    ],
  ])('nothing is due %s', (_, now, lastSlot, reason, nextSlot) => {
    expect(plan(now, lastSlot)).toEqual({ due: [], notDue: [{ backupInstance: 'a', reason, nextSlot }] });
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
    expect(plan('2026-11-25T08:00:00Z', '2026-11-21T02:30:00.000Z').due).toMatchObject([
      {
        slot: '2026-11-25T02:30:00.000Z',
        missed: ['2026-11-22T02:30:00.000Z', '2026-11-23T02:30:00.000Z', '2026-11-24T02:30:00.000Z'],
      },
    ]);
  });

  test('slots before protection are not missed', () => {
    expect(plan('2026-11-22T03:00:00Z').due[0]?.missed).toEqual(['2026-11-21T02:30:00.000Z']);
    expect(plan('2026-11-21T03:00:00Z').due[0]?.missed).toEqual([]);
  });

  test('a changed time of day gives a slot of its own', () => {
    const later = dueSlots(
      [instance('a')],
      { hour: 4, minute: 0 },
      Date.parse('2026-11-22T04:00:00Z'),
      new Map([['a', '2026-11-22T02:30:00.000Z']]),
    );
    expect(later.due).toMatchObject([{ slot: '2026-11-22T04:00:00.000Z', missed: [] }]);
  });

  test.each([
    'ConfiguringProtection',
    'ProtectionStopped',
    'BackupSchedulesSuspended',
    'ProtectionError',
  ] as const)('nothing runs in the state %s', (state) => {
    expect(plan('2026-11-22T03:00:00Z', undefined, { state })).toEqual({
      due: [],
      notDue: [{ backupInstance: 'a', reason: 'not-protected' }],
    });
  });

  test('the same tick twice decides the same', () => {
    expect(plan('2026-11-22T03:00:00Z')).toEqual(plan('2026-11-22T03:00:00Z'));
  });
});

describe('parseDailyTime', () => {
  test.each([
    ['00:00', { hour: 0, minute: 0 }],
    ['23:59', { hour: 23, minute: 59 }],
    ['24:00', undefined],
    ['2:00', undefined],
    ['02:60', undefined],
    ['02:00Z', undefined],
  ])('%s', (text, expected) => expect(parseDailyTime(text)).toEqual(expected));
});
