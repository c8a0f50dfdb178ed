// Removes one recovery point of a SAN volume, a step at a time; each may be repeated, and a later attempt takes up an earlier
// one by its intent. Never a snapshot that is not ours.

import { isTaggedFor } from '../../domain/elastic-san/snapshot-name.ts';
import type { VolumeInstance } from '../../domain/protection/backup-instance.ts';
import { planPrune } from '../../domain/prune/plan-prune.ts';
import type { DeletionReason } from '../../domain/prune/reasons.ts';
import type { VolumeRecoveryPoint } from '../../domain/recovery-point/volume-recovery-point.ts';
import type { ResourceFailure } from '../../ports/resource-error.ts';
import { isResourceError } from '../../ports/resource-error.ts';
import type { Resources } from '../../ports/resources.ts';
import type { Stored } from '../../vault/document-store.ts';
import type { DeletionIntent } from '../../vault/documents/deletion.ts';
import { pruneSituation } from '../../vault/prune-situation.ts';
import type { VolumeDependencies } from './volume-dependencies.ts';
import { ownerOf } from './volume-dependencies.ts';

export interface PointDeletion {
  readonly instance: VolumeInstance;
  readonly recoveryPointId: string;
  readonly reason: DeletionReason;
  readonly jobId: string;
  /** The moment that expiry is judged by (ISO 8601, UTC). */
  readonly now: string;
  readonly pollSeconds: number;
  /** Of the deletion in Azure, where one is under way. */
  readonly operation?: string;
}

export type Removed =
  | { readonly kind: 'removed' }
  /** Something speaks against it by now: the point stays. */
  | { readonly kind: 'kept' }
  | { readonly kind: 'waiting'; readonly seconds: number; readonly operation?: string }
  | {
      readonly kind: 'blocked';
      readonly diskSnapshotId: string;
      readonly reason: 'lock' | 'refused';
      readonly detail: string;
    };

export const removePoint = async (deps: VolumeDependencies, deletion: PointDeletion): Promise<Removed> => {
  const { vault } = deps;
  const { instance, recoveryPointId } = deletion;
  const point = await vault.volumePoints.get(instance.name, recoveryPointId);
  if (point === undefined) {
    await vault.deletions.remove(instance.name, recoveryPointId);
    return { kind: 'removed' };
  }
  const decided = await decide(deps, deletion, point);
  return decided === undefined ? { kind: 'kept' } : await removeSnapshot(deps, deletion, point, decided);
};

/** The intent first, then the look: of a restore and a deletion that meet, one sees the other. */
const decide = async (
  { vault, settings, log }: VolumeDependencies,
  { instance, recoveryPointId, reason, jobId, now }: PointDeletion,
  { diskSnapshotId }: VolumeRecoveryPoint,
): Promise<Stored<DeletionIntent> | undefined> => {
  const key = { backupInstance: instance.name, recoveryPointId };
  const kind = 'elasticSanVolume';
  const intent = await vault.deletions.intend({
    version: 2,
    kind,
    ...key,
    reason,
    jobId,
    since: now,
    diskSnapshotId,
  });
  const { facts } = await pruneSituation(vault, {
    instance,
    requested: reason.kind === 'requested' ? [recoveryPointId] : [],
    weekReading: settings.weekReading,
    now: Date.parse(now),
  });
  if (planPrune(facts).goes.some(({ id }) => id === recoveryPointId))
    return await vault.deletions.decide(intent);
  if (await vault.deletions.withdraw(intent)) log.info('The deletion of a recovery point was withdrawn', key);
  return undefined;
};

