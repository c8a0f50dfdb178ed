// A SAN volume with a backup of ours, and snapshots beside it that are not: of other vaults and instances, by hand, under
// names or tags like ours. And the timers that tidy up after dead work.

import { snapshotName } from '../../src/domain/elastic-san/snapshot-name.ts';
import { closeAbandonedWork } from '../../src/operations/close-abandoned-work.ts';
import { sweepSnapshots } from '../../src/operations/sweep-snapshots.ts';
import { diskSnapshot, volumeId, volumeSnapshot } from '../contract/resources/world.ts';
import type { MemoryWorkflows } from './memory-workflows.ts';
import { operationsFixture } from './operations-fixture.ts';
import { controlAccountId } from './vault-fixture.ts';
import { instance, VolumeEngine } from './volume-engine.ts';

export const owner = { controlAccountId, backupInstance: instance };
export const foreign = [
  snapshotName({ ...owner, backupInstance: 'another' }, '20261122T020000Z'),
  snapshotName({ ...owner, controlAccountId: `${controlAccountId}2` }, '20261122T020000Z'),
  'holdfast-by-hand',
];

export const prepared = async (): Promise<VolumeEngine> => {
  const engine = new VolumeEngine();
  await engine.backUp();
  const disk = engine.cloud.diskSnapshots.all()[0];
  const volume = engine.cloud.volumes.get(volumeId);
  if (disk === undefined || volume === undefined) throw new Error('The first backup has left nothing');
  for (const name of foreign) {
    // Tags that say ours, under a name that is not.
    engine.cloud.diskSnapshots.put({ ...disk, id: diskSnapshot(name) });
    engine.cloud.volumeSnapshots.put({
      id: volumeSnapshot(name),
      createdAt: engine.time.now,
      state: 'Succeeded',
      sourceId: volumeId,
      sourceVolumeId: volume.volumeId,
      sourceSizeGiB: 1,
      content: volume.content.copy(),
    });
  }
  // Our name, and tags of someone else.
  const named = snapshotName(owner, '20200101T000000Z');
  engine.cloud.diskSnapshots.put({ ...disk, id: diskSnapshot(named), tags: { owner: 'ada' } });
  engine.nextDay();
  return engine;
};

/** The two timers, until the last deletion that is disturbed has been begun again, ended, and been seen to. */
export const runTimers = async (
  engine: VolumeEngine,
  workflows: MemoryWorkflows,
  rounds = 7,
): Promise<void> => {
  const { vault } = engine.fixture;
  const deps = {
    ...operationsFixture().deps,
    vault,
    storage: engine.fixture.accounts,
    resources: async () => engine.resources,
    clock: { now: () => engine.time.now },
  };
  for (let round = 0; round < rounds; round += 1) {
    engine.time.now += 30 * 60_000;
    await closeAbandonedWork(deps)(workflows);
    await sweepSnapshots(deps)(workflows);
    engine.cloud.settled(() => undefined);
  }
};

export const nameOf = (id: string): string => id.slice(id.lastIndexOf('/') + 1);
