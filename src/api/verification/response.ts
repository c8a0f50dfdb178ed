// What the last verification of a recovery point found, as a property of the point. Lists show what their rows know.

import { damagedBlobs } from '../../domain/verification/counters.ts';
import type { Verification } from '../../domain/verification/verification.ts';

export interface VerificationRow
  extends Pick<Verification, 'status' | 'completedAt' | 'jobId' | 'samplePercent'> {
  readonly damagedBlobs: number;
}

const words = { intact: 'Intact', damaged: 'Damaged' } as const;

export const verificationRow = (row: VerificationRow): object => ({
  status: words[row.status],
  time: row.completedAt,
  jobId: row.jobId,
  samplePercent: row.samplePercent,
  damagedBlobs: row.damagedBlobs,
});

export const verificationDetails = (verification: Verification): object => {
  const { counters, damage } = verification;
  return {
    ...verificationRow({ ...verification, damagedBlobs: damagedBlobs(counters) }),
    counts: counters,
    ...(damage.containers.length === 0 ? {} : { damagedContainers: damage.containers }),
    ...(damage.examples.length === 0 ? {} : { damagedExamples: damage.examples }),
    ...(damage.chunks.length === 0 ? {} : { damagedChunks: damage.chunks }),
  };
};
