// ISO 8601 repeating intervals as policies have them: `R/2026-01-04T02:00:00+00:00/P1D`.

import type { TimeZone } from './time-zone.ts';
import { DAY_MS, toInstant, toWall } from './time-zone.ts';

/** Runs at one time of day, every day or every seventh, from a first run on. */
export interface Series {
  /** Milliseconds since the Unix epoch; no run is before it. */
  readonly firstMs: number;
  /** The first run's date on the wall clock, in days since 1970-01-01. */
  readonly firstDay: number;
  /** Milliseconds since midnight of the wall clock, a whole second. */
  readonly timeOfDayMs: number;
  readonly everyDays: 1 | 7;
}

const interval =
  /^R\/(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?\/(P\d+[DWMY]|PT\d+[HMS])$/i;

/** @returns the series, or the rule that the text breaks, in words that follow the name of the field */
export function parseRepeatingInterval(text: string, zone: TimeZone): Series | { readonly problem: string } {
  const match = interval.exec(text.trim());
  if (match === null) {
    return {
      problem: 'must be a repeating interval without an end, such as R/2026-01-04T02:00:00+00:00/P1D',
    };
  }
  const [, date = '', time = '', seconds = '00', offset, period = ''] = match;
  const everyDays = daysOf(period.toUpperCase());
  if (everyDays === undefined) {
    const hourly = /^PT/i.test(period) ? ': vaulted backups are not taken hourly' : '';
    return { problem: `must repeat daily (P1D) or weekly (P1W), not ${period}${hourly}` };
  }
  const wall = Date.parse(`${date}T${time}:${seconds}Z`);
  if (Number.isNaN(wall) || new Date(wall).toISOString().slice(0, 10) !== date) {
    return { problem: `must begin at a date and time that exist, not ${date}T${time}:${seconds}` };
  }
  // With an offset the start is a moment, without one a reading of the policy's wall clock.
  const firstMs =
    offset === undefined ? toInstant(zone, wall) : Date.parse(`${date}T${time}:${seconds}${offset}`);
  if (Number.isNaN(firstMs)) return { problem: `must have an offset that exists, not ${offset}` };
  const shown = toWall(zone, firstMs);
  const firstDay = Math.floor(shown / DAY_MS);
  return { firstMs, firstDay, timeOfDayMs: shown - firstDay * DAY_MS, everyDays };
}

const daysOf = (period: string): 1 | 7 | undefined =>
  period === 'P1D' ? 1 : period === 'P1W' ? 7 : undefined;
