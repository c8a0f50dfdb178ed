// Activity: ends a backup, however it went: markers away, job closed, lock released. What cannot be tidied up is a
// warning on the job, and left to the next backup.

import type { Job } from '../domain/job/job.ts';
import { jobStartMs } from '../domain/job/job-id.ts';
import { newBackupJob } from '../domain/job/new-job.ts';
import { backupOrchestrationId } from '../domain/job/orchestration-id.ts';
import { Coverage, mergeWarnings } from '../domain/recovery-point/coverage.ts';
import type { CoverageWarning, RecoveryPoint } from '../domain/recovery-point/recovery-point.ts';
import type { Failure } from '../domain/shared/failure.ts';
import type { BackupRun, SealedManifest } from '../vault/documents/run.ts';
import { inParallel } from '../vault/in-parallel.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import type { JobResult } from './close-job.ts';
import { closeJob } from './close-job.ts';
import type { Dependencies } from './dependencies.ts';

type Input = InputOf<typeof activities.closeBackup>;
type Output = OutputOf<typeof activities.closeBackup>;

const CONTAINERS_AT_ONCE = 16;

export const closeBackup =
  (deps: Dependencies) =>
  async (input: Input): Promise<Output> => {
    const { vault, log } = deps;
    const { backupInstance, recoveryPointId, jobId } = input;
    const point = await vault.recoveryPoints.get(backupInstance, recoveryPointId);
    const sealed = await vault.runs.getSealed(input);
    const leftovers = await removeMarkers(deps, input);
    const job = await closeJob(vault, openedJob(input), resultOf(input, point, sealed, leftovers));
    await removeRun(deps, input);
    await vault.locks.release(backupInstance, backupOrchestrationId(backupInstance, recoveryPointId));
    log.info('Backup ended', { backupInstance, recoveryPointId, jobId, status: job.status, ...job.backup });
    return { status: job.status };
  };

/** As it would have been opened, should that have failed. */
const openedJob = (input: Input): Job =>
  newBackupJob({ ...input, startTime: new Date(jobStartMs(input.jobId)).toISOString() });

const removeMarkers = async (deps: Dependencies, input: Input): Promise<readonly CoverageWarning[]> => {
  const coverage = new Coverage();
  const tidy = async (what: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      coverage.add('CleanupIncomplete', what);
      deps.log.warn('A backup leaves something behind', { what, error });
    }
  };
  const run = await deps.vault.runs.get(input);
  if (run === undefined) return [];
  await inParallel(run.containers, CONTAINERS_AT_ONCE, (container) =>
    tidy(`marker in ${container}`, () => removeMarker(deps, run, container)),
  );
  const data = deps.storage.open(run.dataAccountId);
  await tidy('markers in the vault', () => deps.vault.markers.deleteInVault(data, run));
  return coverage.warnings();
};

const removeMarker = async (
  { storage, vault }: Dependencies,
  run: BackupRun,
  container: string,
): Promise<void> => {
  const source = storage.open(run.sourceAccountId);
  await vault.markers.deleteAtSource(source, container, run.recoveryPointId);
};

/** After the job is closed: until then a repeated closing needs the documents. */
const removeRun = async ({ vault, log }: Dependencies, input: Input): Promise<void> => {
  try {
    await vault.runs.deleteAll(input);
  } catch (error) {
    log.warn('The documents of a backup cannot be deleted; the next backup will', { ...input, error });
  }
};

const resultOf = (
  input: Input,
  point: RecoveryPoint | undefined,
  sealed: SealedManifest | undefined,
  leftovers: readonly CoverageWarning[],
): JobResult => {
  const { endTime } = input;
  const warnings = mergeWarnings(point?.warnings ?? [], leftovers);
  const failure = failureOf(input, point);
  if (failure !== undefined || point === undefined) {
    return { status: 'Failed', endTime, warnings: leftovers, errors: failure === undefined ? [] : [failure] };
  }
  const { blobs, bytes, copiedBlobs, copiedBytes } = point;
  const deletedBlobs = sealed?.deletedBlobs ?? 0;
  const requests = sealed?.requests ?? 0;
  return {
    status: warnings.length > 0 ? 'CompletedWithWarnings' : 'Completed',
    endTime,
    warnings,
    errors: [],
    backup: { blobs, bytes, copiedBlobs, copiedBytes, deletedBlobs, requests },
  };
};

const failureOf = (
  { ending, jobId, recoveryPointId }: Input,
  point: RecoveryPoint | undefined,
): Failure | undefined => {
  // The commit may have succeeded and only its answer been lost: then the backup is whole.
  if (ending.kind === 'failed') return point?.jobId === jobId ? undefined : ending.failure;
  if (point !== undefined) return undefined;
  return {
    code: 'VaultDataMissing',
    message: `The recovery point ${recoveryPointId} was committed and is gone from the vault.`,
    recommendedAction: ['Find out what else deletes from the vault, and start a backup.'],
  };
};
