// The contract of the Elastic SAN port: what is read, snapshots inside the SAN, and checks beforehand.

import { beforeEach, describe, expect, it } from 'vitest';
import { putVolume } from '../../../src/memory/cloud/elastic-san-rules.ts';
import type { GetResourceWorld } from './world.ts';
import {
  diskSnapshot,
  ended,
  groupId,
  refusedWith,
  runningState,
  sanGroup,
  sanId,
  snapshotGroup,
  succeeded,
  volumeId,
  volumeSnapshot,
} from './world.ts';

export const describeElasticSans = (getWorld: GetResourceWorld): void => {
  beforeEach(() => {
    const { cloud, advance } = getWorld();
    putVolume(cloud, volumeId, { sizeGiB: 1 });
    advance(60_000);
  });

  describe('reading', () => {
    it('tells of the SAN, the group and the volume', async () => {
      const { elasticSans } = getWorld();
      expect(await elasticSans.san(sanId)).toEqual({
        id: sanId,
        location: 'westeurope',
        zoneRedundant: false,
        totalSizeGiB: 1024,
        volumeSizeGiB: 1,
        provisioningState: 'Succeeded',
      });
      expect(await elasticSans.volumeGroup(groupId)).toEqual({
        id: groupId,
        provisioningState: 'Succeeded',
        customerManagedKey: false,
      });
      const volume = await elasticSans.volume(volumeId);
      expect(volume).toMatchObject({ id: volumeId, sizeGiB: 1, provisioningState: 'Succeeded' });
      expect(volume?.volumeId).toMatch(/^[0-9a-f-]{36}$/);
      expect(await elasticSans.volumes(groupId)).toEqual([volume]);
    });

    it('takes IDs in any case', async () => {
      const { elasticSans } = getWorld();
      expect((await elasticSans.san(sanId.toUpperCase()))?.location).toBe('westeurope');
      // Names of volumes have a case, but the service forgets it.
      expect((await elasticSans.volume(`${groupId.toUpperCase()}/Volumes/sql`))?.sizeGiB).toBe(1);
    });

    it('answers undefined for what does not exist', async () => {
      const { elasticSans } = getWorld();
      expect(await elasticSans.san(`${sanId}2`)).toBeUndefined();
      expect(await elasticSans.volumeGroup(`${groupId}2`)).toBeUndefined();
      expect(await elasticSans.volume(`${volumeId}2`)).toBeUndefined();
      expect(await elasticSans.volume(`${sanId}2/volumegroups/data/volumes/sql`)).toBeUndefined();
      expect(await elasticSans.snapshot(volumeSnapshot('none'))).toBeUndefined();
    });

    it('lists nothing of a group that is gone', async () => {
      const { elasticSans } = getWorld();
      await expect(elasticSans.volumes(`${groupId}2`)).rejects.toEqual(refusedWith('not-found'));
      await expect(elasticSans.snapshots(`${groupId}2`)).rejects.toEqual(refusedWith('not-found'));
    });
  });

  describe('snapshots of volumes', () => {
    it('are made by an operation that any process may resume', async () => {
      const world = getWorld();
      const { elasticSans, advance } = world;
      const begun = await elasticSans.beginSnapshot(volumeSnapshot('one'), volumeId);
      const state = runningState(begun);
      expect(state.length).toBeLessThan(8_000);
      expect(await elasticSans.poll(state)).toMatchObject({ status: 'running' });
      advance(60_000);
      // The same state twice: as a repeated activity would.
      expect(await elasticSans.poll(state)).toEqual({ status: 'succeeded' });
      expect(await elasticSans.poll(state)).toEqual({ status: 'succeeded' });
      const snapshot = await elasticSans.snapshot(volumeSnapshot('one'));
      expect(snapshot).toMatchObject({
        id: volumeSnapshot('one'),
        sourceVolumeId: volumeId,
        volumeName: 'sql',
        sourceSizeGiB: 1,
        provisioningState: 'Succeeded',
      });
      expect(snapshot?.createdAt).toBeLessThanOrEqual(world.cloud.clock.now());
    });

    it('tells how long the service asks to be left alone', async () => {
      const { elasticSans } = getWorld();
      const begun = await elasticSans.beginSnapshot(volumeSnapshot('one'), volumeId);
      expect(begun).toMatchObject({ status: 'running', retryAfterMs: 1_000 });
      expect(await elasticSans.poll(runningState(begun))).toMatchObject({ retryAfterMs: 1_000 });
    });

    it('begun twice are one', async () => {
      const world = getWorld();
      const { elasticSans, cloud } = world;
      const first = await elasticSans.beginSnapshot(volumeSnapshot('one'), volumeId);
      const second = await elasticSans.beginSnapshot(volumeSnapshot('one'), volumeId);
      await succeeded(world, elasticSans, first);
      await succeeded(world, elasticSans, second);
      await succeeded(world, elasticSans, await elasticSans.beginSnapshot(volumeSnapshot('one'), volumeId));
      expect(cloud.takenSnapshots(volumeId)).toHaveLength(1);
    });

    it('are listed by volume', async () => {
      const world = getWorld();
      const { elasticSans, cloud, advance } = world;
      putVolume(cloud, `${groupId}/volumes/logs`, { sizeGiB: 1 });
      advance(60_000);
      await succeeded(world, elasticSans, await elasticSans.beginSnapshot(volumeSnapshot('a'), volumeId));
      await succeeded(
        world,
        elasticSans,
        await elasticSans.beginSnapshot(volumeSnapshot('b'), `${groupId}/volumes/logs`),
      );
      const names = async (volume?: string) =>
        (await elasticSans.snapshots(groupId, volume)).map(({ volumeName }) => volumeName).sort();
      expect(await names()).toEqual(['logs', 'sql']);
      expect(await names('sql')).toEqual(['sql']);
      expect(await names('none')).toEqual([]);
    });

    it('never take the name of one of another volume', async () => {
      const world = getWorld();
      const { elasticSans, cloud, advance } = world;
      putVolume(cloud, `${groupId}/volumes/logs`, { sizeGiB: 1 });
      advance(60_000);
      await succeeded(world, elasticSans, await elasticSans.beginSnapshot(volumeSnapshot('a'), volumeId));
      await expect(elasticSans.beginSnapshot(volumeSnapshot('a'), `${groupId}/volumes/logs`)).rejects.toEqual(
        refusedWith('already-exists', { transient: false }),
      );
      expect((await elasticSans.snapshot(volumeSnapshot('a')))?.sourceVolumeId).toBe(volumeId);
    });

    it('are refused where there is no volume, or no such name', async () => {
      const { elasticSans } = getWorld();
      await expect(elasticSans.beginSnapshot(volumeSnapshot('a'), `${volumeId}2`)).rejects.toEqual(
        refusedWith('not-found'),
      );
      await expect(elasticSans.beginSnapshot(volumeSnapshot('Upper-Case'), volumeId)).rejects.toEqual(
        refusedWith('invalid-request', { transient: false }),
      );
    });

    it('are seven in five minutes at most, deleted ones counted', async () => {
      const world = getWorld();
      const { elasticSans, advance } = world;
      for (let n = 1; n <= 7; n += 1) {
        await succeeded(
          world,
          elasticSans,
          await elasticSans.beginSnapshot(volumeSnapshot(`s${n}`), volumeId),
        );
      }
      await succeeded(world, elasticSans, await elasticSans.beginDeleteSnapshot(volumeSnapshot('s1')));
      await expect(elasticSans.beginSnapshot(volumeSnapshot('s8'), volumeId)).rejects.toEqual(
        refusedWith('throttled', { transient: true }),
      );
      advance(5 * 60_000);
      await succeeded(world, elasticSans, await elasticSans.beginSnapshot(volumeSnapshot('s8'), volumeId));
    });

    it('are two hundred of a volume at most', async () => {
      const world = getWorld();
      const { elasticSans, cloud, advance } = world;
      await succeeded(world, elasticSans, await elasticSans.beginSnapshot(volumeSnapshot('s0'), volumeId));
      const one = cloud.volumeSnapshots.get(volumeSnapshot('s0'));
      if (one === undefined) throw new Error('There is no snapshot');
      for (let n = 1; n < 200; n += 1) cloud.volumeSnapshots.put({ ...one, id: volumeSnapshot(`s${n}`) });
      advance(10 * 60_000);
      await expect(elasticSans.beginSnapshot(volumeSnapshot('s200'), volumeId)).rejects.toEqual(
        refusedWith('quota-exceeded', { transient: false }),
      );
    });

    it('end with the failure that the service tells, and can be begun again', async () => {
      const world = getWorld();
      const { elasticSans, cloud } = world;
      cloud.disturb({ action: 'createVolumeSnapshot', what: 'fail' });
      const begun = await elasticSans.beginSnapshot(volumeSnapshot('a'), volumeId);
      const end = await ended(world, elasticSans, begun);
      expect(end).toMatchObject({ status: 'failed', failure: { serviceCode: 'InternalServerError' } });
      expect((await elasticSans.snapshot(volumeSnapshot('a')))?.provisioningState).toBe('Failed');
      await succeeded(world, elasticSans, await elasticSans.beginSnapshot(volumeSnapshot('a'), volumeId));
    });

    it('stay running where the operation hangs', async () => {
      const { elasticSans, cloud, advance } = getWorld();
      cloud.disturb({ action: 'createVolumeSnapshot', what: 'hang' });
      const state = runningState(await elasticSans.beginSnapshot(volumeSnapshot('a'), volumeId));
      advance(24 * 3_600_000);
      expect(await elasticSans.poll(state)).toMatchObject({ status: 'running' });
    });

    it('are deleted once, and deleting what is gone succeeds', async () => {
      const world = getWorld();
      const { elasticSans } = world;
      await succeeded(world, elasticSans, await elasticSans.beginSnapshot(volumeSnapshot('a'), volumeId));
      await succeeded(world, elasticSans, await elasticSans.beginDeleteSnapshot(volumeSnapshot('a')));
      expect(await elasticSans.snapshot(volumeSnapshot('a'))).toBeUndefined();
      await succeeded(world, elasticSans, await elasticSans.beginDeleteSnapshot(volumeSnapshot('a')));
    });

    it('are not deleted under a lock, which is named', async () => {
      const world = getWorld();
      const { elasticSans, cloud } = world;
      await succeeded(world, elasticSans, await elasticSans.beginSnapshot(volumeSnapshot('a'), volumeId));
      cloud.lock({ name: 'keep', level: 'CanNotDelete', scope: sanGroup });
      await expect(elasticSans.beginDeleteSnapshot(volumeSnapshot('a'))).rejects.toEqual(
        refusedWith('scope-locked', {
          transient: false,
          serviceCode: 'ScopeLocked',
          message: expect.stringContaining(sanGroup),
        }),
      );
    });

    it('are not made under a lock against writing', async () => {
      const { elasticSans, cloud } = getWorld();
      cloud.lock({ name: 'frozen', level: 'ReadOnly', scope: sanGroup });
      await expect(elasticSans.beginSnapshot(volumeSnapshot('a'), volumeId)).rejects.toEqual(
        refusedWith('scope-locked'),
      );
    });
  });

  describe('operations', () => {
    it('that the service has forgotten are not found', async () => {
      const { elasticSans, cloud, advance } = getWorld();
      const state = runningState(await elasticSans.beginSnapshot(volumeSnapshot('a'), volumeId));
      advance(60_000);
      cloud.settle();
      for (const { id } of cloud.operations.all()) cloud.operations.remove(id);
      await expect(elasticSans.poll(state)).rejects.toEqual(refusedWith('not-found'));
      expect((await elasticSans.snapshot(volumeSnapshot('a')))?.provisioningState).toBe('Succeeded');
    });
  });

  describe('the check before a backup', () => {
    it('says that a volume can be backed up', async () => {
      const world = getWorld();
      const begun = await world.elasticSans.beginPreBackup(groupId, 'sql');
      expect(await ended(world, world.elasticSans, begun)).toEqual({
        status: 'succeeded',
        verdict: 'Success',
      });
    });

    it('knows a missing volume from a missing check', async () => {
      const { elasticSans } = getWorld();
      await expect(elasticSans.beginPreBackup(groupId, 'none')).rejects.toEqual(refusedWith('not-found'));
    });

    it('is kept back by a lock against writing, as each POST is', async () => {
      const { elasticSans, cloud } = getWorld();
      cloud.lock({ name: 'frozen', level: 'ReadOnly', scope: sanGroup });
      await expect(elasticSans.beginPreBackup(groupId, 'sql')).rejects.toEqual(refusedWith('scope-locked'));
    });
  });

  describe('a region without the checks', () => {
    beforeEach(() => {
      getWorld().cloud.change({ preValidation: false });
    });

    it('refuses them as unknown', async () => {
      const { elasticSans } = getWorld();
      await expect(elasticSans.beginPreBackup(groupId, 'sql')).rejects.toEqual(
        refusedWith('unknown-operation'),
      );
      await expect(elasticSans.beginPreRestore(groupId, diskSnapshot('a'))).rejects.toEqual(
        refusedWith('unknown-operation', { transient: false }),
      );
    });

    it('does everything else', async () => {
      const world = getWorld();
      await succeeded(
        world,
        world.elasticSans,
        await world.elasticSans.beginSnapshot(volumeSnapshot('a'), volumeId),
      );
      expect(await world.managedDisks.snapshots(snapshotGroup)).toEqual([]);
    });
  });
};
