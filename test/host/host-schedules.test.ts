// Schedules and time zones: NCRONTAB as the real host reads it, .NET time spans, daylight saving.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { DrivenClock } from '../../local/host/driven-clock.ts';
import { parseSchedule, recursWithinAMinute } from '../../local/host/timers/schedule.ts';
import { timeZone, utc } from '../../local/host/timers/time-zone.ts';
import { createTimerListener } from '../../local/host/timers/timer-listener.ts';
import { localTime, timerPayload } from '../../local/host/timers/timer-payload.ts';
import { checkPastDue, createTimerStatusStore } from '../../local/host/timers/timer-status.ts';
import { retryDelayMs } from '../../local/host/timers/trigger-retries.ts';

function schedule(text: string, zone = utc) {
  const parsed = parseSchedule(text, zone);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.schedule;
}

function occurrences(text: string, from: string, count: number, zone = utc): string[] {
  const times: string[] = [];
  let at: number | undefined = Date.parse(from);
  for (let i = 0; i < count && at !== undefined; i++) {
    at = schedule(text, zone).next(at);
    times.push(at === undefined ? 'never' : new Date(at).toISOString().replace('.000Z', 'Z'));
  }
  return times;
}

describe('NCRONTAB', () => {
  test.each([
    ['0 */5 * * * *', '2026-01-01T00:02:00Z', ['2026-01-01T00:05:00Z', '2026-01-01T00:10:00Z']],
    ['*/5 * * * *', '2026-01-01T00:02:00Z', ['2026-01-01T00:05:00Z']],
    ['0 30 9 * * Mon-Fri', '2026-01-02T10:00:00Z', ['2026-01-05T09:30:00Z', '2026-01-06T09:30:00Z']],
    ['0 0 0 1 Jan,jul *', '2026-01-01T00:00:00Z', ['2026-07-01T00:00:00Z', '2027-01-01T00:00:00Z']],
    ['0 0 0 13 * 5', '2026-01-01T00:00:00Z', ['2026-02-13T00:00:00Z', '2026-03-13T00:00:00Z']],
    ['0 0 0 29 2 *', '2026-01-01T00:00:00Z', ['2028-02-29T00:00:00Z', '2032-02-29T00:00:00Z']],
    [
      '15/20 0 12 * * *',
      '2026-01-01T00:00:00Z',
      ['2026-01-01T12:00:15Z', '2026-01-01T12:00:35Z', '2026-01-01T12:00:55Z'],
    ],
    ['0 0 22-23/1 * * 0', '2026-01-01T00:00:00Z', ['2026-01-04T22:00:00Z', '2026-01-04T23:00:00Z']],
    ['0 0 0 30 2 *', '2026-01-01T00:00:00Z', ['never']],
    ['59 59 23 31 12 *', '2026-12-31T23:59:58Z', ['2026-12-31T23:59:59Z', '2027-12-31T23:59:59Z']],
  ])('%s after %s', (text, from, expected) => {
    expect(occurrences(text, from, expected.length)).toEqual(expected);
  });

  test.each([
    '',
    '* * * *',
    '60 * * * * *',
    '* * * * * 7',
    '0 0 L * * *',
    '*/0 * * * * *',
    '0 0 0 ? * *',
    'a b c d e f',
    '0 0 0 1 1 * 2026',
  ])('"%s" is refused', (text) => {
    expect(parseSchedule(text, utc)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('was not recognized'),
    });
  });
});

describe('time spans', () => {
  test.each([
    ['00:00:30', 30_000],
    ['01:30', 5_400_000],
    ['1.00:00:00', 86_400_000],
    ['24:00:00', 24 * 86_400_000],
    ['25:00:00:00', 25 * 86_400_000],
    ['2', 2 * 86_400_000],
  ])('%s', (text, ms) => {
    expect(schedule(text).next(1000)).toBe(1000 + ms);
    expect(schedule(text).adjustForDst).toBe(false);
  });
});

describe('daylight saving', () => {
  const berlin = timeZone('Europe/Berlin') ?? utc;
  test('a daily time keeps its place on the wall clock', () => {
    expect(occurrences('0 0 6 * * *', '2026-03-28T00:00:00Z', 3, berlin)).toEqual([
      '2026-03-28T05:00:00Z',
      '2026-03-29T04:00:00Z',
      '2026-03-30T04:00:00Z',
    ]);
  });
  test('a time that spring skips comes an hour later by the clock, one that autumn repeats the second time', () => {
    expect(occurrences('0 30 2 * * *', '2026-03-28T12:00:00Z', 2, berlin)).toEqual([
      '2026-03-29T01:30:00Z',
      '2026-03-30T00:30:00Z',
    ]);
    expect(occurrences('0 30 2 * * *', '2026-10-24T12:00:00Z', 2, berlin)).toEqual([
      '2026-10-25T01:30:00Z',
      '2026-10-26T01:30:00Z',
    ]);
  });
  test('an unknown zone is undefined', () => {
    expect(timeZone('Middle/Earth')).toBeUndefined();
  });
});

