// A job as it is opened: by the request that a user made, or by the first step of its workflow, whichever is first.

import type { Job, JobOperation } from './job.ts';
import {
  backupOrchestrationId,
  checkOrchestrationId,
  exportOrchestrationId,
  pruneOrchestrationId,
  restoreOrchestrationId,
  verifyOrchestrationId,
} from './orchestration-id.ts';
import { allSubTasks, pendingVolumeBackup, pendingVolumePrune, pendingVolumeRestore } from './sub-tasks.ts';

interface OpenedRun {
  readonly jobId: string;
  readonly backupInstance: string;
  readonly recoveryPointId: string;
  /** ISO 8601, UTC. */
  readonly startTime: string;
}

export const newBackupJob = (run: OpenedRun & { readonly trigger: 'scheduled' | 'adhoc' }): Job =>
  newJob(
    run,
    run.trigger === 'scheduled' ? 'ScheduledBackup' : 'OnDemandBackup',
    backupOrchestrationId(run.backupInstance, run.recoveryPointId),
  );

export const newVolumeBackupJob = (run: Parameters<typeof newBackupJob>[0]): Job => ({
  ...newBackupJob(run),
  subTasks: pendingVolumeBackup,
});

export const newRestoreJob = (run: OpenedRun): Job =>
  newJob(run, 'Restore', restoreOrchestrationId(run.jobId));

export const newVolumeRestoreJob = (run: OpenedRun): Job => ({
  ...newRestoreJob(run),
  subTasks: pendingVolumeRestore,
});

export const newVerifyJob = (run: OpenedRun): Job => newJob(run, 'Verify', verifyOrchestrationId(run.jobId));

export const newPruneJob = (
  run: Omit<OpenedRun, 'recoveryPointId'> & { readonly trigger: 'scheduled' | 'adhoc' },
): Job => ({
  ...newJob(run, 'Prune', pruneOrchestrationId(run.jobId)),
  isUserTriggered: run.trigger === 'adhoc',
});

export const newVolumePruneJob = (run: Parameters<typeof newPruneJob>[0]): Job => ({
  ...newPruneJob(run),
  subTasks: pendingVolumePrune,
});

export const newCheckJob = ({ jobId, startTime }: Pick<OpenedRun, 'jobId' | 'startTime'>): Job =>
  newJob({ jobId, startTime }, 'Check', checkOrchestrationId(jobId));

export const newExportJob = ({ jobId, startTime }: Pick<OpenedRun, 'jobId' | 'startTime'>): Job =>
  newJob({ jobId, startTime }, 'ExportJobs', exportOrchestrationId(jobId));

type AnyRun = Pick<OpenedRun, 'jobId' | 'startTime'> & Partial<OpenedRun>;

const newJob = (
  { jobId, backupInstance, recoveryPointId, startTime }: AnyRun,
  operation: JobOperation,
  orchestrationId: string,
): Job => ({
  version: 1,
  id: jobId,
  operation,
  ...(backupInstance === undefined ? {} : { backupInstance }),
  status: 'InProgress',
  isUserTriggered: operation !== 'ScheduledBackup',
  orchestrationId,
  startTime,
  ...(recoveryPointId === undefined ? {} : { recoveryPointId }),
  subTasks: allSubTasks(operation, 'Pending'),
  warnings: [],
  errors: [],
});
