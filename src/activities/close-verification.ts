// Activity: ends a verification, however it went: its outcome stored beside the record, job closed, recovery point
// unpinned. A verification that did not get to its end leaves the outcome of the one before.

import { addCounters } from '../domain/job/counters.ts';
import type { Job } from '../domain/job/job.ts';
import { jobStartMs } from '../domain/job/job-id.ts';
import { newVerifyJob } from '../domain/job/new-job.ts';
import { isFinal } from '../domain/job/transitions.ts';
import type { Failure } from '../domain/shared/failure.ts';
import { noVerificationCounters } from '../domain/verification/counters.ts';
import { mergeDamage, noDamage } from '../domain/verification/damage.ts';
import type { Verification } from '../domain/verification/verification.ts';
import { damageFailure, statusOf } from '../domain/verification/verification.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import type { JobResult } from './close-job.ts';
import { closeJob } from './close-job.ts';
import type { Dependencies } from './dependencies.ts';
import { requirePoint } from './require-run.ts';

type Input = InputOf<typeof activities.closeVerification>;
type Output = OutputOf<typeof activities.closeVerification>;

export const closeVerification =
  (deps: Dependencies) =>
  async (input: Input): Promise<Output> => {
    const { vault, log } = deps;
    const startedAt = new Date(jobStartMs(input.jobId)).toISOString();
    const opened = newVerifyJob({ ...input, startTime: startedAt });
    const { job } = await vault.jobs.create(opened);
    // Closed before: what it was closed by may be tidied away already.
    const closed = isFinal(job.status)
      ? job
      : await closeJob(vault, opened, await resultOf(deps, input, startedAt));
    await vault.verificationSlices.removeAll(input.jobId);
    await vault.pins.remove(input);
    log.info('Verification ended', { jobId: input.jobId, status: closed.status, ...closed.verification });
    return outputOf(closed);
  };

const outputOf = ({ status, errors: [failure] }: Job): Output => ({
  status,
  ...(failure === undefined ? {} : { failure }),
});

const failed = ({ endTime }: Input, failure: Failure): JobResult => ({
  status: 'Failed',
  endTime,
  warnings: [],
  errors: [failure],
});

const resultOf = async (
  { vault, log }: Dependencies,
  input: Input,
  startedAt: string,
): Promise<JobResult> => {
  if (input.ending.kind === 'failed') return failed(input, input.ending.failure);
  const point = await requirePoint(vault, input);
  if (!point.ok) return failed(input, point.failure);
  const { manifestRoot, blobs } = point.value;
  const { backupInstance, recoveryPointId, jobId, samplePercent, endTime } = input;
  const slices = await vault.verificationSlices.list(jobId);
  const counters = slices.map((slice) => slice.counters).reduce(addCounters, noVerificationCounters);
  const verification: Verification = {
    version: 1,
    backupInstance,
    recoveryPointId,
    manifestRoot,
    jobId,
    startedAt,
    completedAt: endTime,
    samplePercent,
    status: statusOf(counters, blobs),
    counters,
    damage: slices.map(({ damage }) => damage).reduce(mergeDamage, noDamage),
  };
  await vault.verifications.put(verification);
  const failure = damageFailure(verification, blobs);
  if (failure !== undefined) log.error('A recovery point is damaged', { recoveryPointId, failure });
  const { status } = verification;
  return {
    ...(failure === undefined
      ? { status: 'Completed', endTime, warnings: [], errors: [] }
      : failed(input, failure)),
    verification: { ...counters, samplePercent, status },
  };
};
