// The value of a timer trigger, as the host serialises its TimerInfo.

import type { TypedData } from '../worker/invocation.ts';
import { jsonData } from '../worker/typed-data.ts';
import type { TimeZone } from './time-zone.ts';
import type { TimerStatus } from './timer-status.ts';

export interface TimerOccurrence {
  readonly adjustForDst: boolean;
  /** Undefined without a monitor: the payload then says null. */
  readonly status: TimerStatus | undefined;
  readonly isPastDue: boolean;
}

export function timerPayload(
  { adjustForDst, status, isPastDue }: TimerOccurrence,
  zone: TimeZone,
): TypedData {
  const date = (ms: number | undefined) => (ms === undefined ? NEVER : localTime(ms, zone));
  return jsonData({
    Schedule: { AdjustForDST: adjustForDst },
    ScheduleStatus: status
      ? { Last: date(status.last), Next: date(status.next), LastUpdated: date(status.lastUpdated) }
      : null,
    IsPastDue: isPastDue,
  });
}

// .NET's default DateTime.
const NEVER = '0001-01-01T00:00:00';

/** `2026-03-01T08:00:00.25+01:00`: local time with its offset, fractions only where there are any. */
export function localTime(instantMs: number, zone: TimeZone): string {
  const offsetMinutes = Math.round((zone.toWall(instantMs) - instantMs) / 60_000);
  const wall = new Date(instantMs + offsetMinutes * 60_000).toISOString();
  const size = Math.abs(offsetMinutes);
  const two = (value: number) => String(value).padStart(2, '0');
  const offset = `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
  return wall.replace(/\.?0*Z$/, '') + offset;
}
