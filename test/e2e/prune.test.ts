// Pruning over the app's HTTP API: a dry run, a point that is asked for, what is refused, and what storage keeps.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JobView } from '../../local/demo/vault.ts';
import type { TestAccount, TestApp } from '../support/app.ts';
import { startTestApp } from '../support/app.ts';
import { backUp, fill, finished, instancePath, protect, refusal, restore } from '../support/backup-steps.ts';

const LEASE = '11111111-1111-4111-8111-111111111111';
let app: TestApp;
let source: TestAccount;
let points: readonly string[];

const prune = async (body: object): Promise<JobView> =>
  finished(app, await app.arm.start(`${instancePath('shop')}/prune`, body));

const pointIds = async (): Promise<readonly string[]> =>
  (await app.vault.recoveryPoints('shop')).map(({ id }) => id);

beforeAll(async () => {
  app = await startTestApp();
  source = app.newAccount();
  await fill(source, {
    'orders/kept': 'in all',
    'orders/changing': 'one',
    'orders/gone': 'only in the first',
  });
  await protect(app, 'shop', source);
  const made: string[] = [];
  for (const content of ['one', 'two', 'three']) {
    await fill(source, { 'orders/changing': content });
    made.push((await backUp(app, 'shop')).recoveryPointId ?? '');
    if (content === 'one') await source.account.delete('orders', 'gone');
  }
  points = made;
});
afterAll(async () => {
  await app?.stop();
});

test('what must stay is refused with field and rule, and nothing is changed', async () => {
  const path = `${instancePath('shop')}/prune`;
  const newest = await refusal(app, 'POST', path, { recoveryPoints: [points[0], points[2]] });
  expect(newest).toMatchObject({ status: 400, code: 'UserErrorInvalidRequest' });
  expect(newest.message).toMatch(/"target":"recoveryPoints\[1\]"/);
  expect(newest.message).toMatch(/last good recovery point/);
  const unknown = await refusal(app, 'POST', path, { recoveryPoints: ['20200101T000000Z'] });
  expect(unknown).toMatchObject({ code: 'UserErrorRecoveryPointNotFound' });
  expect(unknown.message).toMatch(/"target":"recoveryPoints\[0\]"/);
  const shapes: readonly (readonly [object, RegExp])[] = [
    [{ recoveryPoints: ['../../other'] }, /recoveryPoints\[0\].*must be the ID of a recovery point/],
    [{ recoveryPoints: points[0] }, /recoveryPoints.*must be of type array/],
    [{ dryRun: 'yes' }, /dryRun.*must be of type boolean/],
  ];
  for (const [body, message] of shapes) {
    const refused = await refusal(app, 'POST', path, body);
    expect(refused).toMatchObject({ status: 400, code: 'UserErrorInvalidRequest' });
    expect(refused.message).toMatch(message);
  }
  expect(await refusal(app, 'POST', `${instancePath('nobody')}/prune`, {})).toMatchObject({
    code: 'UserErrorBackupInstanceNotFound',
  });
  expect(await pointIds()).toEqual(points);
});

test('a dry run shows what would go, why, and what it would free; then the prune does just that', async () => {
  const dry = await prune({ dryRun: true, recoveryPoints: [points[0]] });
  expect(dry).toMatchObject({ operation: 'Prune', status: 'Completed', details: { pruneDryRun: 'true' } });
  expect(await pointIds()).toEqual(points);
  expect(JSON.parse(dry.details.prunePlan ?? '')).toMatchObject({
    deletes: [{ recoveryPointId: points[0], reason: 'its deletion was requested' }],
    keeps: [{ recoveryPointId: points[1] }, { recoveryPointId: points[2] }],
  });

  const job = await prune({ recoveryPoints: [points[0]] });
  expect(job).toMatchObject({ status: 'Completed', errors: [], warnings: [] });
  expect(job.details).toEqual({
    ...dry.details,
    pruneDryRun: 'false',
    orchestrationId: expect.any(String),
    progressUpdatedAt: expect.any(String),
    ...Object.fromEntries(
      Object.keys(job.details)
        .filter((name) => name.startsWith('progress'))
        .map((name) => [name, job.details[name]]),
    ),
  });
  expect(job.details).toMatchObject({ pruneRecoveryPoints: '1', pruneObjectsDeleted: '2' });
  expect(Number(job.details.pruneBytesFreed)).toBeGreaterThan('one'.length + 'only in the first'.length);
  expect(await pointIds()).toEqual(points.slice(1));

  const target = app.newAccount();
  const restored = await restore(app, 'shop', { point: points[1] ?? '', target });
  expect(restored).toMatchObject({
    status: 'Completed',
    details: { restoreBlobs: '2', restoreVerified: '2' },
  });
  expect((await target.account.read('orders', 'changing'))?.size).toBe('two'.length);
});

test('what storage keeps from being deleted is told, and goes with a later prune', async () => {
  const { account } = await app.dataAccountOf('shop');
  const objects = account.service.getContainerClient('objects');
  const held: string[] = [];
  for await (const { name } of objects.listBlobsFlat()) {
    await objects.getBlobClient(name).getBlobLeaseClient(LEASE).acquireLease(-1);
    held.push(name);
  }
  const job = await prune({ recoveryPoints: [points[1]] });
  expect(job).toMatchObject({
    status: 'CompletedWithWarnings',
    details: { pruneRecoveryPoints: '1', pruneObjectsDeleted: '0', pruneBlocked: '1' },
  });
  expect(job.warnings.join()).toMatch(/because of a lease.*objects\//);
  expect(await pointIds()).toEqual(points.slice(2));
  for (const name of held) {
    await objects.getBlobClient(name).getBlobLeaseClient(LEASE).releaseLease();
  }
  expect(await prune({})).toMatchObject({
    status: 'Completed',
    details: { pruneRecoveryPoints: '0', pruneObjectsDeleted: '1', pruneBlocked: '0' },
  });
  const restored = await restore(app, 'shop', { point: points[2] ?? '', target: app.newAccount() });
  expect(restored).toMatchObject({ status: 'Completed', details: { restoreVerified: '2' } });
});
