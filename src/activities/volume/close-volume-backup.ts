// Activity: ends the backup of a SAN volume, however it went: job closed, lock released, and on the job what went
// to make room. What could not be tidied up is a warning there, and its run stays on record for the next backup's sweep.

import { jobStartMs } from '../../domain/job/job-id.ts';
import { newVolumeBackupJob } from '../../domain/job/new-job.ts';
import { backupOrchestrationId } from '../../domain/job/orchestration-id.ts';
import type { CoverageWarning } from '../../domain/recovery-point/recovery-point.ts';
import type { Failure } from '../../domain/shared/failure.ts';
import type { activities, InputOf, OutputOf } from '../../workflows/catalogue.ts';
import { closeJob } from '../close-job.ts';
import { leftoverWarnings } from './leftovers.ts';
import { resizeSincePoint } from './look-at-resize.ts';
import { roomMade } from './room-made.ts';
import type { VolumeDependencies } from './volume-dependencies.ts';

type Input = InputOf<typeof activities.closeVolumeBackup>;
type Output = OutputOf<typeof activities.closeVolumeBackup>;

export const closeVolumeBackup =
  (deps: VolumeDependencies) =>
  async (input: Input): Promise<Output> => {
    const { vault, log } = deps;
    const { backupInstance, recoveryPointId, jobId, trigger, endTime, leftovers } = input;
    const point = await vault.volumePoints.get(backupInstance, recoveryPointId);
    const failure = failureOf(input, point?.jobId);
    const room = await roomMade(vault, input);
    const resized = point === undefined ? undefined : await resizeSincePoint(vault, input, point.sizeBytes);
    const left = await leftoverWarnings(vault, jobId, leftovers);
    const warnings = [...room.warnings, ...resizeWarnings(resized), ...left];
    const startTime = new Date(jobStartMs(jobId)).toISOString();
    const opened = newVolumeBackupJob({ backupInstance, recoveryPointId, jobId, trigger, startTime });
    const done = warnings.length > 0 ? 'CompletedWithWarnings' : 'Completed';
    const job = await closeJob(vault, opened, {
      status: failure === undefined ? done : 'Failed',
      endTime,
      errors: failure === undefined ? [] : [failure],
      ...room,
      warnings,
    });
    await vault.prunes.deleteAll(input);
    const orchestrationId = backupOrchestrationId(backupInstance, recoveryPointId);
    const lock = await vault.locks.get(backupInstance);
    // A backup that never had the lock has made nothing, and must not forget what another one has.
    if (leftovers.length === 0 && lock?.orchestrationId === orchestrationId)
      await vault.runs.deleteAll(input);
    await vault.locks.release(backupInstance, orchestrationId);
    for (const { examples } of left)
      log.error('What a backup has made in Azure cannot be removed', { backupInstance, jobId, examples });
    log.info('Volume backup ended', { backupInstance, recoveryPointId, jobId, status: job.status });
    return { status: job.status, ...(failure === undefined ? {} : { failure }) };
  };

const resizeWarnings = (words: string | undefined): readonly CoverageWarning[] =>
  words === undefined ? [] : [{ code: 'FirstBackupAfterResize', count: 1, examples: [words] }];

/** The commit may have succeeded and only its answer been lost: then the backup is whole. */
const failureOf = (
  { failure, jobId, recoveryPointId }: Input,
  owner: string | undefined,
): Failure | undefined => {
  if (failure !== undefined) return owner === jobId ? undefined : failure;
  if (owner !== undefined) return undefined;
  return {
    code: 'VaultDataMissing',
    message: `The recovery point ${recoveryPointId} was committed and is gone from the vault.`,
    recommendedAction: ['Find out what else deletes from the vault, and start a backup.'],
  };
};
