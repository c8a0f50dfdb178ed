// A vault that cannot be reached for a while, on a driven clock: short, long, too long; and a copy that ends as failed.

import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { StartedOperation } from '../../local/demo/arm-client.ts';
import { keyOf } from '../../local/demo/blob-state.ts';
import type { JobView } from '../../local/demo/vault.ts';
import type { TestApp } from '../support/app.ts';
import { startTestApp } from '../support/app.ts';
import { backUp, backupBody, instancePath, refusal, startBackup } from '../support/backup-steps.ts';
import { noBackupSoon, noPruneSoon, passMinutes } from '../support/driven-time.ts';
import { eventually } from '../support/eventually.ts';
import { CASE, FaultCase } from '../support/fault-case.ts';
import type { Fault, Requests } from '../support/faults.ts';
import { both, copyInto, copyOf, inject, to } from '../support/faults.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ clock: 'driven', settings: noPruneSoon() });
  await noBackupSoon(app);
});
afterAll(() => app?.stop());
afterEach(() => app.proxy.use(() => 'pass'));

/** The service answers, and asks for more patience than a request has: no real time is lost on trying again. */
const unavailable = {
  status: 503,
  headers: { 'x-ms-error-code': 'ServerBusy', 'retry-after': '3600' },
} as const;

const jobOf = async (operation: StartedOperation): Promise<JobView> => {
  const { properties } = await app.arm.call<{ properties: { jobId: string } }>('GET', operation.statusUrl);
  return app.vault.job(properties.jobId);
};

/** Time passes until the job has ended. */
const ended = (operation: StartedOperation): Promise<JobView> =>
  eventually(
    'the job to end',
    async () => {
      await passMinutes(app, 5);
      const job = await jobOf(operation);
      return job.status === 'InProgress' ? undefined : job;
    },
    { withinMs: 60_000 },
  );

const isWhole = (job: JobView): void => {
  expect(job).toMatchObject({ status: 'Completed', errors: [], warnings: [] });
  expect(job.details).toMatchObject({
    backupBlobs: String(CASE.blobs),
    backupCopiedBlobs: String(CASE.changed),
  });
};

interface BackupUnderFault {
  readonly operation: StartedOperation;
  readonly fault: Fault;
}

/** The data account is away from the backup's beginning on. Resolves when the backup has noticed. */
const backUpWithoutData = async (it: FaultCase): Promise<BackupUnderFault> => {
  const fault = inject(app.proxy, { on: to(await app.dataAccountOf(it.instance)), fault: unavailable });
  const operation = await startBackup(app, it.instance);
  await fault.struck(1);
  return { operation, fault };
};

/** The control account is away from the first copy on: without it no backup begins. */
const backUpUntilControlIsAway = async (it: FaultCase): Promise<BackupUnderFault> => {
  const isCopy = copyInto(await app.dataAccountOf(it.instance));
  let away = false;
  const fault = inject(app.proxy, {
    on: (request) => {
      away ||= isCopy(request);
      return away && to(app.control)(request);
    },
    fault: unavailable,
  });
  const operation = await startBackup(app, it.instance);
  await fault.struck(1);
  return { operation, fault };
};

describe('the data account', () => {
  test('that cuts every connection once only takes longer', async () => {
    const it = await FaultCase.prepare(app, 'data-cut');
    const data = await app.dataAccountOf(it.instance);
    const met = new Set<string>();
    const isFirst: Requests = ({ method, url }) => {
      const key = `${method} ${url}`;
      return !met.has(key) && met.add(key).size > 0;
    };
    const fault = inject(app.proxy, { on: both(to(data), isFirst), fault: 'cut' });
    const job = await backUp(app, it.instance);
    isWhole(job);
    expect(fault.strikes()).toBeGreaterThan(8);
    it.saved(job);
    await it.isWhole();
  });

  test('that cannot be reached for longer than a request is tried delays the backup', async () => {
    const it = await FaultCase.prepare(app, 'data-away');
    const data = await app.dataAccountOf(it.instance);
    const fault = inject(app.proxy, { on: copyInto(data), fault: 'cut' });
    const operation = await startBackup(app, it.instance);
    // Every copy is tried five times before its slice is interrupted.
    await fault.struck(5 * CASE.changed);
    expect((await jobOf(operation)).status).toBe('InProgress');
    app.proxy.use(() => 'pass');
    const job = await ended(operation);
    isWhole(job);
    it.saved(job);
    await it.isWhole();
  });

  test('that is away for twenty minutes delays the backup', async () => {
    const it = await FaultCase.prepare(app, 'data-twenty');
    const { operation, fault } = await backUpWithoutData(it);
    await passMinutes(app, 20);
    expect(fault.strikes()).toBeGreaterThan(5);
    expect((await jobOf(operation)).status).toBe('InProgress');
    app.proxy.use(() => 'pass');
    const job = await ended(operation);
    isWhole(job);
    it.saved(job);
    await it.isWhole();
  });

  test('that stays away fails the backup, and leaves no recovery point and nothing else', async () => {
    const it = await FaultCase.prepare(app, 'data-gone');
    const { operation, fault } = await backUpWithoutData(it);
    const job = await ended(operation);
    expect(fault.strikes()).toBeGreaterThan(10);
    expect(job).toMatchObject({ status: 'Failed', errors: [{ code: 'InternalError' }] });
    expect(job.errors[0]?.message).toMatch(/The service answered 503/);
    app.proxy.use(() => 'pass');
    await it.isWhole();
  });
});

