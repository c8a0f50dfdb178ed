// POST backup: an adhoc backup. The job is there before the workflow, so that a start that fails half-way is seen.

import { jobIdFor } from '../domain/job/job-id.ts';
import { newBackupJob } from '../domain/job/new-job.ts';
import { backupOrchestrationId } from '../domain/job/orchestration-id.ts';
import { adhocRecoveryPointId } from '../domain/recovery-point/recovery-point-id.ts';
import type { Outcome } from '../domain/shared/failure.ts';
import { fail, succeed } from '../domain/shared/failure.ts';
import { fnv1a64 } from '../domain/shared/stable-hash.ts';
import type { WorkflowClient } from '../ports/workflow-client.ts';
import type { BackUpStorageAccountInput } from '../workflows/catalogue.ts';
import { orchestrations } from '../workflows/catalogue.ts';
import type { OperationDependencies } from './dependencies.ts';
import { requireInstance } from './find-instance.ts';

export interface BackupRequest {
  readonly backupInstance: string;
  readonly retentionTag: string;
  /** Unique to the request: tells two backups of one second apart. */
  readonly requestId: string;
}

export const startBackup =
  ({ vault, clock, settings }: OperationDependencies) =>
  async (workflows: WorkflowClient, request: BackupRequest): Promise<Outcome<{ readonly jobId: string }>> => {
    const found = await requireInstance(vault, request.backupInstance);
    if (!found.ok) return found;
    const { name, state } = found.value;
    if (state !== 'ProtectionConfigured') {
      return fail(
        'UserErrorInvalidRequest',
        `The backup instance ${name} is not being protected: it is in the state ${state}.`,
        ['Configure or resume protection first.'],
      );
    }
    const now = clock.now();
    const recoveryPointId = adhocRecoveryPointId(now, fnv1a64(request.requestId));
    const orchestrationId = backupOrchestrationId(name, recoveryPointId);
    const jobId = jobIdFor(now, orchestrationId);
    const run = { backupInstance: name, recoveryPointId, jobId, trigger: 'adhoc' } as const;
    await vault.jobs.create(newBackupJob({ ...run, startTime: new Date(now).toISOString() }));
    const input: BackUpStorageAccountInput = {
      ...run,
      retentionTag: request.retentionTag,
      settings: settings.workflow,
    };
    await workflows.start(orchestrations.backUpStorageAccount, orchestrationId, input);
    return succeed({ jobId });
  };
