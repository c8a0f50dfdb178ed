// The contract of the Managed Disks port: the export of volume snapshots, what is restored from it, and that bytes are
// what they were.

import { beforeEach, describe, expect, it } from 'vitest';
import { deleteVolume, putVolume } from '../../../src/memory/cloud/elastic-san-rules.ts';
import type { SnapshotExport } from '../../../src/ports/managed-disks.ts';
import type { GetResourceWorld, ResourceWorld } from './world.ts';
import {
  disk,
  diskSnapshot,
  ended,
  groupId,
  refusedWith,
  sanId,
  snapshotGroup,
  subscription,
  succeeded,
  volumeId,
  volumeSnapshot,
} from './world.ts';

const GIB = 1024 ** 3;
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

const write = ({ cloud }: ResourceWorld, offset: number, value: string): void => {
  const volume = cloud.volumes.get(volumeId);
  if (volume === undefined) throw new Error('The volume is gone');
  volume.content.write(offset, text(value));
};

const exportOf = (name: string): SnapshotExport => ({
  location: 'westeurope',
  sku: 'Standard_LRS',
  elasticSanSnapshotId: volumeSnapshot(name),
  tags: { 'holdfast-vault': 'vault', slot: '20261125T080000Z' },
});

const takeSnapshot = async (world: ResourceWorld, name: string): Promise<void> =>
  succeeded(world, world.elasticSans, await world.elasticSans.beginSnapshot(volumeSnapshot(name), volumeId));

/** A volume snapshot and its export, copied to the end. */
const exported = async (world: ResourceWorld, name: string): Promise<void> => {
  await takeSnapshot(world, name);
  const { managedDisks, advance } = world;
  await succeeded(world, managedDisks, await managedDisks.beginExport(diskSnapshot(name), exportOf(name)));
  advance(60_000);
};

const describeExport = (getWorld: GetResourceWorld): void => {
  it('makes an incremental snapshot with our tags, whose copy goes on after its operation', async () => {
    const world = getWorld();
    const { managedDisks, advance } = world;
    await takeSnapshot(world, 'a');
    const begun = await managedDisks.beginExport(diskSnapshot('a'), exportOf('a'));
    await succeeded(world, managedDisks, begun);
    const copying = await managedDisks.snapshot(diskSnapshot('a'));
    expect(copying).toMatchObject({
      id: diskSnapshot('a'),
      location: 'westeurope',
      sku: 'Standard_LRS',
      tags: { 'holdfast-vault': 'vault', slot: '20261125T080000Z' },
      provisioningState: 'Succeeded',
      incremental: true,
      sizeBytes: GIB,
      elasticSanSnapshotId: volumeSnapshot('a'),
    });
    expect(copying?.completionPercent).toBeLessThan(100);
    advance(60_000);
    const copied = await managedDisks.snapshot(diskSnapshot('a'));
    expect(copied?.completionPercent).toBe(100);
    expect(copied?.copyError).toBeUndefined();
    expect(await managedDisks.snapshots(snapshotGroup)).toEqual([copied]);
  });

  it('begun twice is one', async () => {
    const world = getWorld();
    const { managedDisks, cloud } = world;
    await takeSnapshot(world, 'a');
    const first = await managedDisks.beginExport(diskSnapshot('a'), exportOf('a'));
    const second = await managedDisks.beginExport(diskSnapshot('a'), exportOf('a'));
    await succeeded(world, managedDisks, first);
    await succeeded(world, managedDisks, second);
    expect(cloud.diskSnapshots.all()).toHaveLength(1);
  });

  it('never takes the name of a snapshot of something else', async () => {
    const world = getWorld();
    const { managedDisks } = world;
    await exported(world, 'a');
    await takeSnapshot(world, 'b');
    await expect(managedDisks.beginExport(diskSnapshot('a'), exportOf('b'))).rejects.toEqual(
      refusedWith('already-exists', { transient: false }),
    );
    expect(await managedDisks.snapshot(diskSnapshot('a'))).toMatchObject({
      elasticSanSnapshotId: volumeSnapshot('a'),
    });
  });

  it('keeps its source from being deleted while it runs', async () => {
    const world = getWorld();
    const { managedDisks, elasticSans } = world;
    await takeSnapshot(world, 'a');
    const begun = await managedDisks.beginExport(diskSnapshot('a'), exportOf('a'));
    await expect(elasticSans.beginDeleteSnapshot(volumeSnapshot('a'))).rejects.toEqual(
      refusedWith('conflict', { transient: true }),
    );
    await succeeded(world, managedDisks, begun);
  });

  it('fails for good where its source goes before the copy is complete', async () => {
    const world = getWorld();
    const { managedDisks, elasticSans, advance } = world;
    await takeSnapshot(world, 'a');
    await succeeded(world, managedDisks, await managedDisks.beginExport(diskSnapshot('a'), exportOf('a')));
    await succeeded(world, elasticSans, await elasticSans.beginDeleteSnapshot(volumeSnapshot('a')));
    advance(60_000);
    expect((await managedDisks.snapshot(diskSnapshot('a')))?.copyError?.code).toBe('CopySourceNotFound');
  });

  it('shows a copy that has failed', async () => {
    const world = getWorld();
    world.cloud.disturb({ action: 'createDiskSnapshot', what: 'copy-error' });
    await exported(world, 'a');
    const snapshot = await world.managedDisks.snapshot(diskSnapshot('a'));
    expect(snapshot?.copyError).toMatchObject({ code: 'CopySourceNotFound' });
  });

  it('ends with the failure that the service tells', async () => {
    const world = getWorld();
    const { managedDisks, cloud } = world;
    await takeSnapshot(world, 'a');
    cloud.disturb({ action: 'createDiskSnapshot', what: 'fail' });
    const begun = await managedDisks.beginExport(diskSnapshot('a'), exportOf('a'));
    expect(await ended(world, managedDisks, begun)).toMatchObject({
      status: 'failed',
      failure: { serviceCode: 'InternalServerError' },
    });
  });

  it('is refused in another region, without its source, or over the quota', async () => {
    const world = getWorld();
    const { managedDisks, cloud } = world;
    await takeSnapshot(world, 'a');
    await expect(
      managedDisks.beginExport(diskSnapshot('a'), { ...exportOf('a'), location: 'northeurope' }),
    ).rejects.toEqual(refusedWith('invalid-request'));
    await expect(managedDisks.beginExport(diskSnapshot('a'), exportOf('none'))).rejects.toEqual(
      refusedWith('not-found'),
    );
    await expect(
      managedDisks.beginExport(
        `${subscription}/resourceGroups/none/providers/Microsoft.Compute/snapshots/a`,
        exportOf('a'),
      ),
    ).rejects.toEqual(refusedWith('not-found', { serviceCode: 'ResourceGroupNotFound' }));
    cloud.change({ diskSnapshotQuota: 0 });
    await expect(managedDisks.beginExport(diskSnapshot('a'), exportOf('a'))).rejects.toEqual(
      refusedWith('quota-exceeded', { transient: false }),
    );
  });

  it('stores what has changed since the one before, and all of it after the volume has grown', async () => {
    const world = getWorld();
    const { cloud, advance } = world;
    const stored = (name: string) => cloud.diskSnapshots.get(diskSnapshot(name))?.storedBytes;
    write(world, 0, 'first');
    write(world, 100_000, 'second');
    await exported(world, 'a');
    expect(stored('a')).toBe(2 * 4096);
    write(world, 3, 'changed');
    await exported(world, 'b');
    expect(stored('b')).toBe(4096);
    await exported(world, 'c');
    expect(stored('c')).toBe(0);
    putVolume(cloud, volumeId, { sizeGiB: 2 });
    advance(60_000);
    await exported(world, 'd');
    expect(stored('d')).toBe(2 * 4096);
  });
};

