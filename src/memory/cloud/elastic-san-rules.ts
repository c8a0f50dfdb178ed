// What Elastic SAN does and refuses: volumes, and snapshots of them inside the SAN. Numbers and name patterns are those
// of its documentation and of its REST specification.

import { randomUUID } from 'node:crypto';
import { parentResourceId, resourceName, sameResource } from '../../domain/shared/resource-id.ts';
import { BlockContent } from './block-content.ts';
import type { Cloud } from './cloud.ts';
import type { OperationRecord, Put, SanRecord, VolumeRecord, VolumeSnapshotRecord } from './records.ts';
import {
  anotherOperation,
  changeNotAllowed,
  inUse,
  invalidName,
  invalidParameter,
  parentNotFound,
  quotaExceeded,
  resourceNotFound,
  tooManyRequests,
  unknownOperation,
} from './refusals.ts';

const GIB = 1024 ** 3;
const SNAPSHOTS_PER_VOLUME = 200;
const SNAPSHOTS_PER_WINDOW = 7;
const WINDOW_MS = 5 * 60_000;
const LARGEST_VOLUME_GIB = 64 * 1024;

const volumeName = /^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9A-Z]+)*$/;
const snapshotName = /^(?=.{1,80}$)[a-z0-9]+(?:[._-][a-z0-9]+)*$/;

export const sanOf = (cloud: Cloud, groupId: string): SanRecord => {
  const sanId = parentResourceId(groupId);
  const san = cloud.sans.get(sanId);
  if (san === undefined) throw parentNotFound(sanId);
  return san;
};

export const requireGroup = (cloud: Cloud, groupId: string): SanRecord => {
  cloud.requireResourceGroup(groupId);
  const san = sanOf(cloud, groupId);
  if (cloud.volumeGroups.get(groupId) === undefined) throw parentNotFound(groupId);
  return san;
};

export const volumeGiBOf = (cloud: Cloud, sanId: string): number =>
  cloud.volumes.within(sanId).reduce((sum, { sizeGiB }) => sum + sizeGiB, 0);

export interface VolumePut {
  readonly sizeGiB: number;
  readonly creationData?: { readonly source: 'DiskSnapshot' | 'VolumeSnapshot'; readonly id: string };
}

/** Where the bytes come from, and how many at least. */
const contentFor = (cloud: Cloud, san: SanRecord, { sizeGiB, creationData }: VolumePut): BlockContent => {
  const sizeBytes = sizeGiB * GIB;
  if (creationData === undefined) return new BlockContent(sizeBytes);
  const { source, id } = creationData;
  const found = source === 'DiskSnapshot' ? cloud.diskSnapshots.get(id) : cloud.volumeSnapshots.get(id);
  if (found === undefined) throw resourceNotFound(id);
  if ('location' in found) {
    if (found.location !== san.location) {
      throw invalidParameter(
        `Snapshot ${id} is in ${found.location}, and the Elastic SAN in ${san.location}.`,
      );
    }
    if (found.copyError !== undefined || found.copiedAt > cloud.clock.now()) {
      throw inUse(`The copy of snapshot ${id} is not complete.`);
    }
  }
  if (found.content.sizeBytes > sizeBytes) {
    throw invalidParameter(`sizeGiB must be at least ${found.content.sizeBytes / GIB}.`);
  }
  return found.content.copy(sizeBytes);
};

export const putVolume = (cloud: Cloud, id: string, put: VolumePut): Put<VolumeRecord> => {
  const groupId = parentResourceId(id);
  const san = requireGroup(cloud, groupId);
  cloud.requirePermission('Microsoft.ElasticSan/elasticSans/volumeGroups/volumes/write', id);
  cloud.requireUnlocked(id, 'write');
  const existing = cloud.volumes.get(id);
  if (existing !== undefined && existing.state !== 'Failed') {
    if (
      put.creationData !== undefined &&
      !sameResource(existing.createdFrom?.id ?? '', put.creationData.id)
    ) {
      throw changeNotAllowed(`Volume ${id} exists, and its creationData cannot be changed.`);
    }
    if (put.sizeGiB < existing.sizeGiB) throw invalidParameter('A volume cannot be made smaller.');
    existing.content = existing.content.copy(put.sizeGiB * GIB);
    existing.sizeGiB = put.sizeGiB;
    return cloud.standing(existing);
  }
  if (!volumeName.test(resourceName(id))) throw invalidName(`${resourceName(id)} is not a volume name.`);
  if (!Number.isInteger(put.sizeGiB) || put.sizeGiB < 1 || put.sizeGiB > LARGEST_VOLUME_GIB) {
    throw invalidParameter(`sizeGiB must be 1 to ${LARGEST_VOLUME_GIB}.`);
  }
  const content = contentFor(cloud, san, put);
  if (volumeGiBOf(cloud, san.id) + put.sizeGiB > san.totalSizeTiB * 1024) {
    throw quotaExceeded(`The volume does not fit into Elastic SAN ${san.id}.`);
  }
  const operation = cloud.begin('createVolume', id);
  const { sizeGiB, creationData } = put;
  const record: VolumeRecord = {
    id,
    volumeId: randomUUID(),
    createdAt: cloud.clock.now(),
    state: 'Creating',
    operation: operation.id,
    sizeGiB,
    content,
    ...(creationData === undefined ? {} : { createdFrom: creationData }),
  };
  return { record: cloud.volumes.put(record), operation };
};

const snapshotsOf = (cloud: Cloud, volumeId: string): readonly VolumeSnapshotRecord[] =>
  cloud.volumeSnapshots.all().filter(({ sourceId }) => sameResource(sourceId, volumeId));

