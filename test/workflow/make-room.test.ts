// A backup at the limit of recovery points: the oldest that retention lets go goes first; where none may go, or none can,
// the backup fails before anything is made.

import { beforeEach, describe, expect, test } from 'vitest';
import { jobIdFor } from '../../src/domain/job/job-id.ts';
import { instance, VolumeEngine } from '../support/volume-engine.ts';
import { isTidy, snapshotsOf } from '../support/volume-invariants.ts';

let engine: VolumeEngine;
let points: readonly string[];

const atTheLimit = { maxRecoveryPoints: 3 };

/** @param keep undefined: under a policy that is nowhere */
const prepare = async (keep: string | undefined): Promise<void> => {
  engine = new VolumeEngine();
  if (keep !== undefined) await engine.protect(keep);
  const made: string[] = [];
  for (let day = 0; day < 3; day += 1) {
    made.push((await engine.backUp()).id);
    engine.nextDay();
  }
  points = made;
};

/** Three daily points, of which the first two have expired. */
beforeEach(() => prepare('P1D'));

const standing = () => engine.fixture.vault.volumePoints.ids(instance);
const isTidyAndWhole = async (): Promise<void> => {
  await isTidy(engine);
  expect(snapshotsOf(engine).diskSnapshots).toHaveLength((await standing()).length);
};
/** As a restore does that reads it. */
const pinOldest = () =>
  engine.fixture.vault.pins.add({
    backupInstance: instance,
    recoveryPointId: points[0] ?? '',
    orchestrationId: 'o',
    since: 's',
    jobId: jobIdFor(engine.time.now, 'restore'),
  });
const snapshotOf = async (id: string | undefined): Promise<string> =>
  (await engine.fixture.vault.volumePoints.get(instance, id ?? ''))?.diskSnapshotId ?? '';
const begun = () => engine.cloud.operations.all().map(({ action }) => action);
const snapshotsTaken = () => begun().filter((action) => action === 'createVolumeSnapshot').length;

describe('the oldest that may go goes first', () => {
  test('and no more than has to, with its reason on the job', async () => {
    const { job, id } = await engine.backUp(atTheLimit);
    expect(job).toMatchObject({ status: 'Completed', errors: [], warnings: [] });
    expect(job.pruneDecisions).toEqual({
      deletes: [{ recoveryPointId: points[0], reason: expect.stringContaining('it expired at') }],
      keeps: [],
    });
    expect(await standing()).toEqual([points[1], points[2], id]);
    const order = begun();
    expect(order.lastIndexOf('deleteDiskSnapshot')).toBeLessThan(order.lastIndexOf('createVolumeSnapshot'));
    await isTidyAndWhole();
  });

  test('as many as have to, where the limit was lowered', async () => {
    const { job, id } = await engine.backUp({ maxRecoveryPoints: 2 });
    expect(job.status).toBe('Completed');
    expect(await standing()).toEqual([points[2], id]);
    await isTidyAndWhole();
  });

  test('and none where there is room', async () => {
    const { job } = await engine.backUp({ maxRecoveryPoints: 4 });
    expect(job.pruneDecisions).toBeUndefined();
    expect(await standing()).toHaveLength(4);
    expect(begun()).not.toContain('deleteDiskSnapshot');
  });

  test('never what a restore reads', async () => {
    await pinOldest();
    const { id } = await engine.backUp(atTheLimit);
    expect(await standing()).toEqual([points[0], points[2], id]);
    await isTidyAndWhole();
  });

  test('nor what a restore began to read after the plan', async () => {
    let pinned = false;
    engine.before = async ({ number }) => {
      if (number !== 3 || pinned) return;
      pinned = true;
      await pinOldest();
    };
    const { id } = await engine.backUp(atTheLimit);
    expect(pinned).toBe(true);
    expect(await standing()).toEqual([points[0], points[2], id]);
    await isTidyAndWhole();
  });

  test('and where a lock keeps it, the next; what is locked is no room, and is named', async () => {
    engine.cloud.lock({ name: 'keep', level: 'CanNotDelete', scope: await snapshotOf(points[0]) });
    const { job, id } = await engine.backUp(atTheLimit);
    expect(job).toMatchObject({
      status: 'CompletedWithWarnings',
      errors: [],
      warnings: [{ code: 'DeletionBlockedByLock', count: 1 }],
    });
    expect(job.warnings[0]?.examples[0]).toContain('the lock keep on');
    expect(await standing()).toEqual([points[0], points[2], id]);
    await isTidyAndWhole();
  });

  test('and where its deletion hangs, the next', async () => {
    engine.cloud.disturb({ action: 'deleteDiskSnapshot', what: 'hang' });
    const { job, id } = await engine.backUp({ ...atTheLimit, pollSeconds: 300, stepDeadlineSeconds: 1_200 });
    expect(job.status).toBe('Completed');
    expect(await standing()).toEqual([points[0], points[2], id]);
    // Shown to nobody, and taken up by the next prune.
    expect([...(await engine.fixture.vault.deletions.decided(instance))]).toEqual([points[0]]);
  });
});

