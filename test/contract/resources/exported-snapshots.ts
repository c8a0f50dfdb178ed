// What the contracts of exports and of restores begin with: a volume with known bytes, its snapshot, and the export of that.

import type { SnapshotExport } from '../../../src/ports/managed-disks.ts';
import type { ResourceWorld } from './world.ts';
import { diskSnapshot, succeeded, volumeId, volumeSnapshot } from './world.ts';

export const text = (value: string): Uint8Array => new TextEncoder().encode(value);

export const write = ({ cloud }: ResourceWorld, offset: number, value: string): void => {
  const volume = cloud.volumes.get(volumeId);
  if (volume === undefined) throw new Error('The volume is gone');
  volume.content.write(offset, text(value));
};

export const exportOf = (name: string): SnapshotExport => ({
  location: 'westeurope',
  sku: 'Standard_LRS',
  elasticSanSnapshotId: volumeSnapshot(name),
  tags: { 'holdfast-vault': 'vault', slot: '20261125T080000Z' },
});

export const takeSnapshot = async (world: ResourceWorld, name: string): Promise<void> =>
  succeeded(world, world.elasticSans, await world.elasticSans.beginSnapshot(volumeSnapshot(name), volumeId));

/** A volume snapshot and its export, copied to the end. */
export const exported = async (world: ResourceWorld, name: string): Promise<void> => {
  await takeSnapshot(world, name);
  const { managedDisks, advance } = world;
  await succeeded(world, managedDisks, await managedDisks.beginExport(diskSnapshot(name), exportOf(name)));
  advance(60_000);
};
