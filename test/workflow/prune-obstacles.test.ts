// What stands in the way of a prune: restores, holds, damage, locks that are lost. Nothing that is needed goes, and what
// could not go is told.

import { describe, expect, test } from 'vitest';
import { pruneOrchestrationId } from '../../src/domain/job/orchestration-id.ts';
import { chunkBlob } from '../../src/vault/layout.ts';
import { accountId } from '../support/engine-fixture.ts';
import {
  brokenPoints,
  catalogued,
  leftovers,
  pointIds,
  stored,
  threePoints,
} from '../support/prune-fixture.ts';

const DAY_MS = 86_400_000;
const jobId = '01a200fb-5100-8b8a-86de-bad7a39a6283';

describe('a prune and a restore that meet', () => {
  test('the pin is there first: the point stays', async () => {
    const world = await threePoints();
    const { engine, ids } = world;
    const pin = { backupInstance: 'contoso', recoveryPointId: ids[0] ?? '', jobId, since: 'now' };
    await engine.vault.pins.add({ ...pin, orchestrationId: `restore:${jobId}` });
    const { job } = await engine.prune({ requested: [ids[0] ?? ''] });
    expect(job).toMatchObject({ status: 'Completed', prune: { recoveryPoints: 0, objectsDeleted: 0 } });
    expect(job.pruneDecisions?.keeps[0]).toEqual({
      recoveryPointId: ids[0],
      reason: `the restore job ${jobId} reads it`,
    });
    expect(stored(engine)).toEqual({ points: 3, objects: 4, chunks: 6 });
    expect(catalogued(engine, /^deletions\//)).toEqual([]);
  });

  test('the pin comes after the plan: the intent is withdrawn, and the job says so', async () => {
    const { engine, ids } = await threePoints();
    const [id = ''] = ids;
    let pinned = false;
    engine.hook = ({ method, blob }) => {
      if (method === 'write' && blob?.startsWith('deletions/') && !pinned) {
        pinned = true;
        const pin = { version: 1, backupInstance: 'contoso', recoveryPointId: id, jobId };
        const document = { ...pin, orchestrationId: `restore:${jobId}`, since: 'now' };
        engine.control.putText(
          'holdfast-vault',
          `pins/contoso/${id}/${jobId}.json`,
          JSON.stringify(document),
        );
      }
      return undefined;
    };
    const { job } = await engine.prune({ requested: [id] });
    expect(job).toMatchObject({
      status: 'CompletedWithWarnings',
      prune: { recoveryPoints: 0, objectsDeleted: 0, chunksDeleted: 0 },
      warnings: [{ code: 'RecoveryPointKept', count: 1, examples: [id] }],
    });
    expect(await pointIds(engine)).toEqual(ids);
    expect(catalogued(engine, /^deletions\//)).toEqual([]);
  });

  test('the intent is there first: the restore gives way', async () => {
    const { engine, ids } = await threePoints();
    const [id = ''] = ids;
    const point = await engine.vault.recoveryPoints.get('contoso', id);
    await engine.vault.deletions.intend({
      version: 1,
      backupInstance: 'contoso',
      recoveryPointId: id,
      reason: { kind: 'requested' },
      jobId,
      since: '2026-11-22T05:00:00.000Z',
      manifestRoot: point?.manifestRoot ?? '',
      dataAccountId: accountId('data'),
    });
    const { job } = await engine.restore(id);
    expect(job).toMatchObject({ status: 'Failed', errors: [{ code: 'UserErrorRecoveryPointNotFound' }] });
    expect(job.errors[0]?.message).toContain(`is being deleted by job ${jobId}`);
    // What was asked for once is asked for still: the next prune takes it up.
    const { job: next } = await engine.prune();
    expect(next).toMatchObject({ status: 'Completed', prune: { recoveryPoints: 1, objectsDeleted: 1 } });
    expect(leftovers(engine)).toEqual([]);
  });
});

describe('what storage keeps', () => {
  test('is told with its date, and goes when it may', async () => {
    const world = await threePoints();
    const { engine, ids } = world;
    const until = engine.time.now + 30 * DAY_MS;
    for (const name of engine.data.containerOf('objects').blobs.keys())
      engine.data.change('objects', name, { guard: 'immutable', guardedUntil: until });
    const { job } = await engine.prune({ requested: [ids[0] ?? ''] });
    const date = new Date(until).toISOString();
    expect(job).toMatchObject({
      status: 'CompletedWithWarnings',
      prune: { recoveryPoints: 1, objectsDeleted: 0, chunksDeleted: 2, blocked: 1 },
      warnings: [{ code: 'DeletionBlockedByImmutabilityPolicy', count: 1 }],
    });
    expect(job.warnings[0]?.examples[0]).toMatch(new RegExp(`^objects/.* until ${date}$`));
    expect((await engine.vault.pruning.get('contoso'))?.blocked?.blobs).toMatchObject([
      { container: 'objects', reason: 'immutability-policy', until: date },
    ]);
    expect(await brokenPoints(world, engine)).toEqual([]);
    expect(leftovers(engine)).toEqual([]);

    engine.time.now = until;
    const { job: later } = await engine.prune({
      settings: { lanes: 2, sliceSeconds: 60, graceSeconds: 90 * 86_400 },
    });
    expect(later).toMatchObject({ status: 'Completed', prune: { objectsDeleted: 1, blocked: 0 } });
    expect((await engine.vault.pruning.get('contoso'))?.blocked?.count).toBe(0);
    expect(await brokenPoints(world, engine)).toEqual([]);
  });

  test('of a record leaves its point whole, and open for restores', async () => {
    const world = await threePoints();
    const { engine, ids } = world;
    const [id = ''] = ids;
    engine.control.change('holdfast-vault', `recovery-points/contoso/${id}.json`, { guard: 'legal-hold' });
    const { job } = await engine.prune({ requested: [id] });
    expect(job).toMatchObject({
      status: 'CompletedWithWarnings',
      prune: { recoveryPoints: 0, objectsDeleted: 0, blocked: 1 },
    });
    expect(job.warnings.map(({ code }) => code)).toEqual(['DeletionBlockedByLegalHold', 'RecoveryPointKept']);
    expect(await brokenPoints(world, engine)).toEqual([]);
    expect((await engine.restore(id)).job.status).toBe('Completed');
  });
});

describe('damage', () => {
  const rootOf = async (
    engine: Awaited<ReturnType<typeof threePoints>>['engine'],
    id: string,
  ): Promise<string> =>
    chunkBlob.build((await engine.vault.recoveryPoints.get('contoso', id))?.manifestRoot ?? '');

  test('of a manifest that stays keeps everything that is not proved to be garbage', async () => {
    const { engine, ids } = await threePoints();
    engine.data.remove('chunks', await rootOf(engine, ids[1] ?? ''));
    const before = stored(engine);
    const { job } = await engine.prune({ requested: [ids[0] ?? ''] });
    expect(job).toMatchObject({ status: 'Failed', errors: [{ code: 'VaultDataMissing' }] });
    expect(stored(engine)).toEqual({ ...before, points: 2 });
    expect(await engine.vault.locks.list()).toEqual([]);
    // The damaged point may go, and then so may what nothing names.
    const { job: next } = await engine.prune({ requested: [ids[1] ?? ''] });
    expect(next).toMatchObject({
      status: 'CompletedWithWarnings',
      prune: { recoveryPoints: 2, objectsDeleted: 1 },
      warnings: [{ code: 'DeletedManifestNotReadable' }],
    });
    expect(await pointIds(engine)).toEqual([ids[2]]);
  });
});

describe('what a failed backup left', () => {
  test('stays as long as a backup may take it up, and goes after the grace time', async () => {
    const world = await threePoints();
    const { engine } = world;
    const name = `ab/ab${'0'.repeat(62)}`;
    engine.data.putText('objects', name, 'left behind');
    engine.data.putText('objects', 'not/ours', 'foreign');
    const { job } = await engine.prune();
    expect(job).toMatchObject({ status: 'Completed', prune: { objectsDeleted: 0 } });
    engine.time.now += 8 * DAY_MS;
    const { job: later } = await engine.prune();
    expect(later).toMatchObject({ status: 'Completed', prune: { objectsDeleted: 1, bytesFreed: 11 } });
    expect(engine.data.text('objects', name)).toBeUndefined();
    expect(engine.data.text('objects', 'not/ours')).toBe('foreign');
    expect(await brokenPoints(world, engine)).toEqual([]);
  });
});

describe('the lock', () => {
  test('held by a backup refuses the prune', async () => {
    const { engine, ids } = await threePoints();
    const holder = { orchestrationId: 'backup:contoso:x', jobId, kind: 'backup', since: 'then' } as const;
    await engine.vault.locks.acquire('contoso', holder);
    const { job } = await engine.prune({ requested: [ids[0] ?? ''] });
    expect(job).toMatchObject({ status: 'Failed', errors: [{ code: 'UserErrorOperationInProgress' }] });
    expect(await pointIds(engine)).toEqual(ids);
    expect(await engine.vault.locks.get('contoso')).toMatchObject(holder);
  });

  test('lost to another keeps a step that was left behind from deleting', async () => {
    const world = await threePoints();
    const { engine, ids } = world;
    const before = stored(engine);
    const { job } = await engine.prune(
      { requested: [ids[0] ?? ''] },
      {
        activity: async (name, input) => {
          if (name === 'sweepSlice') {
            const { jobId: own } = input as { jobId: string };
            await engine.vault.locks.release('contoso', pruneOrchestrationId(own));
          }
          return await engine.callActivity(name, input);
        },
      },
    );
    expect(job).toMatchObject({ status: 'Failed', errors: [{ code: 'UserErrorOperationInProgress' }] });
    expect(stored(engine)).toEqual({ ...before, points: 2 });
    expect(await brokenPoints(world, engine)).toEqual([]);
  });

  test('held by a prune lets a scheduled backup wait, and refuses an adhoc one', async () => {
    const { engine } = await threePoints();
    const orchestrationId = pruneOrchestrationId(jobId);
    await engine.vault.locks.acquire('contoso', { orchestrationId, jobId, kind: 'prune', since: 'then' });
    const adhoc = await engine.backUp({ trigger: 'adhoc' });
    expect(adhoc.job).toMatchObject({ status: 'Failed', errors: [{ code: 'UserErrorOperationInProgress' }] });

    const began = engine.time.now;
    let waits = 0;
    const onWaiting = async (): Promise<void> => {
      waits += 1;
      if (waits === 70) await engine.vault.locks.release('contoso', orchestrationId);
    };
    const { job, run } = await engine.backUp({}, { onWaiting });
    expect(job).toMatchObject({ status: 'Completed', errors: [] });
    expect(waits).toBe(70);
    expect(run.generations.length).toBe(3);
    expect(engine.time.now - began).toBeGreaterThan(70 * 120_000);
  });
});

test('slices of no time at all come to the same end, in histories and messages of bounded size', async () => {
  const world = await threePoints();
  const { engine, ids } = world;
  const settings = { lanes: 3, sliceSeconds: 0, graceSeconds: 7 * 86_400 };
  const { job, run } = await engine.prune({ requested: [ids[0] ?? ''], settings });
  expect(job).toMatchObject({
    status: 'Completed',
    prune: { recoveryPoints: 1, objectsDeleted: 1, chunksDeleted: 2 },
  });
  expect(Math.max(...run.generations.map(({ history }) => history.length))).toBeLessThan(400);
  expect(stored(engine)).toEqual({ points: 2, objects: 3, chunks: 4 });
  expect(await brokenPoints(world, engine)).toEqual([]);
});
