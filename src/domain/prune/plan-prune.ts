// Decides which recovery points of an instance go and which stay, each with its reason. How long a point is to be kept
// is decided elsewhere and comes in as a verdict; what overrules a verdict is decided here.

import type { DeletionReason, KeepReason, RetentionVerdict } from './reasons.ts';

export interface PrunePoint {
  readonly id: string;
  /** The moment that the point stands for (ISO 8601, UTC). */
  readonly time: string;
}

export interface PruneFacts {
  /** While protection is on, the last good recovery point stays whatever else is said. */
  readonly isProtected: boolean;
  /** In any order. */
  readonly points: readonly PrunePoint[];
  /** By recovery point; one without a verdict stays. */
  readonly verdicts: ReadonlyMap<string, RetentionVerdict>;
  readonly pins: readonly { readonly recoveryPointId: string; readonly jobId: string }[];
  /** The instance was deleted, and the time to have it back is over: everything is to go. */
  readonly purge?: { readonly deletedAt: string };
  /** The vault is immutable: what is deleted before its expiry is refused, whoever asks. */
  readonly isImmutable?: boolean;
  /** Points that an administrator wants deleted now. */
  readonly requested: readonly string[];
  /** Points known not to be restorable in full. */
  readonly damaged: readonly string[];
  /** Points whose deletion is decided for good and may have begun, with the reason it was decided for. */
  readonly decided: ReadonlyMap<string, DeletionReason>;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

export interface PlannedDeletion {
  readonly id: string;
  readonly reason: DeletionReason;
}

export interface PlannedKeep {
  readonly id: string;
  readonly reason: KeepReason;
}

/** Oldest first. */
export interface PrunePlan {
  readonly goes: readonly PlannedDeletion[];
  readonly stays: readonly PlannedKeep[];
}

export const planPrune = (facts: PruneFacts): PrunePlan => {
  const goes: PlannedDeletion[] = [];
  const stays: PlannedKeep[] = [];
  const lastGood = lastGoodPoint(facts);
  for (const point of facts.points.toSorted(oldestFirst)) {
    const wanted = deletionReason(facts, point.id);
    // What overrules a deletion is of interest only where there would be one.
    const reason =
      wanted === undefined ? withinRetention(facts, point.id) : keepReason(facts, point.id, lastGood);
    if (reason !== undefined) stays.push({ id: point.id, reason });
    else if (wanted !== undefined) goes.push({ id: point.id, reason: wanted });
  }
  return { goes, stays };
};

/** The newest point not known to be damaged; where all are, the newest: a part of it is better than nothing. */
const lastGoodPoint = ({ isProtected, points, damaged }: PruneFacts): string | undefined => {
  if (!isProtected) return undefined;
  const newestFirst = points.toSorted((a, b) => oldestFirst(b, a));
  return (newestFirst.find(({ id }) => !damaged.includes(id)) ?? newestFirst[0])?.id;
};

const deletionReason = (facts: PruneFacts, id: string): DeletionReason | undefined => {
  const decided = facts.decided.get(id);
  if (decided !== undefined) return decided;
  if (facts.purge !== undefined) return { kind: 'instance-deleted', deletedAt: facts.purge.deletedAt };
  if (facts.requested.includes(id)) return { kind: 'requested' };
  const verdict = facts.verdicts.get(id);
  if (verdict?.expiresAt === undefined || Date.parse(verdict.expiresAt) > facts.now) return undefined;
  return { kind: 'expired', expiresAt: verdict.expiresAt, rule: verdict.rule };
};

const keepReason = (facts: PruneFacts, id: string, lastGood: string | undefined): KeepReason | undefined => {
  if (id === lastGood) return { kind: 'last-good' };
  // A restore that comes after the decision sees it and gives way; its pin goes by itself.
  if (facts.decided.has(id)) return undefined;
  const kept = keptByVault(facts, id);
  if (kept !== undefined) return kept;
  const pin = facts.pins.find(({ recoveryPointId }) => recoveryPointId === id);
  return pin === undefined ? undefined : { kind: 'pinned', jobId: pin.jobId };
};

const keptByVault = ({ isImmutable, verdicts, now }: PruneFacts, id: string): KeepReason | undefined => {
  if (isImmutable !== true) return undefined;
  const until = verdicts.get(id)?.policyExpiresAt;
  if (until === undefined) return { kind: 'immutable-vault' };
  return Date.parse(until) > now ? { kind: 'immutable-vault', until } : undefined;
};

const withinRetention = ({ verdicts }: PruneFacts, id: string): KeepReason => {
  const verdict = verdicts.get(id);
  if (verdict === undefined) return { kind: 'no-verdict' };
  const { expiresAt, rule } = verdict;
  return { kind: 'within-retention', rule, ...(expiresAt === undefined ? {} : { until: expiresAt }) };
};

/** By what they stand for; ids decide between equals, so that the order given never does. */
const oldestFirst = (a: PrunePoint, b: PrunePoint): number => {
  const difference = Date.parse(a.time) - Date.parse(b.time);
  if (difference !== 0) return difference;
  return a.id < b.id ? -1 : 1;
};
