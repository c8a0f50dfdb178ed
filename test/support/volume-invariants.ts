// What holds of a SAN volume's recovery points at any moment, whatever is under way, and of all the rest when nothing is.

import { expect } from 'vitest';
import type { VolumeEngine } from './volume-engine.ts';
import { instance } from './volume-engine.ts';

/**
 * Each recovery point names a snapshot that is there and whole, but for those that are shown to nobody any more. Returns
 * the snapshots.
 */
export const pointsAreWhole = async ({
  fixture: { vault },
  cloud,
  time,
}: VolumeEngine): Promise<readonly string[]> => {
  const named: string[] = [];
  const leaving = await vault.deletions.decided(instance);
  for (const id of await vault.volumePoints.ids(instance)) {
    if (leaving.has(id)) continue;
    const point = await vault.volumePoints.get(instance, id);
    const snapshot = cloud.settled(() => cloud.diskSnapshots.get(point?.diskSnapshotId ?? ''));
    expect(snapshot, id).toMatchObject({ state: 'Succeeded', incremental: true });
    expect(snapshot?.copyError, id).toBeUndefined();
    expect(snapshot?.copiedAt, id).toBeLessThanOrEqual(time.now);
    named.push(point?.diskSnapshotId ?? '');
  }
  return named;
};

/** ARM resource IDs of all that there are, as of now. */
export const snapshotsOf = ({ cloud }: VolumeEngine) =>
  cloud.settled(() => ({
    volumeSnapshots: cloud.volumeSnapshots.all().map(({ id }) => id),
    diskSnapshots: cloud.diskSnapshots.all().map(({ id }) => id),
  }));

/** Nothing temporary is left, in Azure and in the vault. */
export const isTidy = async (engine: VolumeEngine): Promise<void> => {
  const { vault } = engine.fixture;
  expect(snapshotsOf(engine).volumeSnapshots).toEqual([]);
  expect(await vault.locks.list()).toEqual([]);
  for (const documents of [vault.runs, vault.prunes, vault.deletions])
    expect(await documents.list(instance)).toEqual([]);
};
