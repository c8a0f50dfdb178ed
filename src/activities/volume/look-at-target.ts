// Loads what the domain needs to say whether a SAN volume can be restored to a target, and asks it.

import { neededForDisk, neededForVolume } from '../../domain/elastic-san/permissions.ts';
import type { RestoreFacts, VolumeRestoreTarget } from '../../domain/elastic-san/validate-restore.ts';
import { restoreProblems } from '../../domain/elastic-san/validate-restore.ts';
import type { VolumeRecoveryPoint } from '../../domain/recovery-point/volume-recovery-point.ts';
import type { Failure } from '../../domain/shared/failure.ts';
import { parentResourceId, resourceGroupScope } from '../../domain/shared/resource-id.ts';
import type { Resources } from '../../ports/resources.ts';
import { missingOn } from '../../vault/volume-situation.ts';

type TargetFacts = Omit<RestoreFacts, 'point' | 'snapshot'>;

export const lookAtTarget = async (
  resources: Resources,
  point: VolumeRecoveryPoint,
  target: VolumeRestoreTarget,
): Promise<readonly Failure[]> => {
  const snapshot = await resources.managedDisks.snapshot(point.diskSnapshotId);
  const facts =
    target.kind === 'volume'
      ? await ofVolume(resources, target.volumeId)
      : await ofDisk(resources, target.diskId);
  return restoreProblems({ point, snapshot, ...facts }, target);
};

const readOnlyLocks = async ({ resourceGroups }: Resources, scope: string) => {
  const locks = await resourceGroups.locksOn(scope);
  return locks.filter(({ level }) => level === 'ReadOnly');
};

const ofVolume = async (resources: Resources, volumeId: string): Promise<TargetFacts> => {
  const { elasticSans } = resources;
  const groupId = parentResourceId(volumeId);
  const san = await elasticSans.san(parentResourceId(groupId));
  if (san === undefined) return { taken: false, readOnlyLocks: [], missingPermissions: [] };
  const groupExists = (await elasticSans.volumeGroup(groupId)) !== undefined;
  return {
    san,
    groupExists,
    taken: (await elasticSans.volume(volumeId)) !== undefined,
    readOnlyLocks: await readOnlyLocks(resources, groupExists ? groupId : parentResourceId(groupId)),
    missingPermissions: groupExists
      ? await missingOn(resources.resourceGroups, groupId, neededForVolume)
      : [],
  };
};

const ofDisk = async (resources: Resources, diskId: string): Promise<TargetFacts> => {
  const scope = resourceGroupScope(diskId);
  const none = { taken: false, readOnlyLocks: [], missingPermissions: [], resourceGroupExists: false };
  if ((await resources.resourceGroups.find(scope)) === undefined) return none;
  return {
    resourceGroupExists: true,
    taken: (await resources.managedDisks.disk(diskId)) !== undefined,
    readOnlyLocks: await readOnlyLocks(resources, scope),
    missingPermissions: await missingOn(resources.resourceGroups, scope, neededForDisk),
  };
};
