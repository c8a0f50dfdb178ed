// Activity: verifies a part of a recovery point until its time is up, and records what it found before it returns.
// Repeated or run twice at once, every attempt answers from what was recorded first.

import type { SliceOutcome } from '../domain/job/slices.ts';
import type { Outcome } from '../domain/shared/failure.ts';
import { succeed } from '../domain/shared/failure.ts';
import type { VerificationCounters } from '../domain/verification/counters.ts';
import type { VerificationCursor } from '../domain/verification/key-interval.ts';
import { laneKeys } from '../domain/verification/key-interval.ts';
import { samplerOf } from '../domain/verification/sample.ts';
import type { Verification } from '../domain/verification/verification.ts';
import type { VerificationSlice } from '../vault/documents/verification.ts';
import type { Vault } from '../vault/vault.ts';
import type { activities, InputOf } from '../workflows/catalogue.ts';
import type { Dependencies } from './dependencies.ts';
import { isTransient, permanentFailure } from './permanent-failure.ts';
import { requirePoint, startAfter } from './require-run.ts';
import { rootOf } from './verification/root.ts';
import { verifyLane } from './verification/verify-lane.ts';

type Input = InputOf<typeof activities.verifySlice>;
type Output = SliceOutcome<VerificationCounters>;

export const verifySlice =
  (deps: Dependencies) =>
  async (input: Input): Promise<Output> => {
    try {
      const recorded = await deps.vault.verificationSlices.get(input.jobId, input.lane, input.seq);
      return recorded === undefined ? await work(deps, input) : outcomeOf(recorded);
    } catch (error) {
      if (isTransient(error)) return { kind: 'interrupted', reason: error.message };
      return { kind: 'failed', failure: permanentFailure(error) };
    }
  };

const work = async ({ vault, storage, clock, settings }: Dependencies, input: Input): Promise<Output> => {
  const { backupInstance, recoveryPointId, jobId, lane, seq } = input;
  const point = await requirePoint(vault, input);
  if (!point.ok) return { kind: 'failed', failure: point.failure };
  const { dataAccountId, sourceAccountId } = point.value;
  const start = await startOf(vault, input);
  if (!start.ok) return { kind: 'failed', failure: start.failure };
  const standing = await vault.verifications.get(backupInstance, recoveryPointId);
  const deadline = clock.now() + input.sliceSeconds * 1_000;
  const verified = await verifyLane(
    {
      data: storage.open(dataAccountId),
      source: storage.open(sourceAccountId),
      chunks: vault.chunks(dataAccountId),
      root: rootOf(point.value),
      lane: laneKeys(lane, input.lanes),
      isSampled: sampled(input, standing),
      concurrency: settings.copyConcurrency,
      isOver: () => clock.now() >= deadline,
    },
    start.value,
  );
  return outcomeOf(await vault.verificationSlices.putOnce(jobId, { version: 1, lane, seq, ...verified }));
};

const startOf = async (
  vault: Vault,
  { jobId, lane, lanes, seq }: Input,
): Promise<Outcome<VerificationCursor>> => {
  if (seq === 0) return succeed(laneKeys(lane, lanes));
  const before = await vault.verificationSlices.get(jobId, lane, seq - 1);
  return startAfter(before, `slice ${lane}-${seq - 1} of the verification`);
};

/** What an earlier verification found wrong by reading is read again, so that a sample cannot make it look right. */
const sampled = ({ jobId, samplePercent }: Input, standing: Verification | undefined) => {
  const suspects = new Set(standing?.damage.suspects);
  const inSample = samplerOf(jobId, standing?.damage.suspectsOmitted === true ? 100 : samplePercent);
  return (objectKey: string): boolean => inSample(objectKey) || suspects.has(objectKey);
};

const outcomeOf = ({ counters, cursor }: VerificationSlice): Output => ({
  kind: 'advanced',
  done: cursor === undefined,
  counters,
});