describe('the backup fails before anything is made', () => {
  const failed = async (settings: Parameters<VolumeEngine['backUp']>[0]) => {
    const taken = snapshotsTaken();
    const { job, output } = await engine.backUp(settings);
    expect(output).toMatchObject({
      status: 'Failed',
      failure: { code: 'UserErrorRecoveryPointLimitReached' },
    });
    expect(snapshotsTaken()).toBe(taken);
    return job;
  };

  test('where retention keeps all', async () => {
    await prepare('P30D');
    const job = await failed(atTheLimit);
    expect(job.errors[0]?.message).toContain('retention lets none of them go');
    expect(job.errors[0]?.recommendedAction[0]).toContain('Shorten the retention');
    expect(await standing()).toEqual(points);
    expect(begun()).not.toContain('deleteDiskSnapshot');
    await isTidyAndWhole();
  });

  test('where not enough may go: then nothing goes', async () => {
    await failed({ maxRecoveryPoints: 1 });
    expect(await standing()).toEqual(points);
    await isTidyAndWhole();
  });

  test('where nothing says when a point may go, as its policy is gone', async () => {
    await prepare(undefined);
    await failed(atTheLimit);
    expect(await standing()).toEqual(points);
  });

  test('where all that may go is locked, which the job names', async () => {
    for (const id of points.slice(0, 2)) {
      engine.cloud.lock({
        name: `keep-${id.toLowerCase()}`,
        level: 'CanNotDelete',
        scope: await snapshotOf(id),
      });
    }
    const job = await failed(atTheLimit);
    expect(job.warnings).toMatchObject([{ code: 'DeletionBlockedByLock', count: 2 }]);
    expect(await standing()).toEqual(points);
    await isTidyAndWhole();
  });

  test('where the volume cannot be backed up anyway: then nothing goes', async () => {
    const { output } = await engine.backUp({ ...atTheLimit, maxVolumeGiB: 0 });
    expect(output.failure?.code).toBe('UserErrorVolumeTooLarge');
    expect(await standing()).toEqual(points);
    await isTidyAndWhole();
  });
});

test('a prune withdraws what one that died had intended, and is to stay by now', async () => {
  const { vault } = engine.fixture;
  await vault.deletions.intend({
    version: 2,
    kind: 'elasticSanVolume',
    backupInstance: instance,
    recoveryPointId: points[2] ?? '',
    reason: { kind: 'expired', expiresAt: '2026-11-22T02:00:00Z', rule: 'as it was' },
    jobId: jobIdFor(engine.time.now, 'dead'),
    since: '2026-11-22T02:00:00Z',
    diskSnapshotId: await snapshotOf(points[2]),
  });
  await engine.prune();
  expect(await standing()).toEqual([points[2]]);
  await isTidyAndWhole();
});
