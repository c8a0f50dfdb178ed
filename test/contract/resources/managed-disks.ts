// The contract of the Managed Disks port: the export of volume snapshots, what is restored from it, and that bytes are
// what they were.

import { beforeEach, describe, expect, it } from 'vitest';
import { putVolume } from '../../../src/memory/cloud/elastic-san-rules.ts';
import { describeRestore } from './disk-snapshot-restores.ts';
import { exported, exportOf, takeSnapshot, text, write } from './exported-snapshots.ts';
import type { GetResourceWorld } from './world.ts';
import {
  diskSnapshot,
  ended,
  refusedWith,
  snapshotGroup,
  subscription,
  succeeded,
  volumeId,
  volumeSnapshot,
} from './world.ts';

const GIB = 1024 ** 3;

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
