// Every storage call of a check with repair, one at a time: the process dies at it, or the call fails for a while.
// Whatever happens, the check ends, what can be put right is put right, and nothing else is touched.

import { describe, expect, test } from 'vitest';
import { contentsOf } from '../support/account-contents.ts';
import { check } from '../support/check-steps.ts';
import { Engine } from '../support/engine-fixture.ts';
import { countCalls, dieAt, failAt } from '../support/failing-calls.ts';
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

/** One defect of each kind that repair puts right. */
const harm = async (engine: Engine): Promise<void> => {
  removeObject(engine, 'alpha', 'blob-1');
  const record = `recovery-points/contoso/${POINT}.json`;
  engine.control.putText(CATALOGUE, record, engine.control.text(CATALOGUE, record) ?? '');
  const run = { backupInstance: 'contoso', recoveryPointId: '20261120T020000Z' };
  await engine.vault.runs.putSliceOnce(run, { version: 1, lane: 0, seq: 0, parts: [], requests: 0 });
  engine.data.putText('markers', 'contoso/20261119T020000Z/alpha', '{}');
  // Nobody has touched it for longer than the grace time.
  const { now } = engine.time;
  engine.time.now -= 8 * 86_400_000;
  for (const container of ['objects', 'chunks'])
    engine.data.putText(container, `ab/${'ab'.repeat(32)}`, 'garbage');
  engine.time.now = now;
};

/** The documents of the vault, its data, and the recovery points as lists show them, out of the metadata of their records. */
const stateOf = async (engine: Engine): Promise<object> => {
  const ofRuns = /^(jobs|checks)\//;
  const documents = [...engine.control.containerOf(CATALOGUE).blobs.keys()].filter(
    (name) => !ofRuns.test(name),
  );
  return {
    documents: Object.fromEntries(documents.map((name) => [name, contentOf(engine, name)])),
    data: contentsOf(engine.data),
    listed: await engine.vault.recoveryPoints.list('contoso'),
  };
};

const contentOf = (engine: Engine, name: string): unknown => {
  const text = engine.control.text(CATALOGUE, name) ?? '';
  return name.endsWith('.json') ? JSON.parse(text) : text;
};

/** One lane: with more, the same calls come more often. */
const settings = { lanes: 1, sliceSeconds: 60, graceSeconds: 7 * 86_400 };
const repairing = { repair: true, settings };

const sound = await start();
sound.control.putText(CATALOGUE, 'notes.txt', 'x');
const expected = await stateOf(sound);
const harmed = sound.copy();
await harm(harmed);
const calls = await countCalls(
  (engine) => check(engine, repairing),
  () => harmed.copy(),
);

test('what repair leaves when nothing goes wrong is a sound vault', async () => {
  const engine = harmed.copy();
  await check(engine, repairing);
  expect(await stateOf(engine)).toEqual(expected);
  expect((await check(engine, { settings })).found).toEqual([`UnknownBlob ${CATALOGUE}/notes.txt`]);
});

describe.each(['before', 'after'] as const)('%s a call', (when) => {
  test.each([
    ['dies', dieAt],
    ['fails', failAt],
  ] as const)(
    'a check with repair %s',
    async (_, spoil) => {
      expect(calls.length).toBeGreaterThan(40);
      for (const [index, call] of calls.entries()) {
        const engine = harmed.copy();
        const { job } = await check(engine, repairing, spoil(engine, index + 1, when));
        const verify = async (): Promise<void> => {
          expect(job).toMatchObject({ status: 'Completed', errors: [], check: { errors: 0, warnings: 0 } });
          expect(await stateOf(engine)).toEqual(expected);
        };
        await verify().catch((error: unknown) => {
          throw new Error(`${when} call ${index + 1}, ${JSON.stringify(call)}`, { cause: error });
        });
      }
    },
    120_000,
  );
});