const describeDeletion = (getWorld: GetResourceWorld): void => {
  it('of one of a chain leaves the others whole', async () => {
    const world = getWorld();
    const { managedDisks, cloud } = world;
    write(world, 0, 'one');
    await exported(world, 'a');
    write(world, 8_192, 'two');
    await exported(world, 'b');
    await succeeded(world, managedDisks, await managedDisks.beginDeleteSnapshot(diskSnapshot('a')));
    expect(await managedDisks.snapshot(diskSnapshot('a'))).toBeUndefined();
    const content = cloud.diskSnapshots.get(diskSnapshot('b'))?.content;
    expect(content?.read(0, 3)).toEqual(text('one'));
    expect(content?.read(8_192, 3)).toEqual(text('two'));
  });

  it('of what is gone succeeds', async () => {
    const world = getWorld();
    const begun = await world.managedDisks.beginDeleteSnapshot(diskSnapshot('none'));
    await succeeded(world, world.managedDisks, begun);
  });

  it('is refused under a lock on the group or the subscription', async () => {
    const world = getWorld();
    const { managedDisks, cloud } = world;
    await exported(world, 'a');
    cloud.lock({ name: 'all', level: 'CanNotDelete', scope: subscription });
    await expect(managedDisks.beginDeleteSnapshot(diskSnapshot('a'))).rejects.toEqual(
      refusedWith('scope-locked', { transient: false, message: expect.stringContaining(subscription) }),
    );
    expect((await managedDisks.snapshot(diskSnapshot('a')))?.provisioningState).toBe('Succeeded');
  });
};

