// The record of a recovery point of a SAN volume: it has no manifest and no data account, it names a disk snapshot. In
// the catalogue it stands beside the records of storage accounts, told apart by version and kind.

import type { SnapshotSku } from '../elastic-san/source.ts';

export interface VolumeRecoveryPoint {
  readonly version: 2;
  readonly kind: 'elasticSanVolume';
  readonly id: string;
  readonly backupInstance: string;
  /** When the volume snapshot was asked for: the moment the point stands for, or a little before (ISO 8601, UTC). */
  readonly time: string;
  readonly completedAt: string;
  readonly trigger: 'scheduled' | 'adhoc';
  /** This and the next four as of a storage account's point: see recovery-point.ts. */
  readonly retentionTag: string;
  readonly askedTag?: string;
  readonly policyName: string;
  readonly policyVersion?: string;
  readonly previousScheduled?: string;
  readonly jobId: string;
  /** ARM resource ID of the volume. */
  readonly sourceVolumeId: string;
  /** ARM resource ID of the incremental snapshot that is restored from. */
  readonly diskSnapshotId: string;
  readonly sku: SnapshotSku;
  /** Azure region of the snapshot: the only one in which it can be restored. */
  readonly location: string;
  /** Of the volume then. A restored one has at least as many. */
  readonly sizeBytes: number;
}
