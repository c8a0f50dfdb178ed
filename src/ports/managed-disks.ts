// Port: incremental snapshots of Managed Disks, to which SAN volumes are exported, and disks made from them.
//
// Obligations of every implementation (test/contract/resources): resource IDs are taken in any case; every rejection
// is a ResourceError; what does not exist is undefined when read and no error when deleted; no existing snapshot or disk
// is ever changed.

import type { OperationProgress, ResourceOperations } from './resource-operation.ts';

export type SnapshotSku = 'Standard_LRS' | 'Premium_LRS' | 'Standard_ZRS';

export interface DiskSnapshot {
  readonly id: string;
  /** Lower case, no spaces. */
  readonly location: string;
  readonly sku?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly provisioningState: string;
  readonly incremental: boolean;
  /** Of the volume, not of what is stored. */
  readonly sizeBytes?: number;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt?: number;
  /** The volume snapshot that it was exported from. */
  readonly elasticSanSnapshotId?: string;
  /** Snapshots of one chain share it, where the service tells. */
  readonly familyId?: string;
  /** Of the copy in the background. Absent where the service does not tell: then the operation's end counts. */
  readonly completionPercent?: number;
  /** The copy has failed for good: this snapshot is worth nothing. */
  readonly copyError?: { readonly code: string; readonly message: string };
}

export interface SnapshotExport {
  readonly location: string;
  readonly sku: SnapshotSku;
  readonly elasticSanSnapshotId: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface ManagedDisk {
  readonly id: string;
  readonly location: string;
  readonly sku?: string;
  readonly provisioningState: string;
  readonly sizeBytes?: number;
  /** The snapshot that it was made from. */
  readonly createdFrom?: string;
}

export interface NewDisk {
  readonly location: string;
  /** Name of a disk sku, `Premium_LRS`. */
  readonly sku: string;
  readonly zone?: string;
  readonly snapshotId: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface ManagedDisks extends ResourceOperations {
  snapshot(snapshotId: string): Promise<DiskSnapshot | undefined>;
  /** not-found where the resource group is gone. */
  snapshots(resourceGroupId: string): Promise<readonly DiskSnapshot[]>;
  /**
   * Exports a volume snapshot, incrementally. The end of the operation is not the end of the copy: until
   * `completionPercent` is absent or 100 the volume snapshot must stay. already-exists where the name belongs to a
   * snapshot of something else.
   */
  beginExport(snapshotId: string, request: SnapshotExport): Promise<OperationProgress>;
  /** Succeeds where there is none. The other snapshots of its chain stay whole. */
  beginDeleteSnapshot(snapshotId: string): Promise<OperationProgress>;

  disk(diskId: string): Promise<ManagedDisk | undefined>;
  /** already-exists where the name belongs to a disk that was not made from this snapshot. */
  beginDisk(diskId: string, disk: NewDisk): Promise<OperationProgress>;
}
