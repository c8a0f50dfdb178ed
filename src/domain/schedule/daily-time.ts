// A time of day in UTC, and the daily slots that it makes: UTC has no daylight saving, so they are a day apart.

const DAY_MS = 86_400_000;

export interface DailyTime {
  readonly hour: number;
  readonly minute: number;
}

/** Undefined when the text is no time of day such as `02:00`. */
export const parseDailyTime = (text: string): DailyTime | undefined => {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return match === null ? undefined : { hour: Number(match[1]), minute: Number(match[2]) };
};

/** The latest slot not after a moment, both in milliseconds since the Unix epoch. */
export const slotAtOrBefore = (daily: DailyTime, moment: number): number => {
  const offset = (daily.hour * 60 + daily.minute) * 60_000;
  return Math.floor((moment - offset) / DAY_MS) * DAY_MS + offset;
};
