// Golden cases: periods and days by the wall clock of the policy, through daylight saving and across the date line.

import type { PolicySketch } from '../../support/policy-fixture.ts';
import type { RetentionCase } from './retention-case.ts';

const firstOfMonth: PolicySketch['tags'] = [['Monthly', 'P12M', 15, { absoluteCriteria: ['FirstOfMonth'] }]];
const firstOfDay: PolicySketch['tags'] = [['Daily', 'P30D', 25, { absoluteCriteria: ['FirstOfDay'] }]];
const sundays: PolicySketch['tags'] = [['Weekly', 'P52W', 20, { daysOfTheWeek: ['Sunday'] }]];

export const timeZones: readonly RetentionCase[] = [
  {
    name: 'the first of a month in Auckland is the last of the month before in UTC',
    policy: {
      intervals: ['R/2026-01-01T06:00:00+13:00/P1D'],
      timeZone: 'New Zealand Standard Time',
      tags: firstOfMonth,
    },
    from: '2026-03-28T00:00:00Z',
    until: '2026-04-03T00:00:00Z',
    now: '2026-05-01T00:00:00Z',
  },
  {
    name: 'the first of a month in Los Angeles begins eight hours late',
    policy: {
      intervals: ['R/2026-01-01T23:00:00-08:00/P1D'],
      timeZone: 'Pacific Standard Time',
      tags: firstOfMonth,
    },
    from: '2026-01-30T00:00:00Z',
    until: '2026-02-04T00:00:00Z',
    now: '2026-03-01T00:00:00Z',
  },
  {
    name: 'Sunday in Sydney begins on Saturday in UTC',
    policy: {
      intervals: ['R/2026-01-01T07:00:00+11:00/P1D'],
      timeZone: 'Australia/Sydney',
      tags: sundays,
    },
    from: '2026-04-01T00:00:00Z',
    until: '2026-04-14T00:00:00Z',
    now: '2026-05-01T00:00:00Z',
  },
  {
    name: 'spring forward in New York: 02:30 does not exist and runs at 03:30, once',
    policy: {
      intervals: ['R/2026-01-01T02:30:00-05:00/P1D'],
      timeZone: 'Eastern Standard Time',
      tags: firstOfDay,
    },
    from: '2026-03-06T00:00:00Z',
    until: '2026-03-11T00:00:00Z',
    now: '2026-03-20T00:00:00Z',
  },
  {
    name: 'fall back in New York: 01:30 comes twice and runs the first time',
    policy: {
      intervals: ['R/2026-01-01T01:30:00-05:00/P1D'],
      timeZone: 'America/New_York',
      tags: firstOfDay,
    },
    from: '2026-10-30T00:00:00Z',
    until: '2026-11-04T00:00:00Z',
    now: '2026-11-20T00:00:00Z',
  },
  {
    name: 'the day of the change has one first point among runs on both sides of it',
    policy: {
      intervals: ['01:30', '02:30', '03:30'].map((time) => `R/2026-01-01T${time}:00+01:00/P1D`),
      timeZone: 'W. Europe Standard Time',
      keep: 'P1D',
      tags: firstOfDay,
    },
    from: '2026-03-28T00:00:00Z',
    until: '2026-03-30T12:00:00Z',
    now: '2026-04-10T00:00:00Z',
  },
  {
    name: 'weeks of Sundays at 02:00 in Berlin keep their weekday through both changes',
    policy: {
      intervals: ['R/2026-01-04T02:00:00+01:00/P1W'],
      timeZone: 'Europe/Berlin',
      tags: [['Weekly', 'P52W', 20, { daysOfTheWeek: ['Sunday'] }]],
    },
    from: '2026-03-15T00:00:00Z',
    until: '2026-04-12T12:00:00Z',
    now: '2026-06-01T00:00:00Z',
  },
  {
    name: 'schedule times go by the wall clock: 20:00 in London, summer and winter',
    policy: {
      intervals: ['R/2026-01-01T08:00:00+00:00/P1D', 'R/2026-01-01T20:00:00+00:00/P1D'],
      timeZone: 'GMT Standard Time',
      tags: [['Evening', 'P52W', 20, { scheduleTimes: ['2026-01-01T20:00:00Z'] }]],
    },
    from: '2026-03-27T00:00:00Z',
    until: '2026-03-31T23:00:00Z',
    now: '2026-06-01T00:00:00Z',
  },
  {
    name: 'a zone of three quarters of an hour',
    policy: {
      intervals: ['R/2026-01-01T00:15:00+05:45/P1D'],
      timeZone: 'Nepal Standard Time',
      tags: firstOfMonth,
    },
    from: '2026-04-28T00:00:00Z',
    until: '2026-05-03T00:00:00Z',
    now: '2026-06-01T00:00:00Z',
  },
  {
    name: 'a change of half an hour, on Lord Howe Island',
    policy: {
      intervals: ['R/2026-01-01T01:45:00+11:00/P1D'],
      timeZone: 'Lord Howe Standard Time',
      tags: firstOfDay,
    },
    from: '2026-04-03T00:00:00Z',
    until: '2026-04-07T00:00:00Z',
    now: '2026-04-20T00:00:00Z',
  },
];
