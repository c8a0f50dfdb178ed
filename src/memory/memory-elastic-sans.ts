// Elastic SAN volumes and their snapshots in memory: the port over the cloud in memory, as real as its rules.

import { resourceName } from '../domain/shared/resource-id.ts';
import type { ElasticSans, SanVolume, VolumeSnapshot } from '../ports/elastic-san.ts';
import type { Cloud } from './cloud/cloud.ts';
import {
  deleteVolumeSnapshot,
  preBackup,
  preRestore,
  putVolume,
  putVolumeSnapshot,
  requireGroup,
  volumeGiBOf,
} from './cloud/elastic-san-rules.ts';
import type { VolumeRecord, VolumeSnapshotRecord } from './cloud/records.ts';
import { changeNotAllowed } from './cloud/refusals.ts';

const toVolume = ({ id, volumeId, sizeGiB, state, createdFrom }: VolumeRecord): SanVolume => ({
  id,
  volumeId,
  sizeGiB,
  provisioningState: state,
  ...(createdFrom === undefined ? {} : { createdFrom: createdFrom.id }),
});

const toSnapshot = (record: VolumeSnapshotRecord): VolumeSnapshot => ({
  id: record.id,
  sourceVolumeId: record.sourceId,
  volumeName: resourceName(record.sourceId),
  sourceSizeGiB: record.sourceSizeGiB,
  provisioningState: record.state,
  createdAt: record.createdAt,
});

export const memoryElasticSans = (cloud: Cloud): ElasticSans => {
  const now = <T>(look: () => T): T => cloud.settled(look);
  return {
    poll: async (state) => cloud.resume(state),

    san: async (sanId) =>
      now(() => {
        const san = cloud.sans.get(sanId);
        if (san === undefined) return undefined;
        return {
          id: san.id,
          location: san.location,
          zoneRedundant: san.sku === 'Premium_ZRS',
          totalSizeGiB: san.totalSizeTiB * 1024,
          volumeSizeGiB: volumeGiBOf(cloud, san.id),
          provisioningState: 'Succeeded',
        };
      }),

    volumeGroup: async (groupId) => {
      const group = cloud.volumeGroups.get(groupId);
      if (group === undefined) return undefined;
      return {
        id: group.id,
        provisioningState: 'Succeeded',
        customerManagedKey: group.encryption === 'EncryptionAtRestWithCustomerManagedKey',
      };
    },

    volume: async (volumeId) =>
      now(() => {
        const volume = cloud.volumes.get(volumeId);
        return volume === undefined ? undefined : toVolume(volume);
      }),

    volumes: async (groupId) =>
      now(() => {
        requireGroup(cloud, groupId);
        return cloud.volumes.within(groupId).map(toVolume);
      }),

    snapshot: async (snapshotId) =>
      now(() => {
        const snapshot = cloud.volumeSnapshots.get(snapshotId);
        return snapshot === undefined ? undefined : toSnapshot(snapshot);
      }),

    snapshots: async (groupId, volumeName) =>
      now(() => {
        requireGroup(cloud, groupId);
        return cloud.volumeSnapshots
          .within(groupId)
          .map(toSnapshot)
          .filter((each) => volumeName === undefined || each.volumeName === volumeName);
      }),

    beginSnapshot: async (snapshotId, volumeId) =>
      now(() => cloud.progress(putVolumeSnapshot(cloud, snapshotId, volumeId).operation)),

    beginDeleteSnapshot: async (snapshotId) =>
      now(() => cloud.progress(deleteVolumeSnapshot(cloud, snapshotId))),

    beginVolume: async (volumeId, { sizeGiB, diskSnapshotId }) =>
      now(() => {
        const creationData = { source: 'DiskSnapshot' as const, id: diskSnapshotId };
        // A PUT would give it its new size.
        const existing = cloud.volumes.get(volumeId);
        if (existing?.state === 'Succeeded' && existing.sizeGiB !== sizeGiB) {
          throw changeNotAllowed(`Volume ${volumeId} exists.`);
        }
        return cloud.progress(putVolume(cloud, volumeId, { sizeGiB, creationData }).operation);
      }),

    beginPreBackup: async (groupId, volumeName) =>
      now(() => cloud.progress(preBackup(cloud, groupId, volumeName))),

    beginPreRestore: async (groupId, diskSnapshotId) =>
      now(() => cloud.progress(preRestore(cloud, groupId, diskSnapshotId))),
  };
};
