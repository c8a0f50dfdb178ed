// Whether an instance is to be pruned now, and what there is to do: a prune reads every manifest, so that one for nothing
// is not worth it.

import type { DailyTime } from '../schedule/daily-time.ts';
import { slotAtOrBefore } from '../schedule/daily-time.ts';

export interface PruneNeed {
  /** Points that the plan of a prune would let go. */
  readonly expired: number;
  /** Intents that an earlier prune has not worked off. */
  readonly unfinished: number;
  /** First moment at which something blocked may go (ISO 8601); absent: none is known. */
  readonly nextRelease?: string;
  /** Everything of the instance is to go, since then (ISO 8601). */
  readonly purgingSince?: string;
  /** When everything was last looked through, or protection began (ISO 8601). */
  readonly sweptAt: string;
  readonly graceSeconds: number;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

export type PruneOccasion =
  | 'recovery-points-expired'
  | 'deletions-unfinished'
  | 'blocked-may-go'
  /** Its instance was deleted, and not everything has been looked through since. */
  | 'instance-deleted'
  /** Leftovers of failed backups are old enough by now, if there are any. */
  | 'long-not-swept';

export const pruneOccasion = (need: PruneNeed): PruneOccasion | undefined => {
  if (need.expired > 0) return 'recovery-points-expired';
  if (need.unfinished > 0) return 'deletions-unfinished';
  if (need.nextRelease !== undefined && Date.parse(need.nextRelease) <= need.now) return 'blocked-may-go';
  if (need.purgingSince !== undefined && need.sweptAt < need.purgingSince) return 'instance-deleted';
  return Date.parse(need.sweptAt) + need.graceSeconds * 1_000 <= need.now ? 'long-not-swept' : undefined;
};

/** The slot that is due (ISO 8601); undefined where it was dealt with, or is from before `since`. */
export const duePruneSlot = (daily: DailyTime, now: number, since: string): string | undefined => {
  const slot = slotAtOrBefore(daily, now);
  return slot > Date.parse(since) ? new Date(slot).toISOString() : undefined;
};
