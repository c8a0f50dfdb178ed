// Disk snapshots and disks in memory: the port over the cloud in memory.

import type { DiskSnapshot, ManagedDisk, ManagedDisks } from '../ports/managed-disks.ts';
import type { Cloud } from './cloud/cloud.ts';
import {
  completionPercent,
  deleteDiskSnapshot,
  diskSnapshotsIn,
  putDisk,
  putDiskSnapshot,
} from './cloud/managed-disk-rules.ts';
import type { DiskRecord, DiskSnapshotRecord } from './cloud/records.ts';

const toSnapshot = (cloud: Cloud, record: DiskSnapshotRecord): DiskSnapshot => ({
  id: record.id,
  location: record.location,
  sku: record.sku,
  tags: record.tags,
  provisioningState: record.state,
  incremental: record.incremental,
  sizeBytes: record.content.sizeBytes,
  createdAt: record.createdAt,
  elasticSanSnapshotId: record.elasticSanSnapshotId,
  familyId: record.familyId,
  completionPercent: completionPercent(cloud, record),
  ...(record.copyError === undefined ? {} : { copyError: record.copyError }),
});

const toDisk = (record: DiskRecord): ManagedDisk => ({
  id: record.id,
  location: record.location,
  sku: record.sku,
  provisioningState: record.state,
  sizeBytes: record.content.sizeBytes,
  createdFrom: record.createdFrom,
});

export const memoryManagedDisks = (cloud: Cloud): ManagedDisks => {
  const now = <T>(look: () => T): T => cloud.settled(look);
  return {
    poll: async (state) => cloud.resume(state),

    snapshot: async (snapshotId) =>
      now(() => {
        const snapshot = cloud.diskSnapshots.get(snapshotId);
        return snapshot === undefined ? undefined : toSnapshot(cloud, snapshot);
      }),

    snapshots: async (resourceGroupId) =>
      now(() => diskSnapshotsIn(cloud, resourceGroupId).map((each) => toSnapshot(cloud, each))),

    beginExport: async (snapshotId, request) =>
      now(() =>
        cloud.progress(putDiskSnapshot(cloud, snapshotId, { ...request, incremental: true }).operation),
      ),

    beginDeleteSnapshot: async (snapshotId) =>
      now(() => cloud.progress(deleteDiskSnapshot(cloud, snapshotId))),

    disk: async (diskId) =>
      now(() => {
        const disk = cloud.disks.get(diskId);
        return disk === undefined ? undefined : toDisk(disk);
      }),

    beginDisk: async (diskId, disk) => now(() => cloud.progress(putDisk(cloud, diskId, disk).operation)),
  };
};
