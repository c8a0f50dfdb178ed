// Golden cases: the first successful backup of a day, week, month or year.

import type { PolicySketch } from '../../support/policy-fixture.ts';
import { onDemandPoint } from '../../support/policy-fixture.ts';
import type { RetentionCase } from './retention-case.ts';

const weekly: PolicySketch = { tags: [['Weekly', 'P4W', 20, { absoluteCriteria: ['FirstOfWeek'] }]] };
const monthly: PolicySketch = { tags: [['Monthly', 'P12M', 15, { absoluteCriteria: ['FirstOfMonth'] }]] };
const yearly: PolicySketch = { tags: [['Yearly', 'P10Y', 10, { absoluteCriteria: ['FirstOfYear'] }]] };
const all: PolicySketch = {
  tags: [
    ['Weekly', 'P4W', 20, { absoluteCriteria: ['FirstOfWeek'] }],
    ['Monthly', 'P12M', 15, { absoluteCriteria: ['FirstOfMonth'] }],
    ['Yearly', 'P10Y', 10, { absoluteCriteria: ['FirstOfYear'] }],
  ],
};
const sixHourly: PolicySketch = {
  intervals: ['00', '06', '12', '18'].map((hour) => `R/2024-01-01T${hour}:30:00+00:00/P1D`),
  keep: 'P1D',
  tags: [['Daily', 'P5D', 25, { absoluteCriteria: ['FirstOfDay'] }]],
};

export const firstOfPeriod: readonly RetentionCase[] = [
  {
    name: 'weeks begin on Sunday: Saturday is still the week before',
    policy: weekly,
    from: '2026-02-27T00:00:00Z',
    until: '2026-03-03T12:00:00Z',
    now: '2026-03-03T12:00:00Z',
  },
  {
    name: 'four weeks keep four first points of a week, and seven days the rest',
    policy: weekly,
    from: '2026-01-01T00:00:00Z',
    until: '2026-03-03T12:00:00Z',
    now: '2026-03-03T12:00:00Z',
  },
  {
    name: 'when Sunday fails, Monday is the first of the week',
    policy: weekly,
    from: '2026-02-22T00:00:00Z',
    until: '2026-03-09T00:00:00Z',
    failed: ['20260301'],
    now: '2026-03-20T00:00:00Z',
  },
  {
    name: 'when a whole week fails, no point of it is there and the next week has its own',
    policy: weekly,
    from: '2026-02-22T00:00:00Z',
    until: '2026-03-16T00:00:00Z',
    failed: ['20260301', '20260302', '20260303', '20260304', '20260305', '20260306', '20260307'],
    now: '2026-03-26T00:00:00Z',
  },
  {
    name: 'a week across the turn of the year has one first point',
    policy: weekly,
    from: '2026-12-26T00:00:00Z',
    until: '2027-01-04T12:00:00Z',
    now: '2027-01-10T00:00:00Z',
  },
  {
    name: 'the first of the month is the first success, on the 3rd when two days failed',
    policy: monthly,
    from: '2026-03-28T00:00:00Z',
    until: '2026-05-02T12:00:00Z',
    failed: ['20260401', '20260402'],
    now: '2026-06-01T00:00:00Z',
  },
  {
    name: 'a month without any success has no monthly point',
    policy: { ...monthly, intervals: ['R/2024-01-01T02:00:00+00:00/P1D'] },
    from: '2026-01-30T00:00:00Z',
    until: '2026-03-02T12:00:00Z',
    failed: ['202602'],
    now: '2026-04-01T00:00:00Z',
  },
  {
    name: 'the first backups after protection began are first of their month, in the middle of it',
    policy: monthly,
    from: '2026-04-17T00:00:00Z',
    until: '2026-05-03T12:00:00Z',
    now: '2026-06-01T00:00:00Z',
  },
  {
    name: 'first of the year through three years',
    policy: yearly,
    from: '2024-12-30T00:00:00Z',
    until: '2027-01-03T00:00:00Z',
    now: '2027-02-01T00:00:00Z',
  },
  {
    name: 'ten years end to the second, after two leap days',
    policy: yearly,
    from: '2024-01-01T00:00:00Z',
    until: '2024-01-03T00:00:00Z',
    now: '2034-01-01T02:00:02Z',
  },
  {
    name: 'ten years have ended',
    policy: yearly,
    from: '2024-01-01T00:00:00Z',
    until: '2024-01-03T00:00:00Z',
    now: '2034-01-01T02:00:03Z',
  },
  {
    name: 'yearly beats monthly beats weekly on a 1 January that is a Sunday',
    policy: { ...all, intervals: ['R/2022-01-01T02:00:00+00:00/P1D'] },
    from: '2022-12-31T00:00:00Z',
    until: '2023-02-06T00:00:00Z',
    now: '2023-02-06T00:00:00Z',
  },
  {
    name: 'the lower priority number wins, also where that is the shorter retention',
    policy: {
      tags: [
        ['Weekly', 'P2W', 10, { absoluteCriteria: ['FirstOfWeek'] }],
        ['Monthly', 'P12M', 15, { absoluteCriteria: ['FirstOfMonth'] }],
      ],
    },
    from: '2026-02-28T00:00:00Z',
    until: '2026-04-02T00:00:00Z',
    now: '2026-04-10T00:00:00Z',
  },
  {
    name: 'the first of each day among several times',
    policy: sixHourly,
    from: '2026-05-01T00:00:00Z',
    until: '2026-05-04T07:00:00Z',
    now: '2026-05-04T07:00:00Z',
  },
  {
    name: 'the first success of a day when its first run failed',
    policy: sixHourly,
    from: '2026-05-01T00:00:00Z',
    until: '2026-05-02T23:00:00Z',
    failed: ['20260502T0030', '20260502T0630'],
    now: '2026-05-04T00:00:00Z',
  },
  {
    name: 'an on-demand backup before it does not take the first of the year from the schedule',
    policy: yearly,
    from: '2025-12-31T00:00:00Z',
    until: '2026-01-02T12:00:00Z',
    more: [onDemandPoint('2026-01-01T00:30:00Z')],
    now: '2026-02-01T00:00:00Z',
  },
  {
    name: 'a first point that is deleted stays the first: the second does not become one',
    policy: weekly,
    from: '2026-03-02T00:00:00Z',
    until: '2026-03-02T12:00:00Z',
    more: [
      {
        id: '20260303T020000Z',
        time: '2026-03-03T02:00:03.000Z',
        trigger: 'scheduled',
        previousScheduled: '20260302T020000Z',
      },
      {
        id: '20260305T020000Z',
        time: '2026-03-05T02:00:03.000Z',
        trigger: 'scheduled',
        previousScheduled: '20260304T020000Z',
      },
    ],
    now: '2026-03-06T00:00:00Z',
  },
  {
    name: 'without a record of what was before it, the oldest point counts as the first',
    policy: monthly,
    from: '2026-03-20T00:00:00Z',
    until: '2026-03-22T00:00:00Z',
    now: '2026-03-22T00:00:00Z',
  },
];
