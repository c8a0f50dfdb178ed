// What an immutable vault refuses because recovery points would be kept for less long: pure comparisons of retention before
// and after.

import type { BackupPolicy } from '../policy/backup-policy.ts';
import { allTags, findTag } from '../policy/backup-policy.ts';
import type { RetentionDuration } from '../policy/retention-duration.ts';
import { addDuration, formatDuration } from '../policy/retention-duration.ts';
import type { RetentionVerdict } from '../retention/verdict.ts';

const DAY_MS = 86_400_000;
/** Four years: every place of a day in months and leap years. */
const daysCompared = 1461;
const comparedFrom = Date.UTC(2024, 0, 1);

/** Whether there is a day from which the second ends before the first: `P30D` is shorter than `P1M`, and the other way round. */
export const isEverShorter = (before: RetentionDuration, after: RetentionDuration): boolean =>
  Array.from({ length: daysCompared }, (_, day) => comparedFrom + day * DAY_MS).some(
    (from) => addDuration(from, after) < addDuration(from, before),
  );

/** The first rule that the changed policy lacks or shortens, in words; undefined where there is none. */
export const shortenedRule = (before: BackupPolicy, after: BackupPolicy): string | undefined => {
  for (const { name, duration } of allTags(before)) {
    const other = findTag(after, name);
    if (other === undefined) return `${name} (${formatDuration(duration)}) would be gone`;
    if (isEverShorter(duration, other.duration))
      return `${name} would be ${formatDuration(other.duration)} instead of ${formatDuration(duration)}`;
  }
  return undefined;
};

/** The first point that the changed verdicts let go earlier. What has expired already has nothing to lose. */
export const shortenedPoint = (
  before: readonly RetentionVerdict[],
  after: readonly RetentionVerdict[],
  now: number,
): string | undefined => {
  const ends = new Map(after.map(({ recoveryPointId, expiresAt }) => [recoveryPointId, expiresAt]));
  return before.find(({ recoveryPointId, expiresAt }) => {
    if (expiresAt !== undefined && Date.parse(expiresAt) <= now) return false;
    const end = ends.get(recoveryPointId);
    return end !== undefined && (expiresAt === undefined || Date.parse(end) < Date.parse(expiresAt));
  })?.recoveryPointId;
};
