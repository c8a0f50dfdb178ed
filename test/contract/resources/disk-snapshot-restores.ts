// The contract of restores from disk snapshots, through both ports: as a new volume and as a disk, with the bytes that were.

import { expect, it } from 'vitest';
import { deleteVolume } from '../../../src/memory/cloud/elastic-san-rules.ts';
import { exported, text, write } from './exported-snapshots.ts';
import type { GetResourceWorld } from './world.ts';
import { disk, diskSnapshot, ended, groupId, refusedWith, sanId, succeeded, volumeId } from './world.ts';

const GIB = 1024 ** 3;

export const describeRestore = (getWorld: GetResourceWorld): void => {
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
