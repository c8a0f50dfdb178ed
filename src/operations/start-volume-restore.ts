// POST restore and validateRestore of a SAN volume. The workflow looks at the target, and makes nothing where something
// stands in the way; a dry run ends there.

import { jobIdFor } from '../domain/job/job-id.ts';
import { newVolumeRestoreJob } from '../domain/job/new-job.ts';
import { restoreOrchestrationId } from '../domain/job/orchestration-id.ts';
import type { VolumeInstance } from '../domain/protection/backup-instance.ts';
import type { VolumeRestoreOrder } from '../domain/restore/restore-order.ts';
import type { Outcome } from '../domain/shared/failure.ts';
import { fail, succeed } from '../domain/shared/failure.ts';
import { sameResource } from '../domain/shared/resource-id.ts';
import type { WorkflowClient } from '../ports/workflow-client.ts';
import type { RestoreVolumeInput } from '../workflows/catalogue/volume-restore.ts';
import { orchestrations } from '../workflows/catalogue.ts';
import type { OperationDependencies } from './dependencies.ts';
import { noRecoveryPoint } from './no-recovery-point.ts';
import { refuseOneMore } from './volume-requests.ts';

export interface VolumeRestoreStart {
  readonly instance: VolumeInstance;
  readonly order: VolumeRestoreOrder;
  readonly requestId: string;
}

export async function startVolumeRestore(
  deps: OperationDependencies,
  workflows: WorkflowClient,
  { instance, order, requestId }: VolumeRestoreStart,
): Promise<Outcome<{ readonly jobId: string }>> {
  const { vault, clock, settings } = deps;
  const { name, source } = instance;
  const { recoveryPointId, volumeTarget: target, dryRun, sourceVolumeId } = order;
  if (sourceVolumeId !== undefined && !sameResource(sourceVolumeId, source.volumeId)) {
    return fail(
      'UserErrorInvalidRequest',
      `The backup instance ${name} protects ${source.volumeId}, not ${sourceVolumeId}.`,
      ['Leave sourceResourceId out, or name the volume that the instance protects.'],
      'sourceResourceId',
    );
  }
  if ((await vault.volumePoints.get(name, recoveryPointId)) === undefined)
    return noRecoveryPoint(name, recoveryPointId);
  const now = clock.now();
  const jobId = jobIdFor(now, requestId);
  const refusal = dryRun ? undefined : await refuseOneMore(deps, name, { operation: 'Restore', jobId });
  if (refusal !== undefined) return refusal;
  const run = { backupInstance: name, recoveryPointId, jobId };
  await vault.jobs.create(newVolumeRestoreJob({ ...run, startTime: new Date(now).toISOString() }));
  const { pollSeconds, stepDeadlineSeconds } = settings.volumes;
  const input: RestoreVolumeInput = {
    ...run,
    target,
    dryRun,
    settings: { pollSeconds, stepDeadlineSeconds },
  };
  await workflows.start(orchestrations.restoreElasticSanVolume, restoreOrchestrationId(jobId), input);
  return succeed({ jobId });
}
