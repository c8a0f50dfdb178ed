// DELETE backupInstances: the instance with all of its recovery points. With soft delete it can be had back for some days,
// and its data stays; without, or when the time is over, a prune deletes everything.

import type { BackupInstance, InstanceDeletion } from '../domain/protection/backup-instance.ts';
import { stateAfter } from '../domain/protection/transitions.ts';
import type { Outcome } from '../domain/shared/failure.ts';
import { fail, succeed } from '../domain/shared/failure.ts';
import { sameText } from '../domain/shared/same-text.ts';
import type { VaultSettings } from '../domain/vault/settings.ts';
import type { WorkflowClient } from '../ports/workflow-client.ts';
import { changeInstance } from './change-protection.ts';
import type { OperationDependencies } from './dependencies.ts';
import { findInstance } from './find-instance.ts';
import { refuseEarlyDeletion } from './immutability.ts';
import { beginPrune, refuseBusy } from './start-prune.ts';

export interface InstanceDeleted {
  readonly outcome: 'absent' | 'soft-deleted' | 'deleting';
  /** Of the prune that deletes the data, where it began at once. */
  readonly jobId?: string;
}

const DAY_MS = 86_400_000;

export const deleteInstance =
  (deps: OperationDependencies) =>
  async (
    workflows: WorkflowClient,
    { name, requestId }: { readonly name: string; readonly requestId: string },
  ): Promise<Outcome<InstanceDeleted>> => {
    const { vault } = deps;
    const found = await findInstance(vault, name);
    if (found === undefined) return succeed({ outcome: 'absent' });
    const refusal = (await refuseBusy(deps, found.name)) ?? (await refuseEarlyDeletion(deps, found));
    if (refusal !== undefined) return refusal;
    const { softDelete } = await vault.settings.get();
    const deleted = await changeInstance(deps, found.name, (instance, now) =>
      markDeleted(instance, now, softDelete, requestId),
    );
    if (!deleted.ok) return deleted;
    if (deleted.value.deletion?.purgingSince === undefined) return succeed({ outcome: 'soft-deleted' });
    // After a crash here the next daily prune takes it up.
    const run = { instance: deleted.value, dryRun: false, recoveryPoints: [], requestId };
    return succeed({ outcome: 'deleting', ...(await beginPrune(deps, workflows, run)) });
  };

function markDeleted(
  instance: BackupInstance,
  now: string,
  softDelete: VaultSettings['softDelete'],
  requestId: string,
): Outcome<BackupInstance> {
  const state = stateAfter(instance, 'delete');
  if (!state.ok) return state;
  if (instance.state === 'SoftDeleted') return succeed(instance);
  const isOff = softDelete.state === 'Off';
  const purgeAt = isOff ? now : new Date(Date.parse(now) + softDelete.days * DAY_MS).toISOString();
  const deletion: InstanceDeletion = {
    deletedAt: now,
    purgeAt,
    requestId,
    ...(isOff ? { purgingSince: now } : {}),
  };
  return succeed({ ...instance, state: state.value, deletion, updatedAt: now });
}

/** undefined where there is none that can be had back. */
export const deletedInstance =
  ({ vault }: OperationDependencies) =>
  async (name: string): Promise<BackupInstance | undefined> =>
    (await deletedInstancesOf(vault)).find((one) => sameText(one.name, name));

/** By name, those that can be had back. */
export const deletedInstances =
  ({ vault }: OperationDependencies) =>
  async (): Promise<readonly BackupInstance[]> =>
    await deletedInstancesOf(vault);

const deletedInstancesOf = async (
  vault: OperationDependencies['vault'],
): Promise<readonly BackupInstance[]> =>
  (await vault.instances.list()).filter(
    ({ state, deletion }) => state === 'SoftDeleted' && deletion?.purgingSince === undefined,
  );

/** Comes back stopped, with all of its recovery points; nothing of it expires until protection is resumed. */
export const undeleteInstance =
  (deps: OperationDependencies) =>
  async (name: string): Promise<Outcome<BackupInstance>> => {
    const found = await deletedInstance(deps)(name);
    if (found === undefined) return noDeleted(name);
    return await changeInstance(deps, found.name, (instance, now) => {
      const { deletion, ...rest } = instance;
      if (deletion?.purgingSince !== undefined) return noDeleted(name);
      const state = stateAfter(instance, 'undelete');
      return state.ok ? succeed({ ...rest, state: state.value, updatedAt: now }) : state;
    });
  };

const noDeleted = (name: string) =>
  fail(
    'UserErrorBackupInstanceNotFound',
    `The vault has no deleted backup instance ${name} that can be had back.`,
    ['List the deleted backup instances of the vault.'],
    'backupInstanceName',
  );
