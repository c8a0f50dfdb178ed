// What a backup of a SAN volume needs in Azure, as it stands now: looked at when the volume is put under protection, and again
// before every backup.

import {
  missingActions,
  neededOnSnapshotGroup,
  neededOnVolumeGroup,
} from '../domain/elastic-san/permissions.ts';
import type { VolumeSource } from '../domain/elastic-san/source.ts';
import type { VolumeFacts } from '../domain/elastic-san/validate-volume.ts';
import { parentResourceId } from '../domain/shared/resource-id.ts';
import type { Resources } from '../ports/resources.ts';

/** What is not allowed of what is needed; nothing where it cannot be seen. */
export const missingOn = async (
  resourceGroups: Resources['resourceGroups'],
  scope: string,
  needed: readonly string[],
): Promise<VolumeFacts['missingPermissions']> => {
  const actions = missingActions(await resourceGroups.permissionsOn(scope), needed);
  return actions.length === 0 ? [] : [{ scope, actions }];
};

export const volumeSituation = async (
  { elasticSans, resourceGroups }: Resources,
  { volumeId, snapshotResourceGroupId }: VolumeSource,
): Promise<VolumeFacts> => {
  const volume = await elasticSans.volume(volumeId);
  const san = await elasticSans.san(parentResourceId(parentResourceId(volumeId)));
  const resourceGroup = await resourceGroups.find(snapshotResourceGroupId);
  const locks = [
    ...(resourceGroup === undefined ? [] : await resourceGroups.locksOn(snapshotResourceGroupId)),
    ...(volume === undefined ? [] : await resourceGroups.locksOn(parentResourceId(volumeId))),
  ];
  return {
    volumeId,
    volume,
    sanLocation: san?.location,
    snapshotResourceGroupId,
    resourceGroup,
    readOnlyLocks: locks.filter(({ level }) => level === 'ReadOnly'),
    missingPermissions: [
      ...(volume === undefined
        ? []
        : await missingOn(resourceGroups, parentResourceId(volumeId), neededOnVolumeGroup)),
      ...(resourceGroup === undefined
        ? []
        : await missingOn(resourceGroups, snapshotResourceGroupId, neededOnSnapshotGroup)),
    ],
  };
};
