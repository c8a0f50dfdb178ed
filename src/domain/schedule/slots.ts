// The slots of a policy's schedule: the moments at which a backup is due, by the wall clock of the policy's time zone.

import type { Series } from './repeating-interval.ts';
import type { TimeZone } from './time-zone.ts';
import { DAY_MS, toInstant, toWall } from './time-zone.ts';

export interface PolicySchedule {
  readonly zone: TimeZone;
  /** At least one. */
  readonly series: readonly Series[];
}

/** Longer than a week, with any change of the clock. */
const LOOK_MS = 9 * DAY_MS;

/** Slots after one moment and not after another, ascending, each once, in milliseconds since the Unix epoch. */
export function slotsBetween(schedule: PolicySchedule, afterMs: number, untilMs: number): readonly number[] {
  const slots = new Set<number>();
  for (const series of schedule.series) addSlots(slots, schedule.zone, series, { afterMs, untilMs });
  return [...slots].sort((a, b) => a - b);
}

function addSlots(
  slots: Set<number>,
  zone: TimeZone,
  series: Series,
  { afterMs, untilMs }: { readonly afterMs: number; readonly untilMs: number },
): void {
  const { firstDay, firstMs, timeOfDayMs, everyDays } = series;
  const from = Math.floor(toWall(zone, afterMs) / DAY_MS) - 1;
  const skipped = Math.max(0, Math.floor((from - firstDay) / everyDays));
  const lastDay = Math.floor(toWall(zone, untilMs) / DAY_MS) + 1;
  for (let day = firstDay + skipped * everyDays; day <= lastDay; day += everyDays) {
    const slot = toInstant(zone, day * DAY_MS + timeOfDayMs);
    if (slot >= firstMs && slot > afterMs && slot <= untilMs) slots.add(slot);
  }
}

/** The latest slot not after a moment; undefined before the first. */
export const latestSlot = (schedule: PolicySchedule, atMs: number): number | undefined =>
  slotsBetween(schedule, atMs - LOOK_MS, atMs).at(-1);

/** The first slot after a moment. A schedule has no end. */
export const nextSlot = (schedule: PolicySchedule, afterMs: number): number => {
  const first = Math.min(...schedule.series.map(({ firstMs }) => firstMs));
  const after = Math.max(afterMs, first - 1);
  const [next] = slotsBetween(schedule, after, after + LOOK_MS);
  if (next === undefined) throw new Error('A schedule without a slot in a week');
  return next;
};
