// The schedule of a backup rule: daily or weekly, at one or several times, by the wall clock of one time zone.

import type { Series } from '../schedule/repeating-interval.ts';
import { parseRepeatingInterval } from '../schedule/repeating-interval.ts';
import type { PolicySchedule } from '../schedule/slots.ts';
import { findTimeZone, utc } from '../schedule/time-zone.ts';
import type { PolicyProfile } from './datasource-types.ts';
import type { BackupRule } from './definition.ts';
import type { Placed, PolicyProblems } from './policy-problem.ts';

/** Every hour of every weekday. */
const MAX_INTERVALS = 168;

/** undefined where a problem was found. */
export function readSchedule(
  { rule, path }: Placed<BackupRule>,
  { onceADay }: Pick<PolicyProfile, 'onceADay'>,
  problems: PolicyProblems,
): PolicySchedule | undefined {
  const at = [...path, 'trigger', 'schedule'];
  const { repeatingTimeIntervals: intervals, timeZone } = rule.trigger.schedule;
  const zone = timeZone === undefined ? utc : findTimeZone(timeZone);
  if (zone === undefined) {
    return problems.add(
      [...at, 'timeZone'],
      `must be a Windows or IANA time zone, such as 'Pacific Standard Time' or 'America/Los_Angeles', not '${timeZone}'`,
    );
  }
  const all = [...at, 'repeatingTimeIntervals'];
  if (intervals.length === 0) return problems.add(all, 'must have at least one interval');
  if (intervals.length > MAX_INTERVALS) {
    return problems.add(all, `must have at most ${MAX_INTERVALS} intervals`);
  }
  const series: Series[] = [];
  for (const [index, text] of intervals.entries()) {
    const parsed = parseRepeatingInterval(text, zone);
    if ('problem' in parsed) problems.add([...all, index], parsed.problem);
    else series.push(parsed);
  }
  if (series.some(({ everyDays }) => everyDays !== series[0]?.everyDays)) {
    return problems.add(all, 'must all be daily (P1D) or all be weekly (P1W)');
  }
  if (onceADay === true && meetOnADay(series)) {
    return problems.add(all, 'must run at most once a day for this datasource type, daily or weekly');
  }
  return series.length === intervals.length ? { zone, series } : undefined;
}

/** Of series that are all daily or all weekly. */
const meetOnADay = (series: readonly Series[]): boolean =>
  new Set(series.map(({ everyDays, firstDay }) => firstDay % everyDays)).size < series.length;
