// Decides, before anything is created, whether a SAN volume can be backed up now, and names what stands in the way.

import type { Outcome } from '../shared/failure.ts';
import { fail, succeed } from '../shared/failure.ts';
import { subscriptionScope } from '../shared/resource-id.ts';

export interface VolumeLimits {
  readonly maxVolumeGiB: number;
}

export interface VolumeFacts {
  readonly volumeId: string;
  readonly volume: { readonly sizeGiB: number; readonly provisioningState: string } | undefined;
  readonly sanLocation: string | undefined;
  readonly snapshotResourceGroupId: string;
  readonly resourceGroup: { readonly location: string } | undefined;
  /** Locks that hold on the resource group of the snapshots, or on the volume's group. */
  readonly readOnlyLocks: readonly { readonly name: string; readonly scope: string }[];
  /** What backups have to do, and the app may not. */
  readonly missingPermissions: readonly { readonly scope: string; readonly actions: readonly string[] }[];
}

export interface ValidatedVolume {
  readonly sizeBytes: number;
  readonly location: string;
}

const BYTES_PER_GIB = 1024 ** 3;

export const validateVolume = (facts: VolumeFacts, limits: VolumeLimits): Outcome<ValidatedVolume> => {
  const { volumeId, volume, sanLocation, snapshotResourceGroupId: group, resourceGroup } = facts;
  if (volume === undefined || sanLocation === undefined) {
    return fail('UserErrorVolumeNotFound', `There is no volume ${volumeId}, or it may not be seen.`, [
      'Check that the volume still exists, and that the app has the role for its Elastic SAN.',
    ]);
  }
  if (volume.provisioningState !== 'Succeeded') {
    return fail('UserErrorVolumeNotReady', `The volume ${volumeId} is ${volume.provisioningState}.`, [
      'Wait until the volume is ready, then start the backup again.',
    ]);
  }
  if (volume.sizeGiB > limits.maxVolumeGiB) {
    return fail(
      'UserErrorVolumeTooLarge',
      `The volume ${volumeId} has ${volume.sizeGiB} GiB; the limit is ${limits.maxVolumeGiB} GiB.`,
      ['Raise the limit in the settings, where the service exports volumes of this size.'],
    );
  }
  const misplaced = problemOfGroup(volumeId, group, resourceGroup !== undefined);
  if (misplaced !== undefined) return misplaced;
  const [lock] = facts.readOnlyLocks;
  if (lock !== undefined) {
    return fail('UserErrorResourceLocked', `The lock ${lock.name} on ${lock.scope} keeps from writing.`, [
      'Remove the lock, or choose another resource group for snapshots.',
    ]);
  }
  const [missing] = facts.missingPermissions;
  if (missing !== undefined) {
    return fail(
      'UserErrorMissingRequiredPermissions',
      `The app may not do ${missing.actions.join(', ')} on ${missing.scope}.`,
      [
        'Give the identity of the app the roles Elastic SAN Snapshot Exporter and Reader on the Elastic SAN, and Disk Snapshot Contributor on the resource group of the snapshots. New roles count after some minutes.',
      ],
    );
  }
  return succeed({ sizeBytes: volume.sizeGiB * BYTES_PER_GIB, location: sanLocation });
};

const problemOfGroup = (volumeId: string, group: string, exists: boolean) => {
  if (subscriptionScope(group).toLowerCase() !== subscriptionScope(volumeId).toLowerCase()) {
    return fail(
      'UserErrorSnapshotRGSubscriptionMismatch',
      `The resource group ${group} is not in the subscription of the volume.`,
      ['Choose a resource group for snapshots in the subscription of the volume.'],
    );
  }
  if (exists) return undefined;
  return fail('UserErrorSnapshotRGNotFound', `There is no resource group ${group}, or it may not be seen.`, [
    'Create the resource group for snapshots, and give the app its role there.',
  ]);
};
