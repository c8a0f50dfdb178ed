// Every storage call of a backup and of a restore, one at a time: the process dies at it, or the call fails for a while,
// before its effect or after. Whatever happens, the operation ends, whole, and leaves nothing behind.

import { describe, expect, test } from 'vitest';
import type { PortCall } from '../../src/memory/port-methods.ts';
import type { BackupOutcome, RestoreOutcome } from '../support/engine-fixture.ts';
import { contentsOf, Engine } from '../support/engine-fixture.ts';
import { dieAt, failAt } from '../support/failing-calls.ts';

const start = async (): Promise<Engine> => {
  const engine = await Engine.start();
  for (const container of ['alpha', 'beta']) {
    engine.source.createContainer(container);
    for (let i = 0; i < 3; i += 1) engine.source.putText(container, `blob-${i}`, `${container} ${i}`);
  }
  await engine.backUp();
  engine.source.putText('alpha', 'blob-1', 'changed');
  engine.source.putText('beta', 'blob-3', 'new');
  engine.source.remove('beta', 'blob-0');
  return engine;
};

const countCalls = async (
  run: (engine: Engine) => Promise<unknown>,
  prepare = start,
): Promise<readonly PortCall[]> => {
  const engine = await prepare();
  const calls: PortCall[] = [];
  engine.hook = (call) => {
    calls.push(call);
    return undefined;
  };
  await run(engine);
  return calls;
};

const withoutMarkers = (engine: Engine): ReadonlyMap<string, string> =>
  new Map([...contentsOf(engine.source)].filter(([name]) => !name.includes('_holdfast')));

/** Only what could not be tidied up may be left, and then the job says so. */
const leavesNothing = async (engine: Engine, tidy: boolean): Promise<void> => {
  expect(await engine.vault.locks.list()).toEqual([]);
  expect(await engine.vault.pins.list('contoso')).toEqual([]);
  if (!tidy) return;
  expect(contentsOf(engine.source)).toEqual(withoutMarkers(engine));
  expect(engine.data.containerOf('markers').blobs.size).toBe(0);
};

const isWhole = async (engine: Engine, { job, point }: BackupOutcome): Promise<void> => {
  const tidy = !job.warnings.some(({ code }) => code === 'CleanupIncomplete');
  expect(job).toMatchObject({ status: tidy ? 'Completed' : 'CompletedWithWarnings', errors: [] });
  expect(job.backup).toMatchObject({ blobs: 6, copiedBlobs: 2, deletedBlobs: 1 });
  await leavesNothing(engine, tidy);
  engine.hook = () => undefined;
  const { job: restore } = await engine.restore(point?.id ?? '');
  expect(restore).toMatchObject({ status: 'Completed', restore: { blobs: 6, verified: 6, mismatched: 0 } });
  expect(contentsOf(engine.target)).toEqual(withoutMarkers(engine));
};

describe.each(['before', 'after'] as const)('%s a call', (when) => {
  test.each([
    ['dies', dieAt],
    ['fails', failAt],
  ] as const)('a backup %s', async (_, harm) => {
    const calls = await countCalls((engine) => engine.backUp());
    expect(calls.length).toBeGreaterThan(50);
    for (const [index, call] of calls.entries()) {
      const engine = await start();
      const outcome = await engine.backUp({}, harm(engine, index + 1, when));
      await isWhole(engine, outcome).catch((error: unknown) => {
        throw new Error(`${when} call ${index + 1}, ${JSON.stringify(call)}`, { cause: error });
      });
    }
  });

  test.each([
    ['dies', dieAt],
    ['fails', failAt],
  ] as const)('a restore %s', async (_, harm) => {
    const backedUp = async (): Promise<Engine> => {
      const engine = await start();
      await engine.backUp({ recoveryPointId: '20261123T020000Z' });
      return engine;
    };
    const restore = (engine: Engine, options = {}): Promise<RestoreOutcome> =>
      engine.restore('20261123T020000Z', {}, options);
    const calls = await countCalls(restore, backedUp);
    expect(calls.length).toBeGreaterThan(30);
    for (const [index, call] of calls.entries()) {
      const engine = await backedUp();
      const { job } = await restore(engine, harm(engine, index + 1, when));
      const check = async (): Promise<void> => {
        expect(job).toMatchObject({ status: 'Completed', restore: { blobs: 6, verified: 6, mismatched: 0 } });
        expect(contentsOf(engine.target)).toEqual(contentsOf(engine.source));
        await leavesNothing(engine, true);
      };
      await check().catch((error: unknown) => {
        throw new Error(`${when} call ${index + 1}, ${JSON.stringify(call)}`, { cause: error });
      });
    }
  });
});
