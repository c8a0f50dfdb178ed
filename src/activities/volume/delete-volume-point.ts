// Activity: deletes one recovery point of a prune's plan, a little further: the intent, a look at everything that speaks
// against it, the decision, the disk snapshot in Azure, and last the record. While the snapshot goes the intent keeps
// restores away, so that none begins on a point that is half gone; what a lock keeps stays whole, and is told.

import type { BlockedBlob } from '../../domain/prune/blocked.ts';
import { summarizeBlocked } from '../../domain/prune/blocked.ts';
import { fail } from '../../domain/shared/failure.ts';
import { resourceGroupScope, resourceName } from '../../domain/shared/resource-id.ts';
import type { activities, InputOf, OutputOf } from '../../workflows/catalogue.ts';
import { lostLock } from '../prune/prune-lock.ts';
import { requireVolume } from '../require-instance.ts';
import type { PointDeletion } from './remove-point.ts';
import { removePoint } from './remove-point.ts';
import type { VolumeDependencies } from './volume-dependencies.ts';

type Input = InputOf<typeof activities.deleteVolumePoint>;
type Output = OutputOf<typeof activities.deleteVolumePoint>;

/** What Azure is deleting is followed to its end, whatever becomes of the job, so that no record outlives its snapshot. */
export const isBeingDeleted = ({ operation }: Input): boolean => operation !== undefined;

export const deleteVolumePoint =
  (deps: VolumeDependencies) =>
  async (input: Input): Promise<Output> => {
    const { vault } = deps;
    const { backupInstance, jobId, index, pollSeconds, operation } = input;
    const lost = await lostLock(vault, input);
    if (lost !== undefined) return { kind: 'failed', failure: lost };
    const plan = await vault.prunes.getVolumePlan(input);
    const planned = plan?.goes[index];
    if (plan === undefined || planned === undefined) {
      const { failure } = fail('InternalError', 'The plan of the prune is gone from the vault.');
      return { kind: 'failed', failure };
    }
    const instance = await requireVolume(vault, backupInstance);
    if (!instance.ok) return { kind: 'failed', failure: instance.failure };
    const deletion: PointDeletion = {
      instance: instance.value,
      recoveryPointId: planned.id,
      reason: planned.reason,
      jobId,
      now: plan.now,
      pollSeconds,
      ...(operation === undefined ? {} : { operation }),
    };
    const removed = await removePoint(deps, deletion);
    if (removed.kind === 'waiting') return removed;
    if (removed.kind === 'blocked') await tell(deps, input, removed);
    return { kind: 'done', removed: removed.kind === 'removed' };
  };

const tell = async (
  { vault }: VolumeDependencies,
  input: Input,
  { diskSnapshotId, reason, detail }: { diskSnapshotId: string; reason: 'lock' | 'refused'; detail: string },
): Promise<void> => {
  const container = resourceGroupScope(diskSnapshotId);
  const blocked: BlockedBlob = { container, name: resourceName(diskSnapshotId), bytes: 0, reason, detail };
  const record = { version: 1, blocked: summarizeBlocked([blocked]) } as const;
  await vault.prunes.putBlocked(input, 'blocked-points', { lane: 0, seq: input.index }, record);
};
