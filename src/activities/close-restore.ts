// Activity: ends a restore, however it went: job closed with its counts, recovery point unpinned.

import type { RestoreResult } from '../domain/job/job.ts';
import { jobStartMs } from '../domain/job/job-id.ts';
import { newRestoreJob } from '../domain/job/new-job.ts';
import { judgeRestore } from '../domain/restore/verification.ts';
import type { Failure } from '../domain/shared/failure.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import { closeJob } from './close-job.ts';
import type { Dependencies } from './dependencies.ts';

type Input = InputOf<typeof activities.closeRestore>;
type Output = OutputOf<typeof activities.closeRestore>;

export const closeRestore =
  ({ vault, log }: Dependencies) =>
  async (input: Input): Promise<Output> => {
    const planned = (await vault.restorePlans.get(input.jobId))?.entries ?? 0;
    const { restore, failure } = resultOf(input, planned);
    const startTime = new Date(jobStartMs(input.jobId)).toISOString();
    const job = await closeJob(vault, newRestoreJob({ ...input, startTime }), {
      status: failure === undefined ? 'Completed' : 'Failed',
      endTime: input.endTime,
      warnings: [],
      errors: failure === undefined ? [] : [failure],
      ...(restore === undefined ? {} : { restore }),
    });
    await vault.restorePlans.deleteSlices(input.jobId);
    await vault.pins.remove(input);
    log.info('Restore ended', { jobId: input.jobId, status: job.status, ...job.restore });
    return { status: job.status, ...(failure === undefined ? {} : { failure }) };
  };

interface Result {
  readonly restore?: RestoreResult;
  readonly failure?: Failure;
}

const resultOf = ({ ending, targetAccountId, dryRun }: Input, planned: number): Result => {
  const none = { targetAccountId, dryRun, blobs: 0, bytes: 0, verified: 0, mismatched: 0, skipped: 0 };
  if (ending.kind === 'failed') return { failure: ending.failure };
  if (ending.kind === 'planned') {
    return { restore: { ...none, blobs: ending.plan.blobs, bytes: ending.plan.bytes } };
  }
  const { restored, verified } = ending;
  const { mismatched, failure } = judgeRestore(planned, restored, verified);
  const restore = { ...none, ...restored, verified: verified.verified, mismatched };
  return failure === undefined ? { restore } : { restore, failure };
};