export const deleteVolume = (
  cloud: Cloud,
  id: string,
  { withSnapshots }: { readonly withSnapshots: boolean },
): OperationRecord | undefined => {
  requireGroup(cloud, parentResourceId(id));
  const record = cloud.volumes.get(id);
  if (record === undefined) return undefined;
  cloud.requireUnlocked(id, 'delete');
  const snapshots = snapshotsOf(cloud, id);
  if (snapshots.length > 0 && !withSnapshots) throw inUse(`Volume ${id} has snapshots.`);
  for (const snapshot of snapshots) cloud.volumeSnapshots.remove(snapshot.id);
  record.state = 'Deleting';
  return cloud.begin('deleteVolume', id);
};

const requireRoomForSnapshot = (cloud: Cloud, volumeId: string): void => {
  if (snapshotsOf(cloud, volumeId).length >= SNAPSHOTS_PER_VOLUME) {
    throw quotaExceeded(`Volume ${volumeId} has ${SNAPSHOTS_PER_VOLUME} snapshots.`);
  }
  const since = cloud.clock.now() - WINDOW_MS;
  const taken = cloud.takenSnapshots(volumeId).filter((at) => at > since);
  if (taken.length >= SNAPSHOTS_PER_WINDOW) {
    throw tooManyRequests(
      `Volume ${volumeId} has had ${SNAPSHOTS_PER_WINDOW} snapshots within five minutes.`,
    );
  }
};

const SNAPSHOTS = 'Microsoft.ElasticSan/elasticSans/volumeGroups/snapshots';

export const putVolumeSnapshot = (cloud: Cloud, id: string, sourceId: string): Put<VolumeSnapshotRecord> => {
  requireGroup(cloud, parentResourceId(id));
  cloud.requirePermission(`${SNAPSHOTS}/write`, id);
  cloud.requireUnlocked(id, 'write');
  const existing = cloud.volumeSnapshots.get(id);
  if (existing !== undefined && existing.state !== 'Failed') {
    if (!sameResource(existing.sourceId, sourceId)) {
      throw changeNotAllowed(`Snapshot ${id} exists, and its creationData cannot be changed.`);
    }
    return cloud.standing(existing);
  }
  if (!snapshotName.test(resourceName(id))) throw invalidName(`${resourceName(id)} is not a snapshot name.`);
  const volume = cloud.volumes.get(sourceId);
  if (volume === undefined || volume.state === 'Deleting') throw resourceNotFound(sourceId);
  if (!sameResource(parentResourceId(sourceId), parentResourceId(id))) {
    throw invalidParameter(`Volume ${sourceId} is in another volume group.`);
  }
  if (volume.state !== 'Succeeded') throw anotherOperation(`Volume ${sourceId} is ${volume.state}.`);
  requireRoomForSnapshot(cloud, volume.id);
  cloud.takenSnapshots(volume.id).push(cloud.clock.now());
  const operation = cloud.begin('createVolumeSnapshot', id);
  const record: VolumeSnapshotRecord = {
    id,
    createdAt: cloud.clock.now(),
    state: 'Creating',
    operation: operation.id,
    sourceId: volume.id,
    sourceVolumeId: volume.volumeId,
    sourceSizeGiB: volume.sizeGiB,
    content: volume.content.copy(),
  };
  return { record: cloud.volumeSnapshots.put(record), operation };
};

export const deleteVolumeSnapshot = (cloud: Cloud, id: string): OperationRecord | undefined => {
  requireGroup(cloud, parentResourceId(id));
  const record = cloud.volumeSnapshots.get(id);
  if (record === undefined) return undefined;
  cloud.requirePermission(`${SNAPSHOTS}/delete`, id);
  cloud.requireUnlocked(id, 'delete');
  const exporting = cloud.diskSnapshots
    .all()
    .some(
      ({ elasticSanSnapshotId, state }) => state === 'Updating' && sameResource(elasticSanSnapshotId, id),
    );
  if (exporting) throw inUse(`Snapshot ${id} is being exported.`);
  if (record.state === 'Creating' || record.state === 'Deleting') {
    throw anotherOperation(`Snapshot ${id} is ${record.state}.`);
  }
  record.state = 'Deleting';
  return cloud.begin('deleteVolumeSnapshot', id);
};

/** A ReadOnly lock keeps back each POST, also one that changes nothing (Learn: lock-resources, "before applying your locks"). */
export const preBackup = (cloud: Cloud, groupId: string, volume: string): OperationRecord => {
  if (!cloud.settings.preValidation) throw unknownOperation('preBackup is not known here.');
  requireGroup(cloud, groupId);
  cloud.requireUnlocked(groupId, 'write');
  const id = `${groupId}/volumes/${volume}`;
  if (cloud.volumes.get(id) === undefined) throw resourceNotFound(id);
  return cloud.begin('preBackup', id, 'Success');
};

export const preRestore = (cloud: Cloud, groupId: string, diskSnapshotId: string): OperationRecord => {
  if (!cloud.settings.preValidation) throw unknownOperation('preRestore is not known here.');
  const san = requireGroup(cloud, groupId);
  cloud.requireUnlocked(groupId, 'write');
  const snapshot = cloud.diskSnapshots.get(diskSnapshotId);
  if (snapshot === undefined) throw resourceNotFound(diskSnapshotId);
  if (snapshot.location !== san.location) {
    throw invalidParameter(`Snapshot ${diskSnapshotId} is not in the region of the Elastic SAN.`);
  }
  return cloud.begin('preRestore', diskSnapshotId, 'Success');
};
