// Decides about one stored chunk or object: in use, garbage, or nobody's yet. Only what is proved to be garbage goes.

import type { Fingerprint, FingerprintSet } from './fingerprint-set.ts';

/** What marking has found of the names under one prefix. */
export interface MarkSets {
  readonly live: FingerprintSet;
  /** Of recovery points that are being deleted; may hold live ones too. */
  readonly dead: FingerprintSet;
}

export type StoredVerdict =
  | 'in-use'
  /** Of a deleted recovery point and no other. */
  | 'of-deleted-point'
  /** Of nothing that is recorded, for longer than any backup takes. */
  | 'leftover'
  /** Of nothing that is recorded, but perhaps of a backup to come that takes up where one has failed. */
  | 'young';

/** @param graceEnd what was last modified before this moment is older than the grace time (milliseconds) */
export const judgeStored = (
  { live, dead }: MarkSets,
  { high, low }: Fingerprint,
  lastModified: number,
  graceEnd: number,
): StoredVerdict => {
  if (live.has(high, low)) return 'in-use';
  if (dead.has(high, low)) return 'of-deleted-point';
  return lastModified < graceEnd ? 'leftover' : 'young';
};
