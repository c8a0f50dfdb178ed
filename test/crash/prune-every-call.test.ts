// Every storage call of a prune, one at a time: the process dies at it, or the call fails, before its effect or after.
// Whatever happens, every recovery point that has a record is whole at that moment, and the prune ends as it should.

import { describe, expect, test } from 'vitest';
import type { Engine } from '../support/engine-fixture.ts';
import { countCalls, dieAt, failAt } from '../support/failing-calls.ts';
import type { PrunedWorld } from '../support/prune-fixture.ts';
import { brokenPoints, catalogued, leftovers, stored, threePoints } from '../support/prune-fixture.ts';

const prune = (world: PrunedWorld, engine: Engine, options = {}) =>
  engine.prune({ requested: [world.ids[0] ?? ''] }, options);

const hasPruned = async (world: PrunedWorld, engine: Engine): Promise<void> => {
  expect(stored(engine)).toEqual({ points: 2, objects: 3, chunks: 4 });
  expect(await brokenPoints(world, engine)).toEqual([]);
  expect(catalogued(engine, /^(deletions|locks|pins)\//)).toEqual([]);
};

describe.each(['before', 'after'] as const)('%s a call', (when) => {
  test.each([
    ['dies', dieAt],
    ['fails', failAt],
  ] as const)('a prune %s', async (_, harm) => {
    const world = await threePoints();
    const calls = await countCalls(
      (engine) => prune(world, engine),
      () => world.engine.copy(),
    );
    expect(calls.length).toBeGreaterThan(40);
    for (const [index, call] of calls.entries()) {
      const engine = world.engine.copy();
      const check = async (): Promise<void> => {
        const harmed = harm(engine, index + 1, when);
        const { job } = await prune(world, engine, harmed);
        engine.hook = () => undefined;
        expect(job).toMatchObject({
          status: 'Completed',
          errors: [],
          prune: { recoveryPoints: 1, objectsDeleted: 1, chunksDeleted: 2 },
        });
        await hasPruned(world, engine);
        // Documents that could not be deleted go with the next prune.
        if (leftovers(engine).length > 0) await engine.prune();
        expect(leftovers(engine)).toEqual([]);
      };
      await check().catch((error: unknown) => {
        throw new Error(`${when} call ${index + 1}, ${JSON.stringify(call)}`, { cause: error });
      });
    }
  });

  test('a prune that is never taken up again leaves all whole, and the next one ends its work', async () => {
    const world = await threePoints();
    const calls = await countCalls(
      (engine) => prune(world, engine),
      () => world.engine.copy(),
    );
    for (const [index, call] of calls.entries()) {
      const engine = world.engine.copy();
      const check = async (): Promise<void> => {
        await endsFor(engine, world, index + 1, when);
        expect(await brokenPoints(world, engine)).toEqual([]);
        for (const lock of await engine.vault.locks.list()) await engine.vault.locks.break(lock);
        const { job } = await prune(world, engine);
        expect(job.errors).toEqual([]);
        await hasPruned(world, engine);
        expect(leftovers(engine)).toEqual([]);
      };
      await check().catch((error: unknown) => {
        throw new Error(`${when} call ${index + 1}, ${JSON.stringify(call)}`, { cause: error });
      });
    }
  });
});

const crash = new Error('The process died for good');

/** From the n-th call on nothing happens any more, and the workflow is terminated. */
const endsFor = async (
  engine: Engine,
  world: PrunedWorld,
  n: number,
  when: 'before' | 'after',
): Promise<void> => {
  let calls = 0;
  engine.hook = () => {
    calls += 1;
    if (calls < n) return undefined;
    if (when === 'after' && calls === n) return { thrownAfter: crash };
    throw crash;
  };
  const stop = (): never => {
    throw crash;
  };
  await prune(world, engine, { onWaiting: stop }).catch(() => undefined);
  engine.hook = () => undefined;
};
