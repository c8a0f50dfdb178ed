// Every storage call of a check with repair, one at a time: the process dies at it, or the call fails for a while.
// Whatever happens, the check ends, what can be put right is put right, and nothing else is touched.

import { describe, expect, test } from 'vitest';
import type { PortCall } from '../../src/memory/port-methods.ts';
import { check } from '../support/check-steps.ts';
import { contentsOf, Engine } from '../support/engine-fixture.ts';
import { dieAt, failAt } from '../support/failing-calls.ts';
import { removeObject } from '../support/verify-steps.ts';

const CATALOGUE = 'holdfast-vault';
const POINT = '20261122T020000Z';

const start = async (): Promise<Engine> => {
  const engine = await Engine.start();
  const { dataAccountId = '' } = (await engine.vault.instances.get('contoso'))?.document ?? {};
  await engine.vault.dataAccounts.claim({ instance: 'contoso', pool: [dataAccountId], at: '2026-11-22' });
  engine.source.createContainer('alpha');
  for (let i = 0; i < 4; i += 1) engine.source.putText('alpha', `blob-${i}`, `alpha ${i}`);
  await engine.backUp({ recoveryPointId: POINT });
  return engine;
};

/** One defect of each kind that repair puts right, and one that it leaves. */
const harm = async (engine: Engine): Promise<void> => {
  removeObject(engine, 'alpha', 'blob-1');
  const record = `recovery-points/contoso/${POINT}.json`;
  engine.control.putText(CATALOGUE, record, engine.control.text(CATALOGUE, record) ?? '');
  const run = { backupInstance: 'contoso', recoveryPointId: '20261120T020000Z' };
  await engine.vault.runs.putSliceOnce(run, { version: 1, lane: 0, seq: 0, parts: [], requests: 0 });
  engine.data.putText('markers', 'contoso/20261119T020000Z/alpha', '{}');
  engine.control.putText(CATALOGUE, 'notes.txt', 'x');
  // Nobody has touched it for longer than the grace time.
  const { now } = engine.time;
  engine.time.now -= 8 * 86_400_000;
  for (const container of ['objects', 'chunks'])
    engine.data.putText(container, `ab/${'ab'.repeat(32)}`, 'garbage');
  engine.time.now = now;
};

const withoutJobs = (engine: Engine): ReadonlyMap<string, string> =>
  new Map(
    [...contentsOf(engine.control), ...contentsOf(engine.data)].filter(
      ([name]) => !name.includes('/jobs/') && !name.includes('/checks/'),
    ),
  );

/** One lane: with more, the same calls come more often. */
const settings = { lanes: 1, sliceSeconds: 60, graceSeconds: 7 * 86_400 };
const repairing = { repair: true, settings };

const calls: PortCall[] = [];
const counting = await start();
await harm(counting);
counting.hook = (call) => {
  calls.push(call);
  return undefined;
};
await check(counting, repairing);

describe.each(['before', 'after'] as const)('%s a call', (when) => {
  test.each([
    ['dies', dieAt],
    ['fails', failAt],
  ] as const)(
    'a check with repair %s',
    async (_, spoil) => {
      expect(calls.length).toBeGreaterThan(40);
      for (const [index, call] of calls.entries()) {
        const engine = await start();
        const expected = [...withoutJobs(engine).keys(), `${CATALOGUE}/notes.txt`].sort();
        await harm(engine);
        const { job } = await check(engine, repairing, spoil(engine, index + 1, when));
        engine.hook = () => undefined;
        const after = await check(engine, { settings });
        const verify = async (): Promise<void> => {
          expect(job).toMatchObject({ status: 'Completed', errors: [], check: { errors: 0, warnings: 0 } });
          expect(after.found).toEqual([`UnknownBlob ${CATALOGUE}/notes.txt`]);
          expect([...withoutJobs(engine).keys()].sort()).toEqual(expected);
        };
        await verify().catch((error: unknown) => {
          throw new Error(`${when} call ${index + 1}, ${JSON.stringify(call)}`, { cause: error });
        });
      }
    },
    120_000,
  );
});
