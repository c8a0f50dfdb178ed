// kill -9 of the host in the middle of a backup, twice, and of a restore: a restart finishes what was begun.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { compareAccount } from '../../local/demo/compare-account.ts';
import type { TestApp } from '../support/app.ts';
import { startTestApp } from '../support/app.ts';
import {
  backUp,
  blobNames,
  fill,
  finished,
  instancePath,
  protect,
  restoreBody,
  startBackup,
} from '../support/backup-steps.ts';
import { eventually } from '../support/eventually.ts';

const BLOBS = 150;

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());
afterEach(() => app.proxy.use(() => 'pass'));

/** Lets some copies into an account through and holds the next ones; resolves when the first is held. */
const holdCopiesAfter = (accountName: string, passed: number): Promise<void> => {
  let copies = 0;
  return new Promise((held) => {
    app.proxy.use(({ method, url, headers }) => {
      const copy =
        method === 'PUT' && url.startsWith(`/${accountName}/`) && headers['x-ms-copy-source'] !== undefined;
      if (!copy) return 'pass';
      copies += 1;
      if (copies <= passed) return 'pass';
      held();
      return new Promise(() => undefined);
    });
  });
};

const killWhile = async (held: Promise<void>): Promise<void> => {
  await held;
  await app.kill();
  app.proxy.use(() => 'pass');
};

const manyBlobs = (): Record<string, string> =>
  Object.fromEntries(Array.from({ length: BLOBS }, (_, i) => [`c${i % 3}-data/blob-${i}`, `content ${i}`]));

describe('kill -9', () => {
  test('in a backup, twice: one recovery point, whole and restorable', async () => {
    const source = app.newAccount();
    const state = await fill(source, manyBlobs());
    await protect(app, 'killed', source);
    const data = await app.dataAccountOf('killed');

    const first = holdCopiesAfter(data.name, 20);
    const operation = await startBackup(app, 'killed');
    await killWhile(first);
    const second = holdCopiesAfter(data.name, 30);
    await app.start();
    await killWhile(second);
    await app.start();

    const job = await finished(app, operation);
    expect(job).toMatchObject({ status: 'Completed', errors: [] });
    expect(job.details.backupBlobs).toBe(String(BLOBS));
    expect(await app.vault.recoveryPoints('killed')).toHaveLength(1);
    expect(await blobNames(source), 'no marker stays behind').toEqual([...state.keys()].sort());

    const target = app.newAccount();
    const held = holdCopiesAfter(target.name, 25);
    const body = restoreBody({ point: job.recoveryPointId!, target });
    const restoring = await app.arm.start(`${instancePath('killed')}/restore`, body);
    await killWhile(held);
    await app.start();
    const restored = await finished(app, restoring);
    expect(restored).toMatchObject({ status: 'Completed', errors: [] });
    expect(restored.details).toMatchObject({ restoreVerified: String(BLOBS), restoreMismatched: '0' });
    expect((await compareAccount(target.account, state, () => undefined)).differences).toEqual([]);
  });

  test('leaves no lock behind: the next backup runs', async () => {
    const source = app.newAccount();
    await fill(source, { 'data/a': 'a' });
    await protect(app, 'again', source);
    const data = await app.dataAccountOf('again');
    const held = holdCopiesAfter(data.name, 0);
    const operation = await startBackup(app, 'again');
    await killWhile(held);
    await app.start();
    expect((await finished(app, operation)).status).toBe('Completed');
    expect((await backUp(app, 'again')).status).toBe('Completed');
    await eventually('both points', async () => (await app.vault.recoveryPoints('again')).length === 2);
  });
});
