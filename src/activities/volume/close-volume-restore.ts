// Activity: ends the restore of a SAN volume, however it went: job closed, recovery point unpinned. What a failed restore
// has made stays: it is not ours to delete.

import { jobStartMs } from '../../domain/job/job-id.ts';
import { newVolumeRestoreJob } from '../../domain/job/new-job.ts';
import type { activities, InputOf, OutputOf } from '../../workflows/catalogue.ts';
import { closeJob } from '../close-job.ts';
import type { VolumeDependencies } from './volume-dependencies.ts';

type Input = InputOf<typeof activities.closeVolumeRestore>;
type Output = OutputOf<typeof activities.closeVolumeRestore>;

export const closeVolumeRestore =
  ({ vault, log }: VolumeDependencies) =>
  async (input: Input): Promise<Output> => {
    const { jobId, failures, endTime, dryRun } = input;
    const startTime = new Date(jobStartMs(jobId)).toISOString();
    const job = await closeJob(vault, newVolumeRestoreJob({ ...input, startTime }), {
      status: failures.length === 0 ? 'Completed' : 'Failed',
      endTime,
      warnings: [],
      errors: failures,
      ...(dryRun === true ? { lastPhase: 'Validate restore' } : {}),
    });
    await vault.pins.remove(input);
    log.info('Volume restore ended', { jobId, status: job.status });
    return { status: job.status };
  };
