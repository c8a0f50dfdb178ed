// What the app needs to be allowed to do for backups and restores of a SAN volume, and what of it is missing: by what Azure says its
// identity may do (Microsoft.Authorization/permissions). Deny assignments are not in that, and show when they refuse.

export interface Grant {
  /** Actions such as `Microsoft.Compute/snapshots/write`, with `*` for any characters. */
  readonly actions: readonly string[];
  /** Taken away from these actions, and from those of no other grant. */
  readonly notActions: readonly string[];
}

/** On the volume group. Reads show by themselves: without them there is nothing to look at. */
export const neededOnVolumeGroup = [
  'Microsoft.ElasticSan/elasticSans/volumeGroups/snapshots/write',
  'Microsoft.ElasticSan/elasticSans/volumeGroups/snapshots/delete',
] as const;

/** On the resource group of the snapshots. */
export const neededOnSnapshotGroup = [
  'Microsoft.Compute/snapshots/read',
  'Microsoft.Compute/snapshots/write',
  'Microsoft.Compute/snapshots/delete',
] as const;

/** On the volume group that a volume is restored to. */
export const neededForVolume = ['Microsoft.ElasticSan/elasticSans/volumeGroups/volumes/write'] as const;

/** On the resource group that a disk is restored to. */
export const neededForDisk = ['Microsoft.Compute/disks/write'] as const;

const covers = (pattern: string, action: string): boolean => {
  const literal = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${literal}$`, 'i').test(action);
};

const isGranted = ({ actions, notActions }: Grant, action: string): boolean =>
  actions.some((one) => covers(one, action)) && !notActions.some((one) => covers(one, action));

/** @param grants undefined where they may not be seen: then nothing is known to be missing */
export const missingActions = (
  grants: readonly Grant[] | undefined,
  needed: readonly string[],
): readonly string[] =>
  grants === undefined ? [] : needed.filter((action) => !grants.some((grant) => isGranted(grant, action)));
