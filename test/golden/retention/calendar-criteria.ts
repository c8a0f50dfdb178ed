// Golden cases: days of the week and month, weeks of the month in both readings, months, schedule times.

import type { BackupCriteria } from '../../../src/domain/policy/definition.ts';
import type { PolicySketch } from '../../support/policy-fixture.ts';
import type { RetentionCase } from './retention-case.ts';

const marked = (...criteria: Omit<BackupCriteria, 'objectType'>[]): PolicySketch => ({
  tags: [['Marked', 'P10Y', 15, ...criteria]],
});

/** All points are made within the year, and looked at when only those of the tag are left. */
const year = (name: string, policy: PolicySketch, more: Partial<RetentionCase> = {}): RetentionCase => ({
  name,
  policy,
  from: '2026-01-01T00:00:00Z',
  until: '2026-12-31T12:00:00Z',
  now: '2027-06-01T00:00:00Z',
  ...more,
});

const spring = { from: '2026-03-01T00:00:00Z', until: '2026-06-30T12:00:00Z' };
const fourthSunday = marked({ weeksOfTheMonth: ['Fourth'], daysOfTheWeek: ['Sunday'] });

export const calendarCriteria: readonly RetentionCase[] = [
  year('every Wednesday of a month', marked({ daysOfTheWeek: ['Wednesday'] }), {
    from: '2026-04-01T00:00:00Z',
    until: '2026-04-30T12:00:00Z',
  }),
  year('two days of the week', marked({ daysOfTheWeek: ['Monday', 'Friday'] }), {
    from: '2026-04-01T00:00:00Z',
    until: '2026-04-14T12:00:00Z',
  }),
  year('fourth Sunday by calendar rows: 19 April 2026 is in the fourth row', fourthSunday, spring),
  year('fourth Sunday by weekday: 26 April 2026 is the fourth', fourthSunday, {
    ...spring,
    nthWeekday: true,
  }),
  year(
    'first Sunday by calendar rows: every month has one, in its second row where the first lacks a Sunday',
    marked({ weeksOfTheMonth: ['First'], daysOfTheWeek: ['Sunday'] }),
  ),
  year('first Sunday by weekday', marked({ weeksOfTheMonth: ['First'], daysOfTheWeek: ['Sunday'] }), {
    nthWeekday: true,
  }),
  year(
    'first Saturday is the same in both readings (rows)',
    marked({ weeksOfTheMonth: ['First'], daysOfTheWeek: ['Saturday'] }),
  ),
  year(
    'second and third Tuesday (rows)',
    marked({ weeksOfTheMonth: ['Second', 'Third'], daysOfTheWeek: ['Tuesday'] }),
    spring,
  ),
  year(
    'second and third Tuesday (weekday)',
    marked({ weeksOfTheMonth: ['Second', 'Third'], daysOfTheWeek: ['Tuesday'] }),
    { ...spring, nthWeekday: true },
  ),
  year('last Friday of each month (rows)', marked({ weeksOfTheMonth: ['Last'], daysOfTheWeek: ['Friday'] })),
  year(
    'last Friday of each month (weekday)',
    marked({ weeksOfTheMonth: ['Last'], daysOfTheWeek: ['Friday'] }),
    { nthWeekday: true },
  ),
  year('every day of the second row of a calendar page', marked({ weeksOfTheMonth: ['Second'] }), {
    from: '2026-04-01T00:00:00Z',
    until: '2026-05-31T12:00:00Z',
  }),
  year('the first seven days, by calendar rows', marked({ weeksOfTheMonth: ['First'] }), {
    from: '2026-04-01T00:00:00Z',
    until: '2026-05-31T12:00:00Z',
  }),
  year('the first seven days where weeks go by weekday', marked({ weeksOfTheMonth: ['First'] }), {
    from: '2026-04-01T00:00:00Z',
    until: '2026-05-31T12:00:00Z',
    nthWeekday: true,
  }),
  year('the 1st and the 15th', marked({ daysOfMonth: [{ date: 1 }, { date: 15, isLast: false }] }), spring),
  year('the last day of each month', marked({ daysOfMonth: [{ isLast: true }] })),
  year(
    'the last day of each month, with a date of 0 as tools write it',
    marked({ daysOfMonth: [{ date: 0, isLast: true }] }),
    spring,
  ),
  year('the last day of February in a leap year', marked({ daysOfMonth: [{ isLast: true }] }), {
    from: '2028-02-26T00:00:00Z',
    until: '2028-03-02T00:00:00Z',
    now: '2029-01-01T00:00:00Z',
  }),
  year(
    'the 28th or the last day: twice in most months, once in February',
    marked({ daysOfMonth: [{ date: 28 }, { isLast: true }] }),
    {
      from: '2026-01-20T00:00:00Z',
      until: '2026-03-31T12:00:00Z',
    },
  ),
  year(
    'two months of the year, first of the month',
    marked({ monthsOfYear: ['January', 'July'], daysOfMonth: [{ date: 1 }] }),
  ),
  year('all of a month', marked({ monthsOfYear: ['February'] }), {
    from: '2026-01-25T00:00:00Z',
    until: '2026-03-05T00:00:00Z',
  }),
  year(
    'one field of each kind: the third Thursday of November at 14:00',
    {
      ...marked({
        monthsOfYear: ['November'],
        weeksOfTheMonth: ['Third'],
        daysOfTheWeek: ['Thursday'],
        scheduleTimes: ['2026-01-01T14:00:00Z'],
      }),
      intervals: ['R/2024-01-01T02:00:00+00:00/P1D', 'R/2024-01-01T14:00:00+00:00/P1D'],
    },
    { nthWeekday: true },
  ),
  year(
    'the evening run of two',
    {
      ...marked({ scheduleTimes: ['2019-03-01T20:00:00Z'] }),
      intervals: ['R/2024-01-01T08:00:00+00:00/P1D', 'R/2024-01-01T20:00:00+00:00/P1D'],
    },
    { from: '2026-04-01T00:00:00Z', until: '2026-04-03T23:00:00Z' },
  ),
  year(
    'two criteria of one tag: either is enough',
    marked({ daysOfMonth: [{ date: 1 }] }, { daysOfTheWeek: ['Sunday'] }),
    { from: '2026-04-01T00:00:00Z', until: '2026-04-30T12:00:00Z' },
  ),
  year(
    'two fields of one criterion: both must hold',
    marked({ daysOfMonth: [{ date: 1 }, { date: 2 }, { date: 3 }], daysOfTheWeek: ['Sunday'] }),
  ),
  year('all backups', marked({ absoluteCriteria: ['AllBackup'] }), {
    from: '2026-04-01T00:00:00Z',
    until: '2026-04-04T12:00:00Z',
  }),
  year(
    'a weekly schedule on three weekdays: the fourth week is in the row of its day',
    {
      ...marked({ weeksOfTheMonth: ['Fourth'], daysOfTheWeek: ['Monday', 'Wednesday'] }),
      intervals: [
        'R/2026-01-05T09:00:00+00:00/P1W',
        'R/2026-01-07T09:00:00+00:00/P1W',
        'R/2026-01-09T09:00:00+00:00/P1W',
      ],
    },
    spring,
  ),
];
