// Jobs as a workflow opens them. One that was started by hand has its job already; then that one stands.

import type { Job } from '../domain/job/job.ts';
import { backupOrchestrationId, restoreOrchestrationId } from '../domain/job/orchestration-id.ts';
import { allSubTasks } from '../domain/job/sub-tasks.ts';

interface OpenedJob {
  readonly jobId: string;
  readonly backupInstance: string;
  readonly recoveryPointId: string;
  readonly startTime: string;
}

export const newBackupJob = (run: OpenedJob & { readonly trigger: 'scheduled' | 'adhoc' }): Job => {
  const operation = run.trigger === 'scheduled' ? 'ScheduledBackup' : 'OnDemandBackup';
  return {
    version: 1,
    id: run.jobId,
    operation,
    backupInstance: run.backupInstance,
    status: 'InProgress',
    isUserTriggered: run.trigger === 'adhoc',
    orchestrationId: backupOrchestrationId(run.backupInstance, run.recoveryPointId),
    startTime: run.startTime,
    recoveryPointId: run.recoveryPointId,
    subTasks: allSubTasks(operation, 'Pending'),
    warnings: [],
    errors: [],
  };
};

export const newRestoreJob = (run: OpenedJob): Job => ({
  version: 1,
  id: run.jobId,
  operation: 'Restore',
  backupInstance: run.backupInstance,
  status: 'InProgress',
  isUserTriggered: true,
  orchestrationId: restoreOrchestrationId(run.jobId),
  startTime: run.startTime,
  recoveryPointId: run.recoveryPointId,
  subTasks: allSubTasks('Restore', 'Pending'),
  warnings: [],
  errors: [],
});