describe('status and payload', () => {
  const daily = schedule('0 0 3 * * *');
  const at = (text: string) => Date.parse(text);
  test('a new timer is not past due and remembers when it is next', () => {
    expect(checkPastDue(undefined, daily, at('2026-01-01T10:00:00Z'))).toEqual({
      status: { last: undefined, next: at('2026-01-02T03:00:00Z'), lastUpdated: at('2026-01-01T10:00:00Z') },
      pastDue: false,
    });
  });
  test('a missed occurrence is past due', () => {
    const stored = {
      last: at('2026-01-01T03:00:00Z'),
      next: at('2026-01-02T03:00:00Z'),
      lastUpdated: undefined,
    };
    expect(checkPastDue(stored, daily, at('2026-01-02T02:59:00Z')).pastDue).toBe(false);
    expect(checkPastDue(stored, daily, at('2026-01-05T00:00:00Z'))).toEqual({
      status: stored,
      pastDue: true,
    });
  });
  test('a changed schedule begins afresh', () => {
    const stored = {
      last: at('2026-01-01T03:00:00Z'),
      next: at('2026-01-01T04:00:00Z'),
      lastUpdated: undefined,
    };
    const checked = checkPastDue(stored, daily, at('2026-01-05T00:00:00Z'));
    expect([checked.pastDue, checked.status?.next]).toEqual([false, at('2026-01-05T03:00:00Z')]);
  });
  test('the monitor is for a minute and more', () => {
    const now = at('2026-01-01T00:00:00Z');
    expect(
      ['*/30 * * * * *', '0 * * * * *', '00:00:59'].map((text) => recursWithinAMinute(schedule(text), now)),
    ).toEqual([true, false, true]);
  });
  test('the payload is what the host serialises', () => {
    const status = {
      last: undefined,
      next: at('2026-01-02T03:00:00Z'),
      lastUpdated: at('2026-01-01T10:00:00.250Z'),
    };
    expect(timerPayload({ adjustForDst: true, status, isPastDue: false }, utc).json).toBe(
      '{"Schedule":{"AdjustForDST":true},"ScheduleStatus":{"Last":"0001-01-01T00:00:00","Next":"2026-01-02T03:00:00+00:00","LastUpdated":"2026-01-01T10:00:00.25+00:00"},"IsPastDue":false}',
    );
    expect(localTime(at('2026-07-01T22:30:00Z'), timeZone('Asia/Kolkata') ?? utc)).toBe(
      '2026-07-02T04:00:00+05:30',
    );
  });
  test('retry delays', () => {
    const exponential = {
      retryStrategy: 'exponentialBackoff',
      minimumInterval: { seconds: 5 },
      maximumInterval: { seconds: 30 },
    };
    expect([0, 1, 2, 3].map((attempt) => retryDelayMs(exponential, attempt))).toEqual([
      5000, 10_000, 20_000, 30_000,
    ]);
    expect(retryDelayMs({ retryStrategy: 'fixedDelay', delayInterval: { seconds: 7 } }, 4)).toBe(7000);
  });
});

test('a timer whose status cannot be written any more goes on, and says so', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'timers-'));
  const clock = new DrivenClock(Date.parse('2026-01-01T00:01:00Z'));
  const fired: string[] = [];
  const lost: string[] = [];
  const listener = createTimerListener({
    functionName: 'every-five-minutes',
    schedule: schedule('0 */5 * * * *'),
    zone: utc,
    clock,
    store: createTimerStatusStore(path.join(folder, 'timers')),
    useMonitor: true,
    runOnStartup: false,
    run: async () => void fired.push(new Date(clock.now()).toISOString()),
    onStatusLost: (error) => lost.push(error.message),
  });
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  listener.start();
  await clock.advanceTo(Date.parse('2026-01-01T00:06:00Z'), settle);
  // Where the folder was there is a file: nothing can be written there, whoever tries.
  rmSync(path.join(folder, 'timers'), { recursive: true });
  writeFileSync(path.join(folder, 'timers'), '');
  await clock.advanceTo(Date.parse('2026-01-01T00:16:00Z'), settle);
  expect(fired.map((time) => time.slice(11, 16))).toEqual(['00:05', '00:10', '00:15']);
  expect(lost).toEqual([expect.stringContaining('EEXIST'), expect.stringContaining('EEXIST')]);
  rmSync(folder, { recursive: true });
});
