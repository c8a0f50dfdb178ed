// The end of a deleted instance of a SAN volume: its recovery points go with their disk snapshots, and the instance when
// its backups have left nothing in Azure.

import { beforeEach, expect, test } from 'vitest';
import { instance, VolumeEngine } from '../support/volume-engine.ts';

let engine: VolumeEngine;

/** Two points, neither of which has expired. */
beforeEach(async () => {
  engine = new VolumeEngine();
  await engine.protect('P30D');
  for (let day = 0; day < 2; day += 1) {
    await engine.backUp();
    engine.nextDay();
  }
});

const markDeleted = async (): Promise<void> => {
  const stored = await engine.fixture.vault.instances.get(instance);
  if (stored === undefined) throw new Error('No instance');
  const now = new Date(engine.time.now).toISOString();
  const deletion = { deletedAt: now, purgeAt: now, requestId: 'r', purgingSince: now };
  await engine.fixture.vault.instances.put({ ...stored.document, state: 'SoftDeleted', deletion });
};

const snapshots = (): number => engine.cloud.settled(() => engine.cloud.diskSnapshots.all().length);
const isForgotten = async (): Promise<boolean> =>
  (await engine.fixture.vault.instances.get(instance)) === undefined;

test('takes every recovery point with its snapshot, and at last the instance', async () => {
  const { volumeRequests, catalogue } = engine.fixture.vault;
  const asked = { jobId: engine.input().jobId, operation: 'Restore', at: '2026-11-22T02:00:00Z' } as const;
  await volumeRequests.admit(instance, async () => ({ admitted: true, requests: [asked] }));
  await markDeleted();
  const { job } = await engine.prune();
  expect((await catalogue.page()).items.map(({ name }) => name).sort()).toEqual(
    expect.not.arrayContaining([expect.stringContaining(`/${instance}`)]),
  );
  expect(job).toMatchObject({ status: 'Completed', prune: { recoveryPoints: 2, keptRecoveryPoints: 0 } });
  expect(snapshots()).toBe(0);
  expect(await engine.fixture.vault.volumePoints.ids(instance)).toEqual([]);
  expect(await isForgotten()).toBe(true);
  expect(await engine.fixture.vault.locks.list()).toEqual([]);
});

test('waits with the instance for a point that a lock keeps', async () => {
  const [first = ''] = await engine.fixture.vault.volumePoints.ids(instance);
  const scope = (await engine.fixture.vault.volumePoints.get(instance, first))?.diskSnapshotId ?? '';
  engine.cloud.lock({ name: 'keep', level: 'CanNotDelete', scope });
  await markDeleted();
  await engine.prune();
  expect(await engine.fixture.vault.volumePoints.ids(instance)).toEqual([first]);
  expect(await isForgotten()).toBe(false);
  engine.cloud.locks.remove(`${scope}/providers/Microsoft.Authorization/locks/keep`);
  await engine.prune();
  expect(snapshots()).toBe(0);
  expect(await isForgotten()).toBe(true);
});

test('does not forget a backup that may have left snapshots in Azure', async () => {
  const { vault } = engine.fixture;
  const { recoveryPointId, jobId } = engine.input();
  const ids = { volumeSnapshotId: '/volume-snapshot', diskSnapshotId: '/disk-snapshot' };
  const key = { backupInstance: instance, recoveryPointId, jobId };
  await vault.volumePoints.openRun({ version: 2, kind: 'elasticSanVolume', ...key, ...ids });
  await markDeleted();
  await engine.prune();
  expect(await vault.volumePoints.ids(instance)).toEqual([]);
  expect(await isForgotten()).toBe(false);
  // What the sweep does when nothing of it is left.
  await vault.runs.deleteAll(key);
  await engine.prune();
  expect(await isForgotten()).toBe(true);
});

test('lets no backup begin that was asked for before', async () => {
  await markDeleted();
  const { job, point } = await engine.backUp();
  expect(job).toMatchObject({ status: 'Failed', errors: [{ code: 'UserErrorInvalidRequest' }] });
  expect(point).toBeUndefined();
  expect(engine.cloud.volumeSnapshots.all()).toEqual([]);
  expect(await engine.fixture.vault.locks.list()).toEqual([]);
});
