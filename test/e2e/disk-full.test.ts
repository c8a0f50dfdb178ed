// A disk that is full under the embedded host: it stops at once and says why, acknowledges nothing that is not written, and
// goes on when there is room again. The limit on the size of files (ulimit -f) fails the writes, as a full disk would.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AppProcess } from '../../local/app-process.ts';
import { recover } from '../../local/host/durable/store/recovery.ts';
import type { TestApp } from '../support/app.ts';
import { startTestApp } from '../support/app.ts';
import { backupBody, instancePath } from '../support/backup-steps.ts';
import { allEnded } from '../support/durable-instances.ts';
import { FaultCase } from '../support/fault-case.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ dataAccounts: 4 });
});
afterAll(() => app?.stop());

/** Asks for backups until the host is gone. The answers that came. */
const backUpUntilGone = async (instance: string, host: AppProcess): Promise<readonly number[]> => {
  const answers: number[] = [];
  let isGone = false;
  void host.gone().then(() => {
    isGone = true;
  });
  while (!isGone) {
    const answer = await app.arm
      .send('POST', `${instancePath(instance)}/backup`, backupBody)
      .catch(() => undefined);
    if (answer !== undefined) {
      answers.push(answer.status);
      await Promise.race([allEnded(app).catch(() => undefined), host.gone()]);
    }
  }
  return answers;
};

describe('a full disk', () => {
  test.each([
    ['soon after the start', 4],
    ['in the middle of a backup', 40],
    ['after some backups', 200],
  ])('%s stops the host loudly, and all goes on when there is room', async (when, fileBlocks) => {
    const it = await FaultCase.prepare(app, `full-${fileBlocks}`);
    await app.kill();
    const host = app.launch({ fileBlocks });
    await host.ready();
    const answers = await backUpUntilGone(it.instance, host);
    expect(await host.gone(), when).toBe(1);
    expect(host.output()).toMatch(/The host must end: .*durable.\d+\.journal: EFBIG: file too large/);
    expect(new Set(answers)).toEqual(new Set(answers.length > 0 ? [202] : []));

    const { state } = await recover(join(app.stateFolder, 'durable'));
    expect(state.instances.size).toBeGreaterThan(0);
    await app.start();
    await allEnded(app);
    const points = await app.vault.recoveryPoints(it.instance);
    // What was answered with 202 is done; of the request that broke off, nobody knows.
    expect(points.length - 1).toBeGreaterThanOrEqual(answers.length);
    expect(points.length - 1).toBeLessThanOrEqual(answers.length + 1);
    for (const { id } of points.slice(1)) it.saved({ recoveryPointId: id });
    await it.isWhole();
  });

  test('lets no host start, and one sentence says why', async () => {
    await app.kill();
    const host = app.launch({ fileBlocks: 0 });
    expect(await host.gone()).toBe(1);
    expect(host.output()).toBe(`${app.stateFolder} cannot be written: EFBIG: file too large, write\n`);
    await app.start();
    expect(readdirSync(app.stateFolder).filter((name) => name.startsWith('host.lock'))).toEqual([
      'host.lock',
    ]);
  });
});
