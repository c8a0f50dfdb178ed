// Removes what backups of this instance that died have left in Azure. Runs under the instance's lock: no other backup of
// it is alive. A volume snapshot is ours by its name; a disk snapshot only where a run is on record that made it, its
// tags say so, and no recovery point names it. Deletions are begun, and seen to be done by the next sweep.

import type { SnapshotOwner } from '../../domain/elastic-san/snapshot-name.ts';
import { isTaggedFor, recoveryPointOfSnapshot } from '../../domain/elastic-san/snapshot-name.ts';
import type { VolumeSource } from '../../domain/elastic-san/source.ts';
import { resourceName } from '../../domain/shared/resource-id.ts';
import type { Resources } from '../../ports/resources.ts';
import type { VolumeDependencies } from './volume-dependencies.ts';
import { groupOf, ownerOf } from './volume-dependencies.ts';

interface Sweep {
  readonly backupInstance: string;
  /** Not swept: the backup that runs. */
  readonly recoveryPointId: string;
  readonly source: VolumeSource;
}

export const sweepLeftovers = async (deps: VolumeDependencies, sweep: Sweep): Promise<void> => {
  const attempt = async (what: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      deps.log.warn('A leftover of an earlier backup cannot be removed; the next backup tries again', {
        what,
        error,
      });
    }
  };
  await attempt('volume snapshots', () => sweepVolumeSnapshots(deps, sweep, attempt));
  for (const { recoveryPointId } of await deps.vault.runs.list(sweep.backupInstance)) {
    if (recoveryPointId === sweep.recoveryPointId) continue;
    await attempt(`run ${recoveryPointId}`, () => sweepRun(deps, sweep, recoveryPointId));
  }
};

const sweepVolumeSnapshots = async (
  deps: VolumeDependencies,
  { backupInstance, recoveryPointId, source }: Sweep,
  attempt: (what: string, work: () => Promise<void>) => Promise<void>,
): Promise<void> => {
  const { elasticSans } = await deps.resources();
  const owner = ownerOf(deps, { backupInstance });
  const found = await elasticSans.snapshots(groupOf(source), resourceName(source.volumeId));
  for (const { id } of found) {
    const made = recoveryPointOfSnapshot(owner, resourceName(id));
    if (made === undefined || made === recoveryPointId) continue;
    await attempt(id, async () => {
      await elasticSans.beginDeleteSnapshot(id);
      deps.log.warn('The volume snapshot of a dead backup is deleted', { id });
    });
  }
};

const sweepRun = async (
  deps: VolumeDependencies,
  { backupInstance }: Sweep,
  recoveryPointId: string,
): Promise<void> => {
  const { vault } = deps;
  const key = { backupInstance, recoveryPointId };
  const run = await vault.volumePoints.getRun(key);
  const point = await vault.volumePoints.get(backupInstance, recoveryPointId);
  const resources = await deps.resources();
  if (run !== undefined) {
    const gone =
      point !== undefined ||
      (await discard(resources, { owner: ownerOf(deps, key), recoveryPointId, id: run.diskSnapshotId }));
    if (!gone || (await resources.elasticSans.snapshot(run.volumeSnapshotId)) !== undefined) return;
  }
  await vault.runs.deleteAll(key);
};

interface Discard {
  readonly owner: SnapshotOwner;
  readonly recoveryPointId: string;
  readonly id: string;
}

/** True where nothing of ours is left. */
const discard = async ({ managedDisks }: Resources, { owner, recoveryPointId, id }: Discard) => {
  const snapshot = await managedDisks.snapshot(id);
  if (snapshot === undefined || !isTaggedFor(owner, recoveryPointId, snapshot.tags)) return true;
  await managedDisks.beginDeleteSnapshot(id);
  return false;
};