const describeRestore = (getWorld: GetResourceWorld): void => {
  const target = `${groupId}/volumes/restored`;

  it('makes a volume with the same bytes, also when its source is gone', async () => {
    const world = getWorld();
    const { elasticSans, cloud, advance } = world;
    write(world, 5_000, 'what was');
    await exported(world, 'a');
    write(world, 5_000, 'what is!');
    deleteVolume(cloud, volumeId, { withSnapshots: true });
    advance(60_000);
    const check = await elasticSans.beginPreRestore(groupId, diskSnapshot('a'));
    expect(await ended(world, elasticSans, check)).toEqual({ status: 'succeeded', verdict: 'Success' });
    const volume = { sizeGiB: 2, diskSnapshotId: diskSnapshot('a') };
    const begun = await elasticSans.beginVolume(target, volume);
    await succeeded(world, elasticSans, begun);
    expect(await elasticSans.volume(target)).toMatchObject({
      sizeGiB: 2,
      provisioningState: 'Succeeded',
      createdFrom: diskSnapshot('a'),
    });
    expect(cloud.volumes.get(target)?.content.read(5_000, 8)).toEqual(text('what was'));
    // A repeated activity finds its own.
    await succeeded(world, elasticSans, await elasticSans.beginVolume(target, volume));
  });

  it('overwrites no volume', async () => {
    const world = getWorld();
    const { elasticSans } = world;
    write(world, 0, 'mine');
    await exported(world, 'a');
    for (const sizeGiB of [1, 2]) {
      await expect(
        elasticSans.beginVolume(volumeId, { sizeGiB, diskSnapshotId: diskSnapshot('a') }),
      ).rejects.toEqual(refusedWith('already-exists', { transient: false }));
    }
    expect((await elasticSans.volume(volumeId))?.sizeGiB).toBe(1);
    await succeeded(
      world,
      elasticSans,
      await elasticSans.beginVolume(target, { sizeGiB: 1, diskSnapshotId: diskSnapshot('a') }),
    );
    await expect(
      elasticSans.beginVolume(target, { sizeGiB: 2, diskSnapshotId: diskSnapshot('a') }),
    ).rejects.toEqual(refusedWith('already-exists'));
    expect((await elasticSans.volume(target))?.sizeGiB).toBe(1);
  });

  it('is refused where it does not fit, or too small', async () => {
    const world = getWorld();
    const { elasticSans } = world;
    await exported(world, 'a');
    await expect(
      elasticSans.beginVolume(target, { sizeGiB: 1024, diskSnapshotId: diskSnapshot('a') }),
    ).rejects.toEqual(refusedWith('quota-exceeded', { transient: false }));
    await expect(
      elasticSans.beginVolume(target, { sizeGiB: 0, diskSnapshotId: diskSnapshot('a') }),
    ).rejects.toEqual(refusedWith('invalid-request'));
    await expect(
      elasticSans.beginVolume(target, { sizeGiB: 1, diskSnapshotId: diskSnapshot('none') }),
    ).rejects.toEqual(refusedWith('not-found'));
    expect(await elasticSans.volume(target)).toBeUndefined();
  });

  it('of a snapshot in another region is refused beforehand and then', async () => {
    const world = getWorld();
    const { elasticSans, cloud } = world;
    await exported(world, 'a');
    const far = `${sanId}-far`;
    cloud.sans.put({ id: far, location: 'northeurope', sku: 'Premium_LRS', totalSizeTiB: 1 });
    cloud.volumeGroups.put({ id: `${far}/volumegroups/data`, encryption: 'EncryptionAtRestWithPlatformKey' });
    await expect(elasticSans.beginPreRestore(`${far}/volumegroups/data`, diskSnapshot('a'))).rejects.toEqual(
      refusedWith('invalid-request'),
    );
    await expect(
      elasticSans.beginVolume(`${far}/volumegroups/data/volumes/restored`, {
        sizeGiB: 1,
        diskSnapshotId: diskSnapshot('a'),
      }),
    ).rejects.toEqual(refusedWith('invalid-request'));
  });

  it('makes a disk with the same bytes, and overwrites none', async () => {
    const world = getWorld();
    const { managedDisks, cloud } = world;
    write(world, 4_090, 'over the edge');
    await exported(world, 'a');
    const request = {
      location: 'westeurope',
      sku: 'Premium_LRS',
      zone: '1',
      snapshotId: diskSnapshot('a'),
      tags: { 'holdfast-vault': 'vault' },
    };
    await succeeded(world, managedDisks, await managedDisks.beginDisk(disk('restored'), request));
    expect(await managedDisks.disk(disk('restored'))).toMatchObject({
      id: disk('restored'),
      location: 'westeurope',
      sku: 'Premium_LRS',
      provisioningState: 'Succeeded',
      sizeBytes: GIB,
      createdFrom: diskSnapshot('a'),
    });
    expect(cloud.disks.get(disk('restored'))?.content.read(4_090, 13)).toEqual(text('over the edge'));
    await exported(world, 'b');
    await expect(
      managedDisks.beginDisk(disk('restored'), { ...request, snapshotId: diskSnapshot('b') }),
    ).rejects.toEqual(refusedWith('already-exists'));
    expect(await managedDisks.disk(disk('none'))).toBeUndefined();
  });
};

export const describeManagedDisks = (getWorld: GetResourceWorld): void => {
  beforeEach(() => {
    const { cloud, advance } = getWorld();
    putVolume(cloud, volumeId, { sizeGiB: 1 });
    advance(60_000);
  });
  describe('an export', () => describeExport(getWorld));
  describe('the deletion of a disk snapshot', () => describeDeletion(getWorld));
  describe('a restore', () => describeRestore(getWorld));
};
