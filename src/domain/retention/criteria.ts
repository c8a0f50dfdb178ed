// Whether a tag's criteria take a scheduled point: every field given must hold, and of its values one is enough.

import type { Criteria } from '../policy/backup-policy.ts';
import type { AbsoluteCriterion, WeekOfTheMonth } from '../policy/definition.ts';
import { weeksOfTheMonth } from '../policy/definition.ts';
import type { LocalMoment } from './local-calendar.ts';
import { calendarRow, nthWeekday } from './local-calendar.ts';

/** What "the fourth week" of a month is: a row of its calendar page (as Azure seems to count), or the fourth of a weekday. */
export type WeekReading = 'calendar-rows' | 'nth-weekday';

export interface Candidate {
  /** The slot of the point. */
  readonly at: LocalMoment;
  /** The slot of the scheduled point before it. */
  readonly previous?: LocalMoment;
  readonly weekReading: WeekReading;
}

const firstOf = (
  at: LocalMoment,
  previous: LocalMoment | undefined,
  period: 'day' | 'week' | 'month' | 'year',
) => previous === undefined || previous[period] < at[period];

const absolute: Readonly<Record<AbsoluteCriterion, (candidate: Candidate) => boolean>> = {
  AllBackup: () => true,
  FirstOfDay: ({ at, previous }) => firstOf(at, previous, 'day'),
  FirstOfWeek: ({ at, previous }) => firstOf(at, previous, 'week'),
  FirstOfMonth: ({ at, previous }) => firstOf(at, previous, 'month'),
  FirstOfYear: ({ at, previous }) => firstOf(at, previous, 'year'),
};

/**
 * `First` and `Last` are the first and last seven days in both readings: the first or last row of a calendar page may lack
 * the weekday that is wanted, and its month would be left without a point.
 */
function isInWeek(week: WeekOfTheMonth, { at, weekReading }: Candidate): boolean {
  if (week === 'First') return at.dayOfMonth <= 7;
  if (week === 'Last') return at.dayOfMonth > at.daysInMonth - 7;
  const number = weekReading === 'calendar-rows' ? calendarRow(at) : nthWeekday(at);
  return weeksOfTheMonth[number - 1] === week;
}

type Field = keyof Criteria;

interface FieldTest {
  /** Undefined where the criteria do not have the field. */
  holds(criteria: Criteria, candidate: Candidate): boolean | undefined;
  /** The field's values in the words of the policy. */
  words(criteria: Criteria): string;
}

const any = <T>(values: readonly T[] | undefined, test: (value: T) => boolean): boolean | undefined =>
  values === undefined || values.length === 0 ? undefined : values.some(test);

const timeWords = (ms: number): string => new Date(ms).toISOString().slice(11, 16);

const fieldTests: Readonly<Record<Field, FieldTest>> = {
  absoluteCriteria: {
    holds: (criteria, candidate) => any(criteria.absoluteCriteria, (one) => absolute[one](candidate)),
    words: ({ absoluteCriteria = [] }) => absoluteCriteria.join(','),
  },
  monthsOfYear: {
    holds: (criteria, { at }) => any(criteria.monthsOfYear, (one) => one === at.monthName),
    words: ({ monthsOfYear = [] }) => `monthsOfYear=${monthsOfYear.join(',')}`,
  },
  weeksOfTheMonth: {
    holds: (criteria, candidate) => any(criteria.weeksOfTheMonth, (one) => isInWeek(one, candidate)),
    words: (criteria) => `weeksOfTheMonth=${criteria.weeksOfTheMonth?.join(',')}`,
  },
  daysOfTheWeek: {
    holds: (criteria, { at }) => any(criteria.daysOfTheWeek, (one) => one === at.weekday),
    words: ({ daysOfTheWeek = [] }) => `daysOfTheWeek=${daysOfTheWeek.join(',')}`,
  },
  daysOfMonth: {
    holds: (criteria, { at }) =>
      any(
        criteria.daysOfMonth,
        ({ date, isLast }) =>
          (isLast === true && at.dayOfMonth === at.daysInMonth) ||
          (isLast !== true && date === at.dayOfMonth),
      ),
    words: ({ daysOfMonth = [] }) =>
      `daysOfMonth=${daysOfMonth.map(({ date, isLast }) => (isLast === true ? 'last' : date)).join(',')}`,
  },
  timesOfDayMs: {
    holds: (criteria, { at }) => any(criteria.timesOfDayMs, (one) => one === at.timeOfDayMs),
    words: ({ timesOfDayMs = [] }) => `scheduleTimes=${timesOfDayMs.map(timeWords).join(',')}`,
  },
};

const fields = Object.keys(fieldTests) as Field[];

export const matches = (criteria: Criteria, candidate: Candidate): boolean =>
  fields.every((field) => fieldTests[field].holds(criteria, candidate) !== false);

/** In the words of the policy: `daysOfTheWeek=Sunday weeksOfTheMonth=Fourth`. */
export const criteriaWords = (criteria: Criteria): string =>
  fields
    .filter((field) => (criteria[field]?.length ?? 0) > 0)
    .map((field) => fieldTests[field].words(criteria))
    .join(' ');

/** The words of the fields that do not hold. */
export const failingWords = (criteria: Criteria, candidate: Candidate): readonly string[] =>
  fields
    .filter((field) => fieldTests[field].holds(criteria, candidate) === false)
    .map((field) => fieldTests[field].words(criteria));
