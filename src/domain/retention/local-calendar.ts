// Where a moment lies in the calendar of a policy's time zone. Weeks begin on Sunday.

import type { Month, Weekday } from '../policy/definition.ts';
import { months, weekdays } from '../policy/definition.ts';
import type { TimeZone } from '../schedule/time-zone.ts';
import { DAY_MS, toWall } from '../schedule/time-zone.ts';

export interface LocalMoment {
  /** Days since 1970-01-01. */
  readonly day: number;
  /** Weeks, counted by their Sundays. */
  readonly week: number;
  /** Months since 1970-01. */
  readonly month: number;
  readonly year: number;
  /** 1 to 31. */
  readonly dayOfMonth: number;
  readonly daysInMonth: number;
  readonly weekday: Weekday;
  readonly monthName: Month;
  /** Milliseconds since midnight of the wall clock. */
  readonly timeOfDayMs: number;
}

/** 1970-01-01 was a Thursday. */
const daysSinceSunday = (day: number): number => (day + 4) % 7;

const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

export function localMoment(zone: TimeZone, instantMs: number): LocalMoment {
  const wall = toWall(zone, instantMs);
  const day = Math.floor(wall / DAY_MS);
  const date = new Date(wall);
  const [year, monthOfYear] = [date.getUTCFullYear(), date.getUTCMonth()];
  return {
    day,
    week: Math.floor((day + 4) / 7),
    month: (year - 1970) * 12 + monthOfYear,
    year,
    dayOfMonth: date.getUTCDate(),
    daysInMonth: monthOfYear === 1 && isLeap(year) ? 29 : (monthLengths[monthOfYear] as number),
    weekday: weekdays[daysSinceSunday(day)] as Weekday,
    monthName: months[monthOfYear] as Month,
    timeOfDayMs: wall - day * DAY_MS,
  };
}

/** The row of a calendar page that begins its rows on Sunday, from 1. */
export const calendarRow = ({ day, dayOfMonth }: LocalMoment): number =>
  Math.ceil((dayOfMonth + daysSinceSunday(day - dayOfMonth + 1)) / 7);

/** How many times the weekday has come in its month so far, from 1. */
export const nthWeekday = ({ dayOfMonth }: LocalMoment): number => Math.ceil(dayOfMonth / 7);