describe('the control account', () => {
  test('that is away for a while is waited for; meanwhile the API says so', async () => {
    const it = await FaultCase.prepare(app, 'control-away');
    const { operation } = await backUpUntilControlIsAway(it);
    expect((await fetch(`${app.baseUrl}/api/health`)).status).toBe(503);
    const refused = await refusal(app, 'POST', `${instancePath(it.instance)}/backup`, backupBody);
    expect(refused.status).toBe(503);
    await passMinutes(app, 15);
    app.proxy.use(() => 'pass');
    const job = await ended(operation);
    isWhole(job);
    it.saved(job);
    await it.isWhole();
  });

  test('that stays away leaves the job open until it is back; then the timer closes it', async () => {
    const it = await FaultCase.prepare(app, 'control-gone');
    const { operation } = await backUpUntilControlIsAway(it);
    await passMinutes(app, 180);
    app.proxy.use(() => 'pass');
    expect((await jobOf(operation)).status).toBe('InProgress');
    const job = await ended(operation);
    expect(job).toMatchObject({ status: 'Failed', errors: [{ code: 'InternalError' }] });
    expect(job.errors[0]?.message).toMatch(/ended without closing this job/);
    await it.isWhole({ tidyAtOnce: false });
  });
});

describe('a copy', () => {
  /** More than one request copies: the emulator then copies in the background. */
  const BLOCKS = 65;
  const block = Buffer.alloc(4 * 1024 * 1024, 'large ');

  const writeLarge = async ({ source, state }: FaultCase): Promise<void> => {
    await source.account.createContainer('large');
    const client = source.account.service.getContainerClient('large').getBlockBlobClient('file');
    const id = Buffer.from('the same block again and again').toString('base64');
    await client.stageBlock(id, block, block.length);
    await client.commitBlockList(Array.from({ length: BLOCKS }, () => id));
    const hash = createHash('sha256');
    for (let i = 0; i < BLOCKS; i += 1) hash.update(block);
    const blob = { container: 'large', name: 'file', headers: {}, metadata: {} };
    state.set(keyOf(blob), { ...blob, size: BLOCKS * block.length, sha256: hash.digest('hex') });
  };

  test('that ends as failed is made again, over the empty blob that it left', async () => {
    const it = await FaultCase.prepare(app, 'copy-failed');
    await writeLarge(it);
    const data = await app.dataAccountOf(it.instance);
    const said = {
      etag: '"0x8DEADBEEF000000"',
      'last-modified': new Date().toUTCString(),
      'x-ms-copy-id': '00000000-0000-0000-0000-000000000000',
      'x-ms-version': '2025-11-05',
    };
    let failed: string | undefined;
    let looks = 0;
    app.proxy.use(async (request) => {
      const path = new URL(request.url, 'http://x').pathname;
      const isLarge = copyOf(it.source, 'large/file')(request);
      if (isLarge && failed === undefined) {
        failed = path;
        const [container = '', ...name] = path.split('/').slice(2);
        await data.account.write({ container, name: name.join('/'), headers: {}, metadata: {} }, Buffer.of());
        return { status: 202, headers: { ...said, 'x-ms-copy-status': 'pending' } };
      }
      if (request.method !== 'HEAD' || path !== failed || looks > 0) return 'pass';
      looks += 1;
      const reason = { 'x-ms-copy-status': 'failed', 'x-ms-copy-status-description': '500 InternalError' };
      return {
        status: 200,
        headers: { ...said, ...reason, 'x-ms-blob-type': 'BlockBlob', 'content-length': '0' },
      };
    });
    const job = await ended(await startBackup(app, it.instance));
    expect(looks).toBe(1);
    expect(job).toMatchObject({ status: 'Completed', errors: [], warnings: [] });
    it.saved(job);
    await it.removeContainer('large');
    await it.isWhole();
  });
});
