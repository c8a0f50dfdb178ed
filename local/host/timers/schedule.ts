// A timer trigger's schedule: an NCRONTAB expression in the app's time zone, or a constant time span.

import { parseTimeSpan } from '../config/time-span.ts';
import { nextWallTime, parseNcrontab } from './ncrontab.ts';
import type { TimeZone } from './time-zone.ts';

export interface Schedule {
  /** Whether the wall clock rules (NCRONTAB) or the elapsed time (time span); part of the trigger's payload. */
  readonly adjustForDst: boolean;
  /** The first occurrence after an instant; undefined when there is none ever. */
  next(afterMs: number): number | undefined;
}

export type ParsedSchedule = { ok: true; schedule: Schedule } | { ok: false; reason: string };

export function parseSchedule(text: string, zone: TimeZone): ParsedSchedule {
  const fields = parseNcrontab(text);
  if (fields) {
    const next = (afterMs: number) => {
      const wall = nextWallTime(fields, zone.toWall(afterMs));
      return wall === undefined ? undefined : zone.toInstant(wall);
    };
    return { ok: true, schedule: { adjustForDst: true, next } };
  }
  const interval = parseInterval(text);
  if (interval !== undefined && interval > 0) {
    return { ok: true, schedule: { adjustForDst: false, next: (afterMs) => afterMs + interval } };
  }
  const reason = `The schedule expression '${text}' was not recognized as a valid cron expression or timespan string.`;
  return { ok: false, reason };
}

/** .NET reads a bare number as days, and `hh:mm:ss` with 24 or more "hours" as `dd:hh:mm`. */
function parseInterval(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^\d+$/.test(trimmed)) return Number(trimmed) * 86_400_000;
  const days = /^(\d+):(\d{1,2}:\d{1,2}(?::\d{1,2})?)$/.exec(trimmed);
  const asDays = days && (Number(days[1]) > 23 || trimmed.split(':').length === 4);
  return parseTimeSpan(asDays ? `${days[1]}.${days[2]}` : trimmed);
}

// The monitor is for schedules of a minute or more; the host looks at the occurrences of the coming hour.
const MONITORED_MS = 60_000;
const LOOK_AHEAD_MS = 3_600_000;

/** Whether any two neighbouring occurrences in the coming hour are less than a minute apart. */
export function recursWithinAMinute(schedule: Schedule, nowMs: number): boolean {
  let previous = schedule.next(nowMs);
  while (previous !== undefined && previous < nowMs + LOOK_AHEAD_MS) {
    const following = schedule.next(previous);
    if (following === undefined) return false;
    if (following - previous < MONITORED_MS) return true;
    previous = following;
  }
  return false;
}
