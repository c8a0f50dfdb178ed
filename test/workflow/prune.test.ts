// Pruning on memory ports: what expired or was asked for goes with all that it alone named, what remains is whole.

import { describe, expect, test } from 'vitest';
import { contentsOf } from '../support/account-contents.ts';
import {
  brokenPoints,
  bytesStored,
  leftovers,
  pointIds,
  stored,
  threePoints,
} from '../support/prune-fixture.ts';

const DAY_MS = 86_400_000;

describe('a prune', () => {
  test('deletes a point that is asked for, with all that it alone named', async () => {
    const world = await threePoints();
    const { engine, ids } = world;
    expect(stored(engine)).toEqual({ points: 3, objects: 4, chunks: 6 });
    const { job } = await engine.prune({ requested: [ids[0] ?? ''] });
    expect(job).toMatchObject({
      operation: 'Prune',
      status: 'Completed',
      errors: [],
      prune: { recoveryPoints: 1, keptRecoveryPoints: 2, objectsDeleted: 1, chunksDeleted: 2, blocked: 0 },
      pruneDecisions: { deletes: [{ recoveryPointId: ids[0], reason: 'its deletion was requested' }] },
    });
    expect(stored(engine)).toEqual({ points: 2, objects: 3, chunks: 4 });
    expect(leftovers(engine)).toEqual([]);
    expect(await brokenPoints(world, engine)).toEqual([]);
    const { job: restore } = await engine.restore(ids[1] ?? '');
    expect(restore).toMatchObject({ status: 'Completed', restore: { blobs: 2, verified: 2 } });
    expect(engine.target.text('docs', 'second')).toBe('only in the second');
  });

  test('tells the bytes that it frees, and a dry run the bytes that it would', async () => {
    const { engine, ids } = await threePoints();
    const before = bytesStored(engine);
    const { job: dry } = await engine.prune({ requested: [ids[0] ?? ''], dryRun: true });
    expect(bytesStored(engine)).toBe(before);
    const { job } = await engine.prune({ requested: [ids[0] ?? ''] });
    expect(job.prune?.bytesFreed).toBe(before - bytesStored(engine));
    expect(dry.prune).toEqual({ ...job.prune, dryRun: true });
    expect(dry.pruneDecisions).toEqual(job.pruneDecisions);
  });

  test('in a dry run changes nothing but its job', async () => {
    const { engine, ids } = await threePoints();
    const before = { data: contentsOf(engine.data), points: await pointIds(engine) };
    const { job } = await engine.prune({ requested: [ids[0] ?? ''], dryRun: true });
    expect(job).toMatchObject({
      status: 'Completed',
      prune: { dryRun: true, recoveryPoints: 1, objectsDeleted: 1 },
    });
    expect({ data: contentsOf(engine.data), points: await pointIds(engine) }).toEqual(before);
    expect(leftovers(engine)).toEqual([]);
  });

  test('deletes what has expired, but never the last good point', async () => {
    const world = await threePoints();
    const { engine, ids } = world;
    engine.time.now += 40 * DAY_MS;
    const { job } = await engine.prune();
    expect(job).toMatchObject({ status: 'Completed', prune: { recoveryPoints: 2, keptRecoveryPoints: 1 } });
    expect(stored(engine)).toEqual({ points: 1, objects: 2, chunks: 2 });
    expect(await pointIds(engine)).toEqual([ids[2]]);
    expect(await brokenPoints(world, engine)).toEqual([]);
  });
});
