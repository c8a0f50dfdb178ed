// NCRONTAB expressions: `second minute hour day month day-of-week` (five fields: seconds are 0). Unlike cron, a day
// must fit both day fields. Times here are wall-clock milliseconds, as if the wall clock were UTC; time-zone.ts turns
// them into instants. Own code because cron libraries read the day fields as alternatives and accept what the real
// host refuses.

export interface CronFields {
  readonly seconds: readonly number[];
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
}

interface FieldRange {
  readonly low: number;
  readonly high: number;
  readonly names: readonly string[];
}

const monthNames =
  'january february march april may june july august september october november december'.split(' ');
const dayNames = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');
const ranges = {
  seconds: { low: 0, high: 59, names: [] },
  minutes: { low: 0, high: 59, names: [] },
  hours: { low: 0, high: 23, names: [] },
  days: { low: 1, high: 31, names: [] },
  months: { low: 1, high: 12, names: monthNames },
  weekdays: { low: 0, high: 6, names: dayNames },
} satisfies Record<keyof CronFields, FieldRange>;

/** The fields, or undefined when the text is not an NCRONTAB expression. */
export function parseNcrontab(expression: string): CronFields | undefined {
  const parts = expression.trim().split(/\s+/);
  const [seconds, minutes, hours, days, months, weekdays] = parts.length === 5 ? ['0', ...parts] : parts;
  if (parts.length !== 5 && parts.length !== 6) return undefined;
  const fields = {
    seconds: parseField(seconds, ranges.seconds),
    minutes: parseField(minutes, ranges.minutes),
    hours: parseField(hours, ranges.hours),
    days: parseField(days, ranges.days),
    months: parseField(months, ranges.months),
    weekdays: parseField(weekdays, ranges.weekdays),
  };
  if (Object.values(fields).some((values) => values === undefined)) return undefined;
  return {
    seconds: fields.seconds ?? [],
    minutes: fields.minutes ?? [],
    hours: fields.hours ?? [],
    days: new Set(fields.days),
    months: new Set(fields.months),
    weekdays: new Set(fields.weekdays),
  };
}

const DAY_MS = 86_400_000;
// 29 February on a given weekday comes back within 40 years even across a century without a leap day.
const FARTHEST_DAYS = 40 * 366;

/** The first fitting wall-clock time after `afterMs`; undefined for a date that never comes (30 February). */
export function nextWallTime(fields: CronFields, afterMs: number): number | undefined {
  const startMs = Math.floor(afterMs / 1000) * 1000 + 1000;
  let dayMs = Math.floor(startMs / DAY_MS) * DAY_MS;
  for (let i = 0; i < FARTHEST_DAYS; i++, dayMs += DAY_MS) {
    if (!dayFits(fields, dayMs)) continue;
    const time = firstTime(fields, Math.max(0, startMs - dayMs));
    if (time !== undefined) return dayMs + time;
  }
  return undefined;
}

function dayFits(fields: CronFields, dayMs: number): boolean {
  const date = new Date(dayMs);
  return (
    fields.weekdays.has(date.getUTCDay()) &&
    fields.days.has(date.getUTCDate()) &&
    fields.months.has(date.getUTCMonth() + 1)
  );
}

/** The first fitting time of day at or after `fromMs` into the day. */
function firstTime({ hours, minutes, seconds }: CronFields, fromMs: number): number | undefined {
  const from = Math.ceil(fromMs / 1000);
  for (const hour of hours) {
    if (hour * 3600 + 3599 < from) continue;
    for (const minute of minutes) {
      const base = hour * 3600 + minute * 60;
      if (base + 59 < from) continue;
      const second = seconds.find((candidate) => base + candidate >= from);
      if (second !== undefined) return (base + second) * 1000;
    }
  }
  return undefined;
}

function parseField(text: string | undefined, range: FieldRange): number[] | undefined {
  const values = new Set<number>();
  for (const item of (text ?? '').split(',')) {
    const found = parseItem(item, range);
    if (!found) return undefined;
    for (const value of found) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

/** `*`, `n`, `a-b`, each with an optional `/step`; `n/step` runs to the end of the field. */
function parseItem(item: string, range: FieldRange): number[] | undefined {
  const match = /^(\*|[^/-]+)(?:-([^/-]+))?(?:\/(\d+))?$/.exec(item);
  if (!match) return undefined;
  const [, first = '', second, stepText] = match;
  const step = stepText === undefined ? undefined : Number(stepText);
  if (step === 0 || (first === '*' && second !== undefined)) return undefined;
  const low = first === '*' ? range.low : parseValue(first, range);
  const single = first !== '*' && second === undefined && step === undefined;
  const openHigh = single ? low : range.high;
  const high = second === undefined ? openHigh : parseValue(second, range);
  if (low === undefined || high === undefined) return undefined;
  const [from, to] = low <= high ? [low, high] : [high, low];
  const result: number[] = [];
  for (let value = from; value <= to; value += step ?? 1) result.push(value);
  return result;
}

function parseValue(text: string, { low, high, names }: FieldRange): number | undefined {
  if (/^\d+$/.test(text)) {
    const value = Number(text);
    return value >= low && value <= high ? value : undefined;
  }
  const at = text.length >= 3 ? names.findIndex((name) => name.startsWith(text.toLowerCase())) : -1;
  return at < 0 ? undefined : at + low;
}
