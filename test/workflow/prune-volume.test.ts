// Pruning the recovery points of a SAN volume: what has expired goes with its snapshot, what is locked or in use stays.

import { beforeEach, describe, expect, test } from 'vitest';
import { jobIdFor } from '../../src/domain/job/job-id.ts';
import { resourceError } from '../../src/ports/resource-error.ts';
import { snapshotGroup } from '../contract/resources/world.ts';
import { instance, VolumeEngine } from '../support/volume-engine.ts';
import { isTidy } from '../support/volume-invariants.ts';

let engine: VolumeEngine;
let points: readonly string[];

/** Three daily points, of which the first two have expired. */
beforeEach(async () => {
  engine = new VolumeEngine();
  await engine.protect('P1D');
  const made: string[] = [];
  for (let day = 0; day < 3; day += 1) {
    made.push((await engine.backUp()).id);
    engine.nextDay();
  }
  points = made;
});

const standing = () => engine.fixture.vault.volumePoints.ids(instance);
const snapshots = () => engine.cloud.settled(() => engine.cloud.diskSnapshots.all().length);
test('tags and the scheduled point before are recorded', async () => {
  const point = await engine.fixture.vault.volumePoints.get(instance, points[1] ?? '');
  expect(point).toMatchObject({ retentionTag: 'Default', policyVersion: '1', previousScheduled: points[0] });
});

describe('a prune', () => {
  test('deletes what has expired, snapshot and record, and never the last good point', async () => {
    const dry = await engine.prune({ dryRun: true });
    expect(dry.job).toMatchObject({ status: 'Completed', prune: { dryRun: true, recoveryPoints: 2 } });
    expect(await standing()).toEqual(points);
    const { job } = await engine.prune();
    expect(job).toMatchObject({
      status: 'Completed',
      errors: [],
      warnings: [],
      prune: { recoveryPoints: 2, keptRecoveryPoints: 1 },
    });
    expect(await standing()).toEqual(points.slice(2));
    expect(snapshots()).toBe(1);
    await isTidy(engine);
    engine.nextDay();
    await engine.prune();
    expect(await standing()).toEqual(points.slice(2));
  });

  test('leaves what a restore reads', async () => {
    const key = { backupInstance: instance, recoveryPointId: points[0] ?? '' };
    await engine.fixture.vault.pins.add({
      ...key,
      jobId: jobIdFor(engine.time.now, 'restore'),
      orchestrationId: 'o',
      since: 's',
    });
    await engine.prune();
    expect(await standing()).toEqual([points[0], points[2]]);
    expect(snapshots()).toBe(2);
  });

  test('leaves what a lock keeps, with its name, goes on, and deletes it once the lock is gone', async () => {
    const first = await engine.fixture.vault.volumePoints.get(instance, points[0] ?? '');
    const scope = first?.diskSnapshotId ?? '';
    engine.cloud.lock({ name: 'keep', level: 'CanNotDelete', scope });
    const { job } = await engine.prune();
    expect(job).toMatchObject({
      status: 'CompletedWithWarnings',
      prune: { recoveryPoints: 1, blocked: 1 },
    });
    expect(job.warnings[0]).toMatchObject({ code: 'DeletionBlockedByLock', count: 1 });
    expect(job.warnings[0]?.examples[0]).toContain('the lock keep on');
    expect(await standing()).toEqual([points[0], points[2]]);
    const { blocked } = (await engine.fixture.vault.pruning.get(instance)) ?? {};
    expect(blocked?.blobs[0]).toMatchObject({ reason: 'lock', container: snapshotGroup });
    await isTidy(engine);
    engine.cloud.locks.remove(`${scope}/providers/Microsoft.Authorization/locks/keep`);
    await engine.prune();
    expect(await standing()).toEqual([points[2]]);
    expect((await engine.fixture.vault.pruning.get(instance))?.blocked).toMatchObject({ count: 0 });
  });

  test('takes the record too where a deletion that is reported as failed has had its effect', async () => {
    let told = 0;
    engine.ports = ({ method }) => {
      // By the next look at it, Azure is through with the deletion.
      if (told === 1 && method === 'snapshot') engine.time.now += 60_000;
      if (method !== 'beginDeleteSnapshot' || told > 0) return undefined;
      told += 1;
      return { thrownAfter: resourceError('operation-failed', 'Failed, and yet done') };
    };
    const { job } = await engine.prune();
    expect(told).toBe(1);
    expect(job).toMatchObject({ status: 'Completed', prune: { recoveryPoints: 2, blocked: 0 } });
    expect(await standing()).toEqual(points.slice(2));
    await isTidy(engine);
  });

  test('waits where a deletion that is reported as failed goes on all the same', async () => {
    let told = 0;
    engine.ports = ({ method }) => {
      if (method !== 'beginDeleteSnapshot' || told > 0) return undefined;
      told += 1;
      return { thrownAfter: resourceError('operation-failed', 'Failed, and yet begun') };
    };
    const { job } = await engine.prune();
    expect(told).toBe(1);
    expect(job).toMatchObject({ status: 'Completed', prune: { recoveryPoints: 2, blocked: 0 } });
    expect(await standing()).toEqual(points.slice(2));
    expect(snapshots()).toBe(1);
    await isTidy(engine);
  });

  test('is whole where any one call fails before or after its effect', async () => {
    for (let number = 1; number < 8; number += 1) {
      for (const when of ['before', 'after'] as const) {
        const one = new VolumeEngine();
        await one.protect('P1D');
        for (let day = 0; day < 3; day += 1) {
          await one.backUp();
          one.nextDay();
        }
        one.hook = (call) => (call.number === number ? when : undefined);
        await one.prune().catch(() => undefined);
        one.hook = () => undefined;
        await one.prune();
        const left = await one.fixture.vault.volumePoints.ids(instance);
        expect(left).toHaveLength(1);
        expect(one.cloud.settled(() => one.cloud.diskSnapshots.all().length)).toBe(1);
      }
    }
  });
});
