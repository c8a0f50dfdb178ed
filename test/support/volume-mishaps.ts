// What goes wrong in the life of a SAN volume, drawn by chance, and what must hold when the timers have tidied up after it.

import fc from 'fast-check';
import { expect } from 'vitest';
import { recoveryPointOfSnapshot } from '../../src/domain/elastic-san/snapshot-name.ts';
import type { Action } from '../../src/memory/cloud/records.ts';
import { foreign, nameOf, owner } from './foreign-snapshots.ts';
import type { ActivityHook, VolumeEngine } from './volume-engine.ts';
import { instance } from './volume-engine.ts';
import { snapshotsOf } from './volume-invariants.ts';

/** Of a workflow that is not heard of again after one of its first so many calls. */
export const aDeath = (calls: number) => ({
  diesAt: fc.option(fc.integer({ min: 1, max: calls }), { nil: undefined }),
  when: fc.constantFrom<'before' | 'after'>('before', 'after'),
});

interface Death {
  readonly diesAt: number | undefined;
  readonly when: 'before' | 'after';
}

export const dying =
  ({ diesAt, when }: Death): ActivityHook =>
  ({ number }) => {
    if (diesAt === undefined || number < diesAt) return undefined;
    return number === diesAt ? when : 'before';
  };

/** One of these actions, or one of a backup's, goes wrong in Azure. */
export const aDisturbance = (...others: readonly Action[]) =>
  fc.option(
    fc.record({
      action: fc.constantFrom<Action>(
        'createVolumeSnapshot',
        'deleteVolumeSnapshot',
        'createDiskSnapshot',
        'deleteDiskSnapshot',
        'preBackup',
        ...others,
      ),
      what: fc.constantFrom<'fail' | 'copy-error'>('fail', 'copy-error'),
    }),
    { nil: undefined },
  );

/** Each recovery point's snapshot, and what is not ours, and nothing else. */
export const onlyPointsAreLeft = async (engine: VolumeEngine): Promise<void> => {
  const { vault } = engine.fixture;
  const { volumeSnapshots, diskSnapshots } = snapshotsOf(engine);
  expect(volumeSnapshots.map(nameOf).sort()).toEqual([...foreign].sort());
  const points = await vault.volumePoints.ids(instance);
  const ours = diskSnapshots.flatMap((id) => recoveryPointOfSnapshot(owner, nameOf(id)) ?? []);
  expect(ours.sort()).toEqual(['20200101T000000Z', ...points]);
  expect(diskSnapshots.map(nameOf)).toEqual(expect.arrayContaining([...foreign]));
  expect(await vault.runs.list(instance)).toEqual([]);
  expect(await vault.locks.list()).toEqual([]);
};
