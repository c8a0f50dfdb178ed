// The slots of schedules in time zones: through daylight saving, from the first run on, several a day, weekly.

import { describe, expect, test } from 'vitest';
import { latestSlot, nextSlot, slotsBetween } from '../../../src/domain/schedule/slots.ts';
import { findTimeZone } from '../../../src/domain/schedule/time-zone.ts';
import { windowsZones } from '../../../src/domain/schedule/windows-zones.ts';
import { policyOf } from '../../support/policy-fixture.ts';

const scheduleOf = (timeZone: string | undefined, ...intervals: readonly string[]) =>
  policyOf({ intervals, ...(timeZone === undefined ? {} : { timeZone }) }).schedule;

const slots = (schedule: ReturnType<typeof scheduleOf>, after: string, until: string): readonly string[] =>
  slotsBetween(schedule, Date.parse(after), Date.parse(until)).map((ms) =>
    new Date(ms).toISOString().slice(0, 16),
  );

describe('slots', () => {
  test.each<
    [
      name: string,
      timeZone: string | undefined,
      intervals: string[],
      period: [after: string, until: string],
      expected: string[],
    ]
  >([
    [
      'daily in UTC, where no zone is named',
      undefined,
      ['R/2026-01-04T02:00:00+00:00/P1D'],
      ['2026-01-01T00:00:00Z', '2026-01-06T12:00:00Z'],
      ['2026-01-04T02:00', '2026-01-05T02:00', '2026-01-06T02:00'],
    ],
    [
      'an offset says when the first run is, and the zone keeps its time of day',
      'Europe/Berlin',
      ['R/2026-03-27T01:00:00+00:00/P1D'],
      ['2026-03-26T00:00:00Z', '2026-03-30T12:00:00Z'],
      ['2026-03-27T01:00', '2026-03-28T01:00', '2026-03-29T01:00', '2026-03-30T00:00'],
    ],
    [
      'a start without an offset is on the wall clock of the zone',
      'India Standard Time',
      ['R/2026-01-04T02:00:00/P1D'],
      ['2026-01-03T00:00:00Z', '2026-01-05T00:00:00Z'],
      ['2026-01-03T20:30', '2026-01-04T20:30'],
    ],
    [
      'weekly on the weekday of the first run',
      'UTC',
      ['R/2026-01-04T02:00:00+00:00/P1W'],
      ['2026-02-01T02:00:00Z', '2026-02-15T02:00:00Z'],
      ['2026-02-08T02:00', '2026-02-15T02:00'],
    ],
    [
      'several weekdays, as one weekly interval each',
      'UTC',
      ['R/2026-01-05T09:00:00+00:00/P1W', 'R/2026-01-07T09:00:00+00:00/P1W'],
      ['2026-02-01T00:00:00Z', '2026-02-12T00:00:00Z'],
      ['2026-02-02T09:00', '2026-02-04T09:00', '2026-02-09T09:00', '2026-02-11T09:00'],
    ],
    [
      'two intervals at one time are one slot',
      'UTC',
      ['R/2026-01-05T09:00:00+00:00/P1D', 'R/2026-01-01T10:00:00+01:00/P1D'],
      ['2026-02-01T00:00:00Z', '2026-02-02T23:00:00Z'],
      ['2026-02-01T09:00', '2026-02-02T09:00'],
    ],
    [
      'a time that is skipped meets one that is not: one slot',
      'Eastern Standard Time',
      ['R/2026-01-01T02:30:00-05:00/P1D', 'R/2026-01-01T03:30:00-05:00/P1D'],
      ['2026-03-08T00:00:00Z', '2026-03-09T12:00:00Z'],
      ['2026-03-08T07:30', '2026-03-09T06:30', '2026-03-09T07:30'],
    ],
    [
      'a time that comes twice is a slot the first time',
      'Eastern Standard Time',
      ['R/2026-01-01T01:30:00-05:00/P1D'],
      ['2026-11-01T00:00:00Z', '2026-11-02T12:00:00Z'],
      ['2026-11-01T05:30', '2026-11-02T06:30'],
    ],
  ])('%s', (_, timeZone, intervals, [after, until], expected) => {
    expect(slots(scheduleOf(timeZone, ...intervals), after, until)).toEqual(expected);
  });

  const daily = scheduleOf('UTC', 'R/2026-01-04T02:00:00+00:00/P1D');
  test.each([
    ['2026-01-04T01:59:59.999Z', undefined],
    ['2026-01-04T02:00:00Z', '2026-01-04T02:00:00.000Z'],
    ['2026-01-05T01:59:59.999Z', '2026-01-04T02:00:00.000Z'],
  ])('the latest at %s', (at, expected) => {
    expect(latestSlot(daily, Date.parse(at))).toBe(expected === undefined ? undefined : Date.parse(expected));
  });

  test.each([
    ['2020-01-01T00:00:00Z', '2026-01-04T02:00:00.000Z'],
    ['2026-01-04T02:00:00Z', '2026-01-05T02:00:00.000Z'],
  ])('the next after %s', (after, expected) => {
    expect(nextSlot(daily, Date.parse(after))).toBe(Date.parse(expected));
  });
});

describe('time zones', () => {
  test('this Node knows the zone of every Windows name', () => {
    const unknown = Object.keys(windowsZones).filter((name) => findTimeZone(name) === undefined);
    expect(unknown).toEqual([]);
  });

  test.each([
    ['pacific standard time', '2026-07-01T00:00:00Z', -7],
    ['America/Los_Angeles', '2026-01-01T00:00:00Z', -8],
    ['Nepal Standard Time', '2026-01-01T00:00:00Z', 5.75],
    ['UTC', '2026-01-01T00:00:00Z', 0],
  ])('%s at %s', (name, at, hours) => {
    expect(findTimeZone(name)?.offsetAt(Date.parse(at))).toBe(hours * 3_600_000);
  });

  test.each(['', '+02:00', 'Mars/Olympus', 'Pacific'])('%j is none', (name) => {
    expect(findTimeZone(name)).toBeUndefined();
  });
});
