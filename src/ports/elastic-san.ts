// Port: volumes of Elastic SANs and their snapshots, as backup and restore need them.
//
// Obligations of every implementation (test/contract/resources proves them in memory and on Azure's clients against
// the simulated Resource Manager): resource IDs are taken in any case; every rejection is a ResourceError; what does not
// exist is undefined when read and `absent` when deleted; no existing volume is ever changed.

import type { OperationProgress, ResourceOperations } from './resource-operation.ts';

/** `Succeeded` is the one that may be worked with; the service adds others over time. */
export type ProvisioningState = string;

export interface ElasticSan {
  readonly id: string;
  /** Lower case, no spaces. */
  readonly location: string;
  readonly zoneRedundant: boolean;
  readonly totalSizeGiB: number;
  /** Of all its volumes together. */
  readonly volumeSizeGiB: number;
  readonly provisioningState: ProvisioningState;
}

export interface VolumeGroup {
  readonly id: string;
  readonly provisioningState: ProvisioningState;
  readonly customerManagedKey: boolean;
}

export interface SanVolume {
  readonly id: string;
  /** GUID: another one where a volume was deleted and made again under its name. */
  readonly volumeId: string;
  readonly sizeGiB: number;
  readonly provisioningState: ProvisioningState;
  /** The snapshot or disk that it was made from. */
  readonly createdFrom?: string;
}

export interface VolumeSnapshot {
  readonly id: string;
  readonly sourceVolumeId: string;
  readonly volumeName: string;
  readonly sourceSizeGiB: number;
  readonly provisioningState: ProvisioningState;
  /** Milliseconds since the Unix epoch, where the service tells. */
  readonly createdAt?: number;
}

export interface NewVolume {
  /** At least the size of the snapshot. */
  readonly sizeGiB: number;
  /** Managed-disk snapshot that it is made from; in the SAN's region. */
  readonly diskSnapshotId: string;
}

export interface ElasticSans extends ResourceOperations {
  san(sanId: string): Promise<ElasticSan | undefined>;
  volumeGroup(groupId: string): Promise<VolumeGroup | undefined>;
  volume(volumeId: string): Promise<SanVolume | undefined>;
  /** not-found where the group is gone. */
  volumes(groupId: string): Promise<readonly SanVolume[]>;
  snapshot(snapshotId: string): Promise<VolumeSnapshot | undefined>;
  /** All of the group, or those of one volume. not-found where the group is gone. */
  snapshots(groupId: string, volumeName?: string): Promise<readonly VolumeSnapshot[]>;

  /** already-exists where the name belongs to a snapshot of another volume. */
  beginSnapshot(snapshotId: string, volumeId: string): Promise<OperationProgress>;
  /** Refused with conflict while it is being exported. Succeeds where there is none. */
  beginDeleteSnapshot(snapshotId: string): Promise<OperationProgress>;
  /** already-exists where the name belongs to a volume that was not made from this snapshot. */
  beginVolume(volumeId: string, volume: NewVolume): Promise<OperationProgress>;

  /** Asks the service whether a volume can be backed up. unknown-operation where it has no such check: go on without. */
  beginPreBackup(groupId: string, volumeName: string): Promise<OperationProgress>;
  /** Asks the service whether a snapshot can be restored here. unknown-operation where it has no such check. */
  beginPreRestore(groupId: string, diskSnapshotId: string): Promise<OperationProgress>;
}
