// Every storage call of a verification, one at a time: the process dies at it, or the call fails for a while. Whatever
// happens, the outcome is what it would have been, and nothing stays pinned.

import { describe, expect, test } from 'vitest';
import type { PortCall } from '../../src/memory/port-methods.ts';
import { Engine } from '../support/engine-fixture.ts';
import { dieAt, failAt } from '../support/failing-calls.ts';
import { flipByte, objectOf, removeObject, swapContent, verify } from '../support/verify-steps.ts';

const POINT = '20261122T020000Z';

const start = async (): Promise<Engine> => {
  const engine = await Engine.start();
  for (const container of ['alpha', 'beta']) {
    engine.source.createContainer(container);
    for (let i = 0; i < 4; i += 1) engine.source.putText(container, `blob-${i}`, `${container} ${i}`);
  }
  await engine.backUp({ recoveryPointId: POINT });
  swapContent(engine.data, 'objects', objectOf(engine, 'alpha', 'blob-0'), flipByte);
  removeObject(engine, 'beta', 'blob-3');
  return engine;
};

const calls: PortCall[] = [];
const counting = await start();
counting.hook = (call) => {
  calls.push(call);
  return undefined;
};
await verify(counting, POINT);

describe.each(['before', 'after'] as const)('%s a call', (when) => {
  test.each([
    ['dies', dieAt],
    ['fails', failAt],
  ] as const)('a verification %s', async (_, harm) => {
    expect(calls.length).toBeGreaterThan(30);
    for (const [index, call] of calls.entries()) {
      const engine = await start();
      const { job, verification } = await verify(engine, POINT, {}, harm(engine, index + 1, when));
      const check = async (): Promise<void> => {
        const found = { blobs: 8, confirmed: 6, missing: 1, contentDiffers: 1 };
        expect(job).toMatchObject({ status: 'Failed', errors: [{ code: 'RecoveryPointDamaged' }] });
        expect(job.verification).toMatchObject(found);
        expect(verification).toMatchObject({ jobId: job.id, status: 'damaged', counters: found });
        expect(await engine.vault.pins.list('contoso')).toEqual([]);
        expect(await engine.vault.verificationSlices.list(job.id)).toEqual([]);
      };
      await check().catch((error: unknown) => {
        throw new Error(`${when} call ${index + 1}, ${JSON.stringify(call)}`, { cause: error });
      });
    }
  });
});
