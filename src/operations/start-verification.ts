// POST recoveryPoints/{id}/verify. The job is there before the workflow, so that a start that fails half-way is seen.

import { jobIdFor } from '../domain/job/job-id.ts';
import { newVerifyJob } from '../domain/job/new-job.ts';
import { verifyOrchestrationId } from '../domain/job/orchestration-id.ts';
import type { Outcome } from '../domain/shared/failure.ts';
import { fail, succeed } from '../domain/shared/failure.ts';
import type { WorkflowClient } from '../ports/workflow-client.ts';
import type { VerifyRecoveryPointInput } from '../workflows/catalogue/verification.ts';
import { orchestrations } from '../workflows/catalogue.ts';
import type { OperationDependencies } from './dependencies.ts';
import { requireInstance } from './find-instance.ts';
import { noRecoveryPoint } from './no-recovery-point.ts';

export interface VerificationRequest {
  readonly backupInstance: string;
  readonly recoveryPointId: string;
  readonly samplePercent: number;
  /** Unique to the request. */
  readonly requestId: string;
}

export const startVerification =
  ({ vault, clock, settings }: OperationDependencies) =>
  async (
    workflows: WorkflowClient,
    { backupInstance, recoveryPointId, samplePercent, requestId }: VerificationRequest,
  ): Promise<Outcome<{ readonly jobId: string }>> => {
    const found = await requireInstance(vault, backupInstance);
    if (!found.ok) return found;
    const { name } = found.value;
    if (found.value.version === 2) {
      return fail(
        'UserErrorInvalidRequest',
        `The backup instance ${name} is a SAN volume: its recovery points are snapshots in Azure, and cannot be read back.`,
        ['Restore the recovery point to a new volume or disk, and look at that.'],
        'backupInstanceName',
      );
    }
    if ((await vault.recoveryPoints.get(name, recoveryPointId)) === undefined)
      return noRecoveryPoint(name, recoveryPointId);
    const now = clock.now();
    const jobId = jobIdFor(now, requestId);
    const run = { backupInstance: name, recoveryPointId, jobId };
    await vault.jobs.create(newVerifyJob({ ...run, startTime: new Date(now).toISOString() }));
    const { lanes, sliceSeconds } = settings.workflow;
    const input: VerifyRecoveryPointInput = { ...run, samplePercent, settings: { lanes, sliceSeconds } };
    await workflows.start(orchestrations.verifyRecoveryPoint, verifyOrchestrationId(jobId), input);
    return succeed({ jobId });
  };
