// Which slots are due, for any times of looking and any schedule: each slot once, none from before the protection.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dueSlots } from '../../src/domain/schedule/due-slots.ts';
import { slotsBetween } from '../../src/domain/schedule/slots.ts';
import { policyOf } from '../support/policy-fixture.ts';

const created = Date.parse('2026-01-01T12:00:00Z');
const gaps = fc.array(fc.integer({ min: 0, max: 5 * 86_400 }), { minLength: 1, maxLength: 60 });
const time = fc.tuple(fc.nat(23), fc.nat(59));
const zone = fc.constantFrom('UTC', 'Eastern Standard Time', 'Europe/Berlin', 'Australia/Lord_Howe');

const two = (number: number): string => String(number).padStart(2, '0');

test('whenever ticks come, every slot since protection is run or told as missed, exactly once', () => {
  const times = fc.uniqueArray(time, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(gaps, times, zone, fc.nat(3_600_000), (seconds, given, timeZone, spreadMs) => {
      const intervals = given.map(([hour, minute]) => `R/2024-01-01T${two(hour)}:${two(minute)}:00/P1D`);
      const { schedule } = policyOf({ timeZone, intervals });
      const told: string[] = [];
      let lastSlot: string | undefined;
      let now = created;
      for (const gap of seconds) {
        now += gap * 1000;
        const instance = {
          backupInstance: 'a',
          state: 'ProtectionConfigured',
          schedule,
          since: new Date(created).toISOString(),
          ...(lastSlot === undefined ? {} : { lastSlot }),
        } as const;
        for (const { slot, missed } of dueSlots([instance], { now, spreadMs }).due) {
          told.push(...missed, slot);
          lastSlot = slot;
        }
      }
      const expected = slotsBetween(
        schedule,
        created,
        lastSlot === undefined ? created : Date.parse(lastSlot),
      );
      expect(told).toEqual(expected.map((slot) => new Date(slot).toISOString()));
      const overdue = slotsBetween(
        schedule,
        lastSlot === undefined ? created : Date.parse(lastSlot),
        now - spreadMs,
      );
      expect(overdue).toEqual([]);
    }),
  );
});

test('a daily schedule has one slot on each date of its wall clock, and none twice', () => {
  fc.assert(
    fc.property(time, zone, fc.nat(700), ([hour, minute], timeZone, offset) => {
      const { schedule } = policyOf({
        timeZone,
        intervals: [`R/2024-01-01T${two(hour)}:${two(minute)}:00/P1D`],
      });
      const from = created + offset * 86_400_000;
      const dates = slotsBetween(schedule, from, from + 40 * 86_400_000).map((slot) =>
        new Intl.DateTimeFormat('sv-SE', {
          timeZone: timeZone === 'Eastern Standard Time' ? 'America/New_York' : timeZone,
          dateStyle: 'short',
        }).format(slot),
      );
      expect(new Set(dates).size).toBe(dates.length);
      const days = dates.map((date) => Date.parse(date) / 86_400_000);
      expect(days).toEqual(days.map((_, index) => (days[0] ?? 0) + index));
    }),
  );
});
