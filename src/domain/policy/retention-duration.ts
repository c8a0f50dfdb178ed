// How long a rule keeps a point: `P7D`, `P12W`, `P60M`, `P10Y`, within the maxima of Azure Backup.

export interface RetentionDuration {
  readonly count: number;
  readonly unit: 'D' | 'W' | 'M' | 'Y';
}

const DAY_MS = 86_400_000;
const most = { D: 3650, W: 521, M: 120, Y: 10 } as const;
const words = { D: 'days', W: 'weeks', M: 'months', Y: 'years' } as const;

/** @returns the duration, or the rule that the text breaks, in words that follow the name of the field */
export function parseRetentionDuration(text: string): RetentionDuration | { readonly problem: string } {
  const match = /^P(\d{1,6})([DWMY])$/i.exec(text.trim());
  if (match === null) {
    return { problem: 'must be a number of days, weeks, months or years: P7D, P12W, P60M or P10Y' };
  }
  const count = Number(match[1]);
  const unit = match[2]?.toUpperCase() as RetentionDuration['unit'];
  if (count < 1) return { problem: `must be at least P1${unit}` };
  if (count > most[unit]) {
    return { problem: `must be at most ${most[unit]} ${words[unit]} (P${most[unit]}${unit}), not ${text}` };
  }
  return { count, unit };
}

export const formatDuration = ({ count, unit }: RetentionDuration): string => `P${count}${unit}`;

/**
 * Days and weeks are of 24 hours. Months and years go by the calendar in UTC, to the last day of a month that is shorter:
 * 2028-02-29 and a year is 2029-02-28.
 */
export function addDuration(fromMs: number, { count, unit }: RetentionDuration): number {
  if (unit === 'D') return fromMs + count * DAY_MS;
  if (unit === 'W') return fromMs + count * 7 * DAY_MS;
  const from = new Date(fromMs);
  const [year, month] = [from.getUTCFullYear(), from.getUTCMonth() + (unit === 'M' ? count : count * 12)];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(from.getUTCDate(), lastDay)) + (fromMs % DAY_MS);
}
