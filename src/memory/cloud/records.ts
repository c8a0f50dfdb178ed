// What the cloud in memory holds: plain records, but for their content, so that they can be written down and read back.

import type { SnapshotSku } from '../../ports/managed-disks.ts';
import type { ResourceFailure } from '../../ports/resource-error.ts';
import type { BlockContent } from './block-content.ts';

export interface SanRecord {
  readonly id: string;
  readonly location: string;
  readonly sku: 'Premium_LRS' | 'Premium_ZRS';
  readonly totalSizeTiB: number;
}

export interface VolumeGroupRecord {
  readonly id: string;
  readonly encryption: 'EncryptionAtRestWithPlatformKey' | 'EncryptionAtRestWithCustomerManagedKey';
}

/** `Failed` where the operation that was to make it has failed. */
export type State = 'Creating' | 'Updating' | 'Succeeded' | 'Failed' | 'Deleting';

interface Made {
  readonly id: string;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
  state: State;
  /** The operation that makes or removes it. */
  operation?: string;
}

export interface VolumeRecord extends Made {
  readonly volumeId: string;
  sizeGiB: number;
  content: BlockContent;
  readonly createdFrom?: { readonly source: 'DiskSnapshot' | 'VolumeSnapshot'; readonly id: string };
}

export interface VolumeSnapshotRecord extends Made {
  readonly sourceId: string;
  readonly sourceVolumeId: string;
  readonly sourceSizeGiB: number;
  readonly content: BlockContent;
}

export interface DiskSnapshotRecord extends Made {
  readonly location: string;
  readonly sku: SnapshotSku;
  tags: Readonly<Record<string, string>>;
  readonly incremental: boolean;
  readonly elasticSanSnapshotId: string;
  /** Of the source volume: the chain that it belongs to. */
  readonly familyId: string;
  readonly content: BlockContent;
  /** What it costs: the whole content, or what differs from the one before. */
  readonly storedBytes: number;
  /** When the copy in the background is through. */
  readonly copiedAt: number;
  copyError?: { readonly code: string; readonly message: string };
}

export interface DiskRecord extends Made {
  readonly location: string;
  readonly sku: string;
  readonly zone?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdFrom: string;
  readonly content: BlockContent;
}

export type Action =
  | 'createVolume'
  | 'deleteVolume'
  | 'createVolumeSnapshot'
  | 'deleteVolumeSnapshot'
  | 'preBackup'
  | 'preRestore'
  | 'createDiskSnapshot'
  | 'deleteDiskSnapshot'
  | 'createDisk'
  | 'deleteDisk';

export interface OperationRecord {
  readonly id: string;
  readonly action: Action;
  readonly target: string;
  readonly startedAt: number;
  /** Absent: it hangs. */
  readonly endsAt?: number;
  readonly verdict?: string;
  /** How it is going to end, or has ended. */
  readonly failure?: ResourceFailure;
  ended: boolean;
}

/** What a PUT came to: a resource that stands, with the operation that is making it, if any. */
export interface Put<T> {
  readonly record: T;
  readonly operation?: OperationRecord;
}

/** What goes wrong with the next operation of an action: it never ends, it fails, or its copy fails afterwards. */
export interface Disturbance {
  readonly action: Action;
  readonly what: 'hang' | 'fail' | 'copy-error';
  /** Only where the target is in this scope; absent: anywhere. */
  readonly within?: string;
}
