// Time zones by their IANA or Windows name: what the wall clock shows at an instant, and which instant a wall clock means.

import { windowsZones } from './windows-zones.ts';

export interface TimeZone {
  /** IANA name. */
  readonly name: string;
  /** What is added to UTC at an instant, in milliseconds. */
  offsetAt(instantMs: number): number;
}

export const DAY_MS = 86_400_000;

export const utc: TimeZone = { name: 'UTC', offsetAt: () => 0 };

const ianaByWindowsName = new Map(
  Object.entries(windowsZones).map(([windows, iana]) => [windows.toLowerCase(), iana]),
);

/** Zones are values; making one is slow, and so is asking for an offset. Both are remembered. */
const known = new Map<string, TimeZone | undefined>();

/** undefined for a name that is neither a Windows nor an IANA time zone. Case does not count. */
export function findTimeZone(name: string): TimeZone | undefined {
  const key = name.trim().toLowerCase();
  if (/^(utc|etc\/utc|coordinated universal time)$/.test(key)) return utc;
  if (!known.has(key)) known.set(key, ianaZone(ianaByWindowsName.get(key) ?? key));
  return known.get(key);
}

function ianaZone(name: string): TimeZone | undefined {
  // Later versions of Node also take offsets such as +02:00 for zones, earlier ones do not.
  if (!/^[a-z]/i.test(name)) return undefined;
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    return { name: format.resolvedOptions().timeZone, offsetAt: rememberedByDay(format) };
  } catch {
    return undefined;
  }
}

/** Most days have one offset; it is asked for once. */
function rememberedByDay(format: Intl.DateTimeFormat): (instantMs: number) => number {
  const offsets = new Map<number, number | 'changes'>();
  const ofDay = (day: number): number | 'changes' => {
    const [first, last] = [offsetBy(format, day * DAY_MS), offsetBy(format, (day + 1) * DAY_MS)];
    return first === last ? first : 'changes';
  };
  return (instantMs) => {
    const day = Math.floor(instantMs / DAY_MS);
    const remembered = offsets.get(day) ?? ofDay(day);
    offsets.set(day, remembered);
    return remembered === 'changes' ? offsetBy(format, instantMs) : remembered;
  };
}

function offsetBy(format: Intl.DateTimeFormat, instantMs: number): number {
  const parts = Object.fromEntries(
    format.formatToParts(instantMs).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instantMs / 1000) * 1000;
}

/** What the wall clock shows, in milliseconds as if it were UTC. */
export const toWall = (zone: TimeZone, instantMs: number): number => instantMs + zone.offsetAt(instantMs);

/**
 * The one instant at which the wall clock shows a time. A time that daylight saving repeats means its first occurrence;
 * one that it skips means as long after the change as the clock was set forward: 02:30 becomes 03:30.
 */
export function toInstant(zone: TimeZone, wallMs: number): number {
  const before = zone.offsetAt(wallMs - DAY_MS);
  const after = zone.offsetAt(wallMs + DAY_MS);
  const exact = [wallMs - before, wallMs - after].filter((instant) => toWall(zone, instant) === wallMs);
  return exact.length > 0 ? Math.min(...exact) : wallMs - before;
}
