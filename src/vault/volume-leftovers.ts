// What backups of a SAN volume that died have left in Azure: looked for, and removed. The instance's lock is held
// meanwhile: no backup begins. Deletions are begun, and seen to be done by the next sweep, which then forgets the run.

import type { SweepPlan } from '../domain/elastic-san/plan-sweep.ts';
import { planSweep } from '../domain/elastic-san/plan-sweep.ts';
import type { SnapshotOwner } from '../domain/elastic-san/snapshot-name.ts';
import { recoveryPointOfSnapshot } from '../domain/elastic-san/snapshot-name.ts';
import type { VolumeSource } from '../domain/elastic-san/source.ts';
import { parentResourceId, resourceName } from '../domain/shared/resource-id.ts';
import type { Log } from '../ports/log.ts';
import { isResourceError } from '../ports/resource-error.ts';
import type { Resources } from '../ports/resources.ts';
import type { Vault } from './vault.ts';

export interface LeftoverQuestion {
  readonly owner: SnapshotOwner;
  readonly source: VolumeSource;
  /** Whether the backup of this recovery point may be at work. */
  readonly isAlive: (recoveryPointId: string) => Promise<boolean>;
}

/** `resources` are asked for with the first use. */
interface Means {
  readonly vault: Vault;
  readonly resources: () => Promise<Resources>;
  readonly log: Log;
}

export const findLeftovers = async (
  { vault, resources }: Means,
  { owner, source, isAlive }: LeftoverQuestion,
): Promise<SweepPlan> => {
  const { backupInstance } = owner;
  const { volumeId, snapshotResourceGroupId } = source;
  const { elasticSans, managedDisks } = await resources();
  // Runs first: a backup that is begun meanwhile is none of them.
  const runs = (await vault.runs.list(backupInstance)).map(({ recoveryPointId }) => recoveryPointId);
  const volumeSnapshots = await noneWithoutParent(() =>
    elasticSans.snapshots(parentResourceId(volumeId), resourceName(volumeId)),
  );
  // What no run is on record for is not taken for a leftover, so that there is nothing to look for.
  const diskSnapshots =
    runs.length === 0 ? [] : await noneWithoutParent(() => managedDisks.snapshots(snapshotResourceGroupId));
  const facts = {
    owner,
    volumeId,
    volumeSnapshots,
    diskSnapshots,
    runs: new Set(runs),
    recoveryPoints: new Set(await vault.volumePoints.ids(backupInstance)),
  };
  // Only those are asked after that something would be removed of.
  const suspects = planSweep({ ...facts, alive: new Set() });
  const alive = new Set<string>();
  for (const point of pointsOf(owner, suspects)) if (await isAlive(point)) alive.add(point);
  return planSweep({ ...facts, alive });
};

const pointsOf = (owner: SnapshotOwner, { diskSnapshots, volumeSnapshots, runs }: SweepPlan) =>
  new Set([
    ...runs,
    ...[...diskSnapshots, ...volumeSnapshots].flatMap(
      (id) => recoveryPointOfSnapshot(owner, resourceName(id)) ?? [],
    ),
  ]);

/** Where the group is gone, so is what was in it. */
const noneWithoutParent = async <T>(list: () => Promise<readonly T[]>): Promise<readonly T[]> => {
  try {
    return await list();
  } catch (error) {
    if (isResourceError(error) && error.code === 'not-found') return [];
    throw error;
  }
};

/** How many deletions were begun. What cannot be removed is told, and left to the next sweep. */
export const removeLeftovers = async (
  { vault, resources, log }: Means,
  { backupInstance }: SnapshotOwner,
  plan: SweepPlan,
): Promise<number> => {
  const { elasticSans, managedDisks } = await resources();
  let begun = 0;
  const attempt = async (what: string, remove: () => Promise<unknown>): Promise<void> => {
    try {
      await remove();
      begun += 1;
      log.warn('The snapshot of a dead backup is deleted', { backupInstance, id: what });
    } catch (error) {
      log.warn('A leftover of a dead backup cannot be removed; the next sweep tries again', {
        backupInstance,
        id: what,
        error,
      });
    }
  };
  for (const id of plan.diskSnapshots) await attempt(id, () => managedDisks.beginDeleteSnapshot(id));
  for (const id of plan.volumeSnapshots) await attempt(id, () => elasticSans.beginDeleteSnapshot(id));
  for (const recoveryPointId of plan.runs) await vault.runs.deleteAll({ backupInstance, recoveryPointId });
  return begun;
};
