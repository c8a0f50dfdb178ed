// Which slots are due, for any times of looking: each slot once, none from before the protection.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BackupInstance } from '../../src/domain/protection/backup-instance.ts';
import { dueSlots } from '../../src/domain/schedule/due-slots.ts';

const created = Date.parse('2026-01-01T12:00:00Z');
const instance: BackupInstance = {
  version: 1,
  name: 'a',
  friendlyName: 'a',
  datasourceType: 'Microsoft.Storage/storageAccounts/blobServices',
  sourceAccountId: '/s',
  policyName: 'DailyPolicy',
  selection: {},
  state: 'ProtectionConfigured',
  createdAt: new Date(created).toISOString(),
  updatedAt: new Date(created).toISOString(),
};

test('whenever ticks come, every slot since protection is run or told as missed, exactly once', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 5 * 86_400 }), { minLength: 1, maxLength: 60 });
  const time = fc.record({ hour: fc.nat(23), minute: fc.nat(59) });
  fc.assert(
    fc.property(gaps, time, (seconds, daily) => {
      const last = new Map<string, string>();
      const told: string[] = [];
      let now = created;
      for (const gap of seconds) {
        now += gap * 1000;
        for (const { slot, missed } of dueSlots([instance], daily, now, last).due) {
          told.push(...missed, slot);
          last.set('a', slot);
        }
      }
      const expected: string[] = [];
      const offset = (daily.hour * 60 + daily.minute) * 60_000;
      const midnight = Date.parse('2026-01-01T00:00:00Z');
      for (let slot = midnight + offset; slot <= now; slot += 86_400_000) {
        if (slot > created) expected.push(new Date(slot).toISOString());
      }
      expect(told).toEqual(expected);
    }),
  );
});
