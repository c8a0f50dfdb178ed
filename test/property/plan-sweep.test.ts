// What must hold of every plan of a sweep, whatever lies about in Azure: only our own is touched, and only what nobody
// needs any more; and what is left over of the dead is found.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SweepFacts } from '../../src/domain/elastic-san/plan-sweep.ts';
import { planSweep } from '../../src/domain/elastic-san/plan-sweep.ts';
import { snapshotName, snapshotTags } from '../../src/domain/elastic-san/snapshot-name.ts';
import { diskSnapshot, groupId, volumeId, volumeSnapshot } from '../contract/resources/world.ts';

const owner = { controlAccountId: '/subscriptions/s/storageAccounts/control', backupInstance: 'sql' };
const others = [
  { ...owner, backupInstance: 'sql-2' },
  { ...owner, controlAccountId: '/subscriptions/s/storageAccounts/other' },
];
const points = ['20261122T020000Z', '20261123T020000Z', '20261124T020000Z-0010a1b2', '20261125T020000Z'];

const names = [
  ...points.map((point) => snapshotName(owner, point)),
  ...others.flatMap((other) => points.map((point) => snapshotName(other, point))),
  // Like ours, and not ours.
  `${snapshotName(owner, points[0] ?? '')}-copy`,
  snapshotName(owner, points[0] ?? '').replace('20261122', '20261332'),
  'holdfast-keep',
  'mine',
];
const ourNames = new Map(points.map((point) => [snapshotName(owner, point), point]));

const tagSets = [
  ...points.map((point) => snapshotTags(owner, point)),
  ...others.flatMap((other) => points.map((point) => snapshotTags(other, point))),
  {},
  { 'holdfast-instance': 'sql' },
];

const facts: fc.Arbitrary<SweepFacts> = fc.record({
  owner: fc.constant(owner),
  volumeId: fc.constant(volumeId),
  volumeSnapshots: fc.uniqueArray(fc.constantFrom(...names), { maxLength: 10 }).chain((found) =>
    fc.tuple(
      ...found.map((name) =>
        fc.constantFrom(volumeId, `${groupId}/volumes/other`).map((sourceVolumeId) => ({
          id: volumeSnapshot(name),
          sourceVolumeId,
        })),
      ),
    ),
  ),
  diskSnapshots: fc
    .uniqueArray(fc.constantFrom(...names), { maxLength: 10 })
    .chain((found) =>
      fc.tuple(
        ...found.map((name) => fc.constantFrom(...tagSets).map((tags) => ({ id: diskSnapshot(name), tags }))),
      ),
    ),
  runs: fc.subarray(points).map((some) => new Set(some)),
  recoveryPoints: fc.subarray(points).map((some) => new Set(some)),
  alive: fc.subarray(points).map((some) => new Set(some)),
});

const nameOf = (id: string): string => id.slice(id.lastIndexOf('/') + 1);
const always = (holds: (given: SweepFacts) => void): void =>
  fc.assert(fc.property(facts, holds), { numRuns: 1_000 });

test('nothing is touched that is not ours', () => {
  always((given) => {
    const plan = planSweep(given);
    for (const id of plan.volumeSnapshots) {
      expect(ourNames.has(nameOf(id))).toBe(true);
      expect(given.volumeSnapshots.find((each) => each.id === id)?.sourceVolumeId).toBe(volumeId);
    }
    for (const id of plan.diskSnapshots) {
      const point = ourNames.get(nameOf(id)) ?? '';
      expect(given.diskSnapshots.find((each) => each.id === id)?.tags).toEqual(snapshotTags(owner, point));
    }
  });
});

test('nothing goes of a backup that may be at work', () => {
  always((given) => {
    const { volumeSnapshots, diskSnapshots, runs } = planSweep(given);
    const touched = [...volumeSnapshots, ...diskSnapshots].map((id) => ourNames.get(nameOf(id)) ?? '');
    expect([...touched, ...runs].filter((point) => given.alive.has(point))).toEqual([]);
  });
});

test('no recovery point loses its snapshot, nor does one of which no backup is on record', () => {
  always((given) => {
    const touched = planSweep(given).diskSnapshots.map((id) => ourNames.get(nameOf(id)) ?? '');
    expect(touched.filter((point) => given.recoveryPoints.has(point))).toEqual([]);
    expect(touched.filter((point) => !given.runs.has(point))).toEqual([]);
  });
});

test('every temporary volume snapshot of a dead backup goes, and its run stays until it is gone', () => {
  always((given) => {
    const plan = planSweep(given);
    for (const { id, sourceVolumeId } of given.volumeSnapshots) {
      const point = ourNames.get(nameOf(id));
      if (point === undefined || sourceVolumeId !== volumeId || given.alive.has(point)) continue;
      expect(plan.volumeSnapshots).toContain(id);
      expect(plan.runs).not.toContain(point);
    }
    for (const point of given.runs) {
      const left = [...plan.volumeSnapshots, ...plan.diskSnapshots].some(
        (id) => ourNames.get(nameOf(id)) === point,
      );
      if (!left && !given.alive.has(point)) expect(plan.runs).toContain(point);
    }
  });
});

test('what it leads to needs no sweep', () => {
  always((given) => {
    const plan = planSweep(given);
    const gone = new Set([...plan.volumeSnapshots, ...plan.diskSnapshots]);
    const then = {
      ...given,
      volumeSnapshots: given.volumeSnapshots.filter(({ id }) => !gone.has(id)),
      diskSnapshots: given.diskSnapshots.filter(({ id }) => !gone.has(id)),
    };
    const second = planSweep(then);
    expect([...second.volumeSnapshots, ...second.diskSnapshots]).toEqual([]);
    const left = new Set([...given.runs].filter((point) => !second.runs.includes(point)));
    expect(planSweep({ ...then, runs: left }).runs).toEqual([]);
  });
});
