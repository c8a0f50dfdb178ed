// Judges a restore by its counts: what was planned, restored, left alone, and found again at the target.

import type { RestoreCounters, VerifyCounters } from '../job/counters.ts';
import type { Failure } from '../shared/failure.ts';
import { fail } from '../shared/failure.ts';

export interface RestoreJudgement {
  readonly mismatched: number;
  readonly failure?: Failure;
}

/** Blobs that the target had before and was to keep differ rightly; no more than those may. */
export const judgeRestore = (
  planned: number,
  restored: RestoreCounters,
  verified: VerifyCounters,
): RestoreJudgement => {
  const looked = verified.verified + verified.differing + verified.missing;
  const mismatched =
    verified.missing + Math.max(0, verified.differing - restored.skipped) + Math.max(0, planned - looked);
  if (mismatched === 0) return { mismatched };
  const { failure } = fail(
    'RestoreVerificationFailed',
    `Of ${planned} blobs ${mismatched} were not found at the target as the recovery point has them.`,
    [
      'Look at the log of the app for their names, and restore them again with the conflict policy overwrite.',
    ],
  );
  return { mismatched, failure };
};