const removeSnapshot = async (
  deps: VolumeDependencies,
  deletion: PointDeletion,
  point: VolumeRecoveryPoint,
  decided: Stored<DeletionIntent>,
): Promise<Removed> => {
  const resources = await deps.resources();
  const { managedDisks } = resources;
  const { diskSnapshotId, id } = point;
  const { pollSeconds, operation } = deletion;
  const again = { kind: 'waiting', seconds: pollSeconds } as const;
  try {
    const snapshot = await managedDisks.snapshot(diskSnapshotId);
    if (snapshot === undefined) return await removeRecord(deps, point);
    if (!isTaggedFor(ownerOf(deps, { backupInstance: deletion.instance.name }), id, snapshot.tags)) {
      return await keep(deps, point, decided, {
        reason: 'refused',
        detail: 'its tags are not those of this vault',
      });
    }
    const progress =
      operation === undefined
        ? await managedDisks.beginDeleteSnapshot(diskSnapshotId)
        : await managedDisks.poll(operation);
    if (progress.status === 'running') {
      const seconds = Math.max(pollSeconds, Math.ceil((progress.retryAfterMs ?? 0) / 1_000));
      return { kind: 'waiting', seconds, operation: progress.state };
    }
    if (progress.status === 'failed') {
      return await giveUp(deps, resources, { point, decided, pollSeconds }, progress.failure);
    }
    return (await managedDisks.snapshot(diskSnapshotId)) === undefined
      ? await removeRecord(deps, point)
      : again;
  } catch (error) {
    if (!isResourceError(error)) throw error;
    // A deletion that the service has forgotten is begun again.
    if (operation !== undefined && error.code === 'not-found') return again;
    if (error.transient) {
      const seconds = Math.max(pollSeconds, Math.ceil((error.retryAfterMs ?? 0) / 1_000));
      return { ...again, seconds, ...(operation === undefined ? {} : { operation }) };
    }
    return await giveUp(deps, resources, { point, decided, pollSeconds }, error).catch((thrown: unknown) => {
      if (isResourceError(thrown) && thrown.transient) return again;
      throw thrown;
    });
  }
};

interface Obstacle {
  readonly reason: 'lock' | 'refused';
  readonly detail: string;
}

const obstacle = async (
  { resourceGroups }: Resources,
  diskSnapshotId: string,
  { code, message, serviceCode }: ResourceFailure,
): Promise<Obstacle> => {
  if (code !== 'scope-locked') return { reason: 'refused', detail: serviceCode ?? message };
  const locks = await resourceGroups.locksOn(diskSnapshotId).catch(() => []);
  const named = locks.map(({ name, scope }) => `the lock ${name} on ${scope}`).join(', ');
  return { reason: 'lock', detail: named === '' ? message : named };
};

interface GivenUp {
  readonly point: VolumeRecoveryPoint;
  readonly decided: Stored<DeletionIntent>;
  readonly pollSeconds: number;
}

/** A deletion that was reported as failed may have its effect all the same: then the point cannot be restored, and goes. */
const giveUp = async (
  deps: VolumeDependencies,
  resources: Resources,
  { point, decided, pollSeconds }: GivenUp,
  failure: ResourceFailure,
): Promise<Removed> => {
  const { diskSnapshotId } = point;
  const snapshot = await resources.managedDisks.snapshot(diskSnapshotId);
  if (snapshot === undefined) return await removeRecord(deps, point);
  if (snapshot.provisioningState === 'Deleting') return { kind: 'waiting', seconds: pollSeconds };
  return await keep(deps, point, decided, await obstacle(resources, diskSnapshotId, failure));
};

/** The point stays, whole: restores of it may go on. */
const keep = async (
  { vault, log }: VolumeDependencies,
  { backupInstance, id, diskSnapshotId }: VolumeRecoveryPoint,
  decided: Stored<DeletionIntent>,
  why: Obstacle,
): Promise<Removed> => {
  await vault.deletions.withdraw(decided);
  log.error('A recovery point cannot be deleted', { backupInstance, recoveryPointId: id, ...why });
  return { kind: 'blocked', diskSnapshotId, ...why };
};

const removeRecord = async (
  { vault, log }: VolumeDependencies,
  point: VolumeRecoveryPoint,
): Promise<Removed> => {
  const { backupInstance, id } = point;
  await vault.volumePoints.delete(point);
  await vault.deletions.remove(backupInstance, id);
  log.info('A recovery point was deleted', { backupInstance, recoveryPointId: id });
  return { kind: 'removed' };
};
