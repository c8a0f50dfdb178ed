// What a backup of a SAN volume is told: which volume, and where its snapshots go.

export type SnapshotSku = 'Standard_LRS' | 'Standard_ZRS';

export interface VolumeSource {
  /** ARM resource ID of the volume. */
  readonly volumeId: string;
  /** ARM resource ID; in the volume's subscription. */
  readonly snapshotResourceGroupId: string;
  readonly sku: SnapshotSku;
}
