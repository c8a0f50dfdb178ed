// What Managed Disks do and refuse: snapshots exported from Elastic SAN, and disks made from them.

import {
  isWithin,
  parentResourceId,
  resourceName,
  sameResource,
  subscriptionScope,
} from '../../domain/shared/resource-id.ts';
import type { SnapshotSku } from '../../ports/managed-disks.ts';
import type { Cloud } from './cloud.ts';
import { sanOf } from './elastic-san-rules.ts';
import type {
  DiskRecord,
  DiskSnapshotRecord,
  OperationRecord,
  Put,
  VolumeSnapshotRecord,
} from './records.ts';
import {
  anotherOperation,
  changeNotAllowed,
  inUse,
  invalidName,
  invalidParameter,
  quotaExceeded,
  resourceNotFound,
} from './refusals.ts';

/** Incremental snapshots of one source at a time. */
const SNAPSHOTS_PER_SOURCE = 500;
const diskName = /^(?=.{1,80}$)[A-Za-z0-9]([\w.-]*[\w])?$/;

export interface DiskSnapshotPut {
  readonly location: string;
  /** Absent: as the one before, or Standard_LRS. */
  readonly sku?: SnapshotSku;
  readonly tags: Readonly<Record<string, string>>;
  readonly incremental: boolean;
  readonly elasticSanSnapshotId: string;
}

export const completionPercent = (cloud: Cloud, { createdAt, copiedAt }: DiskSnapshotRecord): number => {
  const now = cloud.clock.now();
  return now >= copiedAt ? 100 : Math.floor((100 * (now - createdAt)) / (copiedAt - createdAt));
};

const requireSource = (cloud: Cloud, id: string, put: DiskSnapshotPut): VolumeSnapshotRecord => {
  const { elasticSanSnapshotId: sourceId, location } = put;
  const source = cloud.volumeSnapshots.get(sourceId);
  if (source === undefined) throw resourceNotFound(sourceId);
  if (source.state !== 'Succeeded') throw anotherOperation(`Snapshot ${sourceId} is ${source.state}.`);
  const san = sanOf(cloud, parentResourceId(source.id));
  if (san.location !== location) {
    throw invalidParameter(
      `Snapshot ${sourceId} is in ${san.location}, and cannot be exported to ${location}.`,
    );
  }
  if (!sameResource(subscriptionScope(id), subscriptionScope(sourceId))) {
    throw invalidParameter(`Snapshot ${sourceId} is in another subscription.`);
  }
  return source;
};

const requireRoom = (
  cloud: Cloud,
  id: string,
  location: string,
  chain: readonly DiskSnapshotRecord[],
): void => {
  if (chain.length >= SNAPSHOTS_PER_SOURCE) {
    throw quotaExceeded(`The source has ${SNAPSHOTS_PER_SOURCE} incremental snapshots.`);
  }
  const inRegion = cloud.diskSnapshots
    .within(subscriptionScope(id))
    .filter((each) => each.location === location);
  if (inRegion.length >= cloud.settings.diskSnapshotQuota) {
    throw quotaExceeded(`The subscription has ${inRegion.length} snapshots in ${location}.`);
  }
};

