// The outcome of verifying a recovery point, kept beside its record until a later verification replaces it.

import type { Failure } from '../shared/failure.ts';
import { fail } from '../shared/failure.ts';
import type { VerificationCounters } from './counters.ts';
import { damagedBlobs } from './counters.ts';
import type { Damage } from './damage.ts';
import { affectedText } from './damage.ts';

export type VerificationStatus = 'intact' | 'damaged';

export interface Verification {
  readonly version: 1;
  readonly backupInstance: string;
  readonly recoveryPointId: string;
  readonly manifestRoot: string;
  readonly jobId: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly completedAt: string;
  /** Of the blobs, so many percent were read to their end; of all others, existence and size were looked at. */
  readonly samplePercent: number;
  readonly status: VerificationStatus;
  readonly counters: VerificationCounters;
  readonly damage: Damage;
}

/** @param expected number of entries by the recovery point's record */
export const statusOf = (counters: VerificationCounters, expected: number): VerificationStatus =>
  damagedBlobs(counters) === 0 && counters.damagedChunks === 0 && counters.blobs === expected
    ? 'intact'
    : 'damaged';

const parts: readonly (readonly [keyof VerificationCounters, string])[] = [
  ['missing', 'are missing'],
  ['sizeDiffers', 'have another size'],
  ['contentDiffers', 'have other content'],
  ['unreadable', 'cannot be read'],
  ['unreachable', 'cannot be reached through damaged manifest chunks'],
];

/** undefined for a recovery point that is intact. */
export const damageFailure = (
  { recoveryPointId, status, counters, damage }: Verification,
  expected: number,
): Failure | undefined => {
  if (status === 'intact') return undefined;
  const found = parts.flatMap(([name, text]) => (counters[name] > 0 ? [`${counters[name]} ${text}`] : []));
  if (counters.blobs !== expected) found.push(`${counters.blobs} are in the manifest`);
  const affected = affectedText(damage);
  return fail(
    'RecoveryPointDamaged',
    `Of ${expected} blobs of the recovery point ${recoveryPointId} ${found.join(', ')}.${affected === '' ? '' : ` Affected: ${affected}.`}`,
    [
      'Start a backup: it copies anew what the source still has as it was.',
      'Find out who deletes or writes in the data account, and restore what is lost from another recovery point.',
    ],
  ).failure;
};
