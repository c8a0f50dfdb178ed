// The schedules that are simulated: through daylight saving in both hemispheres, at times that are skipped or repeated.

export interface Simulated {
  readonly name: string;
  readonly timeZone: string;
  readonly intervals: readonly string[];
}

export const simulated: readonly Simulated[] = [
  // 02:30 is skipped in March, 02:30 comes twice in October.
  {
    name: 'berlin-daily',
    timeZone: 'W. Europe Standard Time',
    intervals: ['R/2026-01-01T02:30:00+01:00/P1D'],
  },
  // 01:30 comes twice in November; Sundays are the days of the change.
  {
    name: 'new-york-sundays',
    timeZone: 'Eastern Standard Time',
    intervals: ['R/2026-01-04T01:30:00-05:00/P1W'],
  },
  {
    name: 'sydney-twice',
    timeZone: 'Australia/Sydney',
    intervals: ['R/2026-01-01T02:00:00+11:00/P1D', 'R/2026-01-01T14:30:00+11:00/P1D'],
  },
];
