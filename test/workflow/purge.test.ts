// The end of a deleted instance: a prune takes everything of it, whatever its age, can be cut off anywhere, and leaves what
// an immutable vault keeps.

import { expect, test } from 'vitest';
import type { Engine } from '../support/engine-fixture.ts';
import { countCalls, dieAt, failAt } from '../support/failing-calls.ts';
import { catalogued, leftovers, stored, threePoints } from '../support/prune-fixture.ts';

const markDeleted = async (engine: Engine): Promise<void> => {
  const instance = await engine.vault.instances.get('contoso');
  if (instance === undefined) throw new Error('No instance');
  const now = new Date(engine.time.now).toISOString();
  await engine.vault.dataAccounts.claim({
    instance: 'contoso',
    pool: [instance.document.dataAccountId ?? ''],
    at: now,
  });
  await engine.vault.instances.put({
    ...instance.document,
    state: 'SoftDeleted',
    deletion: { deletedAt: now, purgeAt: now, requestId: 'r', purgingSince: now },
  });
};

test('takes points, data, documents and at last the instance, and frees its data account', async () => {
  const { engine, ids } = await threePoints();
  await markDeleted(engine);
  const { job } = await engine.prune();
  expect(job).toMatchObject({
    status: 'Completed',
    prune: { recoveryPoints: 3, keptRecoveryPoints: 0, blocked: 0 },
    pruneDecisions: {
      deletes: ids.map((recoveryPointId) => ({
        recoveryPointId,
        reason: expect.stringContaining('its backup instance was deleted at'),
      })),
    },
  });
  expect(stored(engine)).toEqual({ points: 0, objects: 0, chunks: 0 });
  expect(leftovers(engine)).toEqual([]);
  expect(catalogued(engine, /^(?!jobs\/|policies\/)/)).toEqual([]);
  expect(await engine.vault.dataAccounts.list()).toEqual([]);
});

test('keeps what an immutable vault keeps, and says so; the instance waits with it', async () => {
  const { engine, ids } = await threePoints();
  await markDeleted(engine);
  const settings = await engine.vault.settings.find();
  await engine.vault.settings.put({ ...settings.settings, immutability: 'Locked' }, settings, '2026-11-22');
  const { job } = await engine.prune();
  expect(job).toMatchObject({ status: 'Completed', prune: { recoveryPoints: 0, keptRecoveryPoints: 3 } });
  expect(job.pruneDecisions?.keeps[0]?.reason).toContain('the vault is immutable');
  expect(stored(engine).points).toBe(ids.length);
  expect(await engine.vault.instances.get('contoso')).toBeDefined();
  // Until all of them have expired: nothing stands against the end any more.
  engine.time.now += 40 * 86_400_000;
  await engine.prune();
  expect(await engine.vault.instances.get('contoso')).toBeUndefined();
  expect(stored(engine)).toEqual({ points: 0, objects: 0, chunks: 0 });
});

test('does not end while a restore reads a point', async () => {
  const { engine, ids } = await threePoints();
  const pin = {
    backupInstance: 'contoso',
    recoveryPointId: ids[1] ?? '',
    jobId: '01a200fb-5100-8b8a-86de-bad7a39a6283',
    orchestrationId: 'restore:01a200fb-5100-8b8a-86de-bad7a39a6283',
  };
  await engine.vault.pins.add({ ...pin, since: '2026-11-22T02:00:00.000Z' });
  await markDeleted(engine);
  await engine.prune();
  expect(stored(engine).points).toBe(1);
  await engine.vault.pins.remove(pin);
  await engine.prune();
  expect(await engine.vault.instances.get('contoso')).toBeUndefined();
});

test.each([
  ['dies before', dieAt, 'before'],
  ['fails after', failAt, 'after'],
] as const)('ends though it %s any call of its end', { timeout: 120_000 }, async (_, harm, when) => {
  const { engine: world } = await threePoints();
  await markDeleted(world);
  const calls = await countCalls(
    (engine) => engine.prune(),
    () => world.copy(),
  );
  // What comes before is what every prune does, and is cut off everywhere by prune-every-call.test.ts.
  for (const [index, call] of [...calls.entries()].slice(-60)) {
    const engine = world.copy();
    const { job } = await engine.prune({}, harm(engine, index + 1, when));
    engine.hook = () => undefined;
    const context = `${when} call ${index + 1}, ${JSON.stringify(call)}`;
    expect(job, context).toMatchObject({ status: 'Completed', errors: [], prune: { recoveryPoints: 3 } });
    expect(stored(engine), context).toEqual({ points: 0, objects: 0, chunks: 0 });
    expect(await engine.vault.instances.get('contoso'), context).toBeUndefined();
    expect(catalogued(engine, /^(?!jobs\/|policies\/|prunes\/)/), context).toEqual([]);
  }
});
