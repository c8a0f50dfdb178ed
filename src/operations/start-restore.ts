// POST restore and validateRestore. What the recovery point's record alone can refuse is refused at once; the workflow
// looks at the target.

import { jobIdFor } from '../domain/job/job-id.ts';
import { newRestoreJob } from '../domain/job/new-job.ts';
import { restoreOrchestrationId } from '../domain/job/orchestration-id.ts';
import type { StorageAccountInstance } from '../domain/protection/backup-instance.ts';
import { refuseTarget } from '../domain/restore/check-target.ts';
import { planRestore } from '../domain/restore/plan-restore.ts';
import type { AnyRestoreOrder, RestoreOrder } from '../domain/restore/restore-order.ts';
import type { Outcome } from '../domain/shared/failure.ts';
import { fail, succeed } from '../domain/shared/failure.ts';
import { accountNameOf } from '../ports/object-store.ts';
import type { WorkflowClient } from '../ports/workflow-client.ts';
import type { RestoreStorageAccountInput } from '../workflows/catalogue.ts';
import { orchestrations } from '../workflows/catalogue.ts';
import type { OperationDependencies } from './dependencies.ts';
import { requireInstance } from './find-instance.ts';
import { noRecoveryPoint } from './no-recovery-point.ts';
import { startVolumeRestore } from './start-volume-restore.ts';

export interface RestoreStart {
  readonly backupInstance: string;
  readonly order: AnyRestoreOrder;
  /** Unique to the request. */
  readonly requestId: string;
}

export const startRestore =
  (deps: OperationDependencies) =>
  async (
    workflows: WorkflowClient,
    { backupInstance, order, requestId }: RestoreStart,
  ): Promise<Outcome<{ readonly jobId: string }>> => {
    const found = await requireInstance(deps.vault, backupInstance);
    if (!found.ok) return found;
    const instance = found.value;
    if (instance.version === 2 && 'volumeTarget' in order) {
      return await startVolumeRestore(deps, workflows, { instance, order, requestId });
    }
    if (instance.version === 2 || 'volumeTarget' in order) {
      return fail(
        'UserErrorInvalidRequest',
        instance.version === 2
          ? `The backup instance ${instance.name} is a SAN volume: it is restored to a volume or a disk.`
          : `The backup instance ${instance.name} is a storage account: it is restored to a storage account.`,
        ['Choose another target.'],
        'targetAccountId',
      );
    }
    const refusal = refuseAccounts(deps, instance, order) ?? (await refuseSelection(deps, instance, order));
    if (refusal !== undefined) return refusal;
    const now = deps.clock.now();
    const jobId = jobIdFor(now, requestId);
    const run = { backupInstance: instance.name, recoveryPointId: order.recoveryPointId, jobId };
    await deps.vault.jobs.create(newRestoreJob({ ...run, startTime: new Date(now).toISOString() }));
    const { lanes, sliceSeconds } = deps.settings.workflow;
    const input: RestoreStorageAccountInput = {
      ...run,
      targetAccountId: order.targetAccountId,
      selection: order.selection,
      renames: order.renames,
      conflict: order.conflict,
      tier: order.tier,
      dryRun: order.dryRun,
      settings: { lanes, sliceSeconds },
    };
    await workflows.start(orchestrations.restoreStorageAccount, restoreOrchestrationId(jobId), input);
    return succeed({ jobId });
  };

function refuseAccounts(
  { settings }: OperationDependencies,
  instance: StorageAccountInstance,
  { sourceAccountId, targetAccountId }: RestoreOrder,
): Outcome<never> | undefined {
  const source = accountNameOf(instance.sourceAccountId);
  if (sourceAccountId !== undefined && accountNameOf(sourceAccountId) !== source) {
    return fail(
      'UserErrorInvalidRequest',
      `The backup instance ${instance.name} protects ${source}, not ${accountNameOf(sourceAccountId)}.`,
      ['Leave sourceResourceId out, or name the account that the instance protects.'],
      'sourceResourceId',
    );
  }
  const failure = refuseTarget({
    target: accountNameOf(targetAccountId),
    source,
    vaultAccounts: [settings.controlAccountId, ...settings.dataAccountIds].map(accountNameOf),
    vaultRegion: settings.location,
    // The workflow asks: finding it out may take a call to Azure.
    targetRegion: undefined,
  });
  return failure === undefined ? undefined : { ok: false, failure };
}

async function refuseSelection(
  { vault }: OperationDependencies,
  { name }: StorageAccountInstance,
  order: RestoreOrder,
) {
  const point = await vault.recoveryPoints.get(name, order.recoveryPointId);
  if (point === undefined) return noRecoveryPoint(name, order.recoveryPointId);
  const plan = planRestore(order, point.containers);
  return plan.ok ? undefined : plan;
}