export const putDiskSnapshot = (cloud: Cloud, id: string, put: DiskSnapshotPut): Put<DiskSnapshotRecord> => {
  cloud.requireResourceGroup(id);
  cloud.requirePermission('Microsoft.Compute/snapshots/write', id);
  cloud.requireUnlocked(id, 'write');
  const existing = cloud.diskSnapshots.get(id);
  if (existing !== undefined && existing.state !== 'Failed') {
    if (!sameResource(existing.elasticSanSnapshotId, put.elasticSanSnapshotId)) {
      throw changeNotAllowed(`Snapshot ${id} exists, and its creationData cannot be changed.`);
    }
    existing.tags = put.tags;
    return cloud.standing(existing);
  }
  if (!diskName.test(resourceName(id))) throw invalidName(`${resourceName(id)} is not a snapshot name.`);
  const source = requireSource(cloud, id, put);
  const chain = cloud.diskSnapshots
    .all()
    .filter(({ familyId, incremental }) => incremental && familyId === source.sourceVolumeId);
  requireRoom(cloud, id, put.location, chain);
  const previous = chain.filter(({ state }) => state === 'Succeeded').at(-1);
  // The first one after the volume has grown is whole.
  const grown = previous !== undefined && previous.content.sizeBytes !== source.content.sizeBytes;
  const base = put.incremental && !grown ? previous?.content : undefined;
  const now = cloud.clock.now();
  const operation = cloud.begin('createDiskSnapshot', id);
  const record: DiskSnapshotRecord = {
    id,
    createdAt: now,
    state: 'Updating',
    operation: operation.id,
    location: put.location,
    sku: put.sku ?? previous?.sku ?? 'Standard_LRS',
    tags: put.tags,
    incremental: put.incremental,
    elasticSanSnapshotId: put.elasticSanSnapshotId,
    familyId: source.sourceVolumeId,
    content: source.content.copy(),
    storedBytes: source.content.bytesSince(base),
    copiedAt: now + cloud.settings.copyMs,
    ...(cloud.struck('createDiskSnapshot', 'copy-error', id)
      ? { copyError: { code: 'CopySourceNotFound', message: 'The copy has failed.' } }
      : {}),
  };
  return { record: cloud.diskSnapshots.put(record), operation };
};

export const deleteDiskSnapshot = (cloud: Cloud, id: string): OperationRecord | undefined => {
  cloud.requireResourceGroup(id);
  const record = cloud.diskSnapshots.get(id);
  if (record === undefined) return undefined;
  cloud.requirePermission('Microsoft.Compute/snapshots/delete', id);
  cloud.requireUnlocked(id, 'delete');
  if (record.state === 'Deleting') throw anotherOperation(`Snapshot ${id} is being deleted.`);
  record.state = 'Deleting';
  return cloud.begin('deleteDiskSnapshot', id);
};

export interface DiskPut {
  readonly location: string;
  readonly sku: string;
  readonly zone?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly snapshotId: string;
}

export const putDisk = (cloud: Cloud, id: string, put: DiskPut): Put<DiskRecord> => {
  cloud.requireResourceGroup(id);
  cloud.requirePermission('Microsoft.Compute/disks/write', id);
  cloud.requireUnlocked(id, 'write');
  const existing = cloud.disks.get(id);
  if (existing !== undefined && existing.state !== 'Failed') {
    if (!sameResource(existing.createdFrom, put.snapshotId)) {
      throw changeNotAllowed(`Disk ${id} exists, and its creationData cannot be changed.`);
    }
    return cloud.standing(existing);
  }
  if (!diskName.test(resourceName(id))) throw invalidName(`${resourceName(id)} is not a disk name.`);
  const snapshot = cloud.diskSnapshots.get(put.snapshotId);
  if (snapshot === undefined) throw resourceNotFound(put.snapshotId);
  if (snapshot.location !== put.location) {
    throw invalidParameter(`Snapshot ${put.snapshotId} is in ${snapshot.location}.`);
  }
  if (snapshot.copyError !== undefined || snapshot.copiedAt > cloud.clock.now()) {
    throw inUse(`The copy of snapshot ${put.snapshotId} is not complete.`);
  }
  const operation = cloud.begin('createDisk', id);
  const { location, sku, zone, tags } = put;
  const record: DiskRecord = {
    id,
    createdAt: cloud.clock.now(),
    state: 'Updating',
    operation: operation.id,
    location,
    sku,
    ...(zone === undefined ? {} : { zone }),
    tags,
    createdFrom: snapshot.id,
    content: snapshot.content.copy(),
  };
  return { record: cloud.disks.put(record), operation };
};

export const deleteDisk = (cloud: Cloud, id: string): OperationRecord | undefined => {
  cloud.requireResourceGroup(id);
  const record = cloud.disks.get(id);
  if (record === undefined) return undefined;
  cloud.requireUnlocked(id, 'delete');
  record.state = 'Deleting';
  return cloud.begin('deleteDisk', id);
};

export const diskSnapshotsIn = (cloud: Cloud, resourceGroupId: string): readonly DiskSnapshotRecord[] => {
  cloud.requireResourceGroup(resourceGroupId);
  return cloud.diskSnapshots.all().filter(({ id }) => isWithin(resourceGroupId, id));
};
