// Restores over HTTP: what of a point, under which names, into what is there already, and the plan alone.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccountState } from '../../local/demo/blob-state.ts';
import { compareAccount } from '../../local/demo/compare-account.ts';
import type { TestAccount, TestApp } from '../support/app.ts';
import { startTestApp } from '../support/app.ts';
import { backUp, blobNames, fill, protect, restore } from '../support/backup-steps.ts';

const INSTANCE = 'files';
let app: TestApp;
let source: TestAccount;
let state: AccountState;
let point: string;

beforeAll(async () => {
  app = await startTestApp();
  source = app.newAccount();
  state = await fill(source, {
    'photos/2025/a.jpg': 'a',
    'photos/2025/b.jpg': 'b',
    'photos/2026/c.jpg': 'c',
    'photos/2026 draft/d.jpg': 'd',
    'photos/index.html': 'index',
    'docs/readme.md': 'read me',
    'docs/readme.md.old': 'older',
    'docs/sub/notes.md': 'notes',
    'logs/app.log': 'log',
  });
  await protect(app, INSTANCE, source);
  const job = await backUp(app, INSTANCE);
  point = job.recoveryPointId!;
});
afterAll(() => app?.stop());

const expectEqual = async (target: TestAccount, keys: readonly string[]): Promise<void> => {
  const expected = new Map(keys.map((key) => [key, state.get(key)!]));
  const { differences, equal } = await compareAccount(target.account, expected, () => undefined);
  expect(differences).toEqual([]);
  expect(equal).toBe(keys.length);
};

describe('a restore', () => {
  test('of everything', async () => {
    const target = app.newAccount();
    const job = await restore(app, INSTANCE, { point, target });
    expect(job).toMatchObject({ status: 'Completed', operation: 'Restore', recoveryPointId: point });
    expect(job.details).toMatchObject({ restoreBlobs: '9', restoreVerified: '9', restoreMismatched: '0' });
    await expectEqual(target, [...state.keys()]);
  });

  test('of chosen containers', async () => {
    const target = app.newAccount();
    const job = await restore(app, INSTANCE, {
      point,
      target,
      items: [{ container: 'docs' }, { container: 'logs' }],
    });
    expect(job.status).toBe('Completed');
    expect(await target.account.containers()).toEqual(['docs', 'logs']);
    await expectEqual(target, ['docs/readme.md', 'docs/readme.md.old', 'docs/sub/notes.md', 'logs/app.log']);
  });

  test('of prefixes, exactly', async () => {
    const target = app.newAccount();
    const items = [{ container: 'photos', prefixes: ['2026/', 'index'] }];
    const job = await restore(app, INSTANCE, { point, target, items });
    expect(job.status).toBe('Completed');
    await expectEqual(target, ['photos/2026/c.jpg', 'photos/index.html']);
  });

  test('of one blob, without those whose names begin like it', async () => {
    const target = app.newAccount();
    const job = await restore(app, INSTANCE, {
      point,
      target,
      items: [{ container: 'docs', blobs: ['readme.md'] }],
    });
    expect(job.status).toBe('Completed');
    await expectEqual(target, ['docs/readme.md']);
  });

  test('into a container of another name', async () => {
    const target = app.newAccount();
    const items = [{ container: 'logs', renameTo: 'logs-restored' }, { container: 'docs' }];
    const job = await restore(app, INSTANCE, { point, target, items });
    expect(job.status).toBe('Completed');
    expect(await blobNames(target)).toEqual([
      'docs/readme.md',
      'docs/readme.md.old',
      'docs/sub/notes.md',
      'logs-restored/app.log',
    ]);
  });

  test('lands cool blobs hot, or as they were when asked', async () => {
    const cool = app.newAccount();
    await fill(cool, { 'data/cool': 'cool' });
    await cool.account.service.getContainerClient('data').getBlobClient('cool').setAccessTier('Cool');
    await protect(app, 'cool', cool);
    const { recoveryPointId } = await backUp(app, 'cool');
    for (const [tier, expected] of [
      [undefined, 'Hot'],
      ['AsSource', 'Cool'],
    ] as const) {
      const target = app.newAccount();
      const asked = tier === undefined ? {} : { tier };
      expect((await restore(app, 'cool', { point: recoveryPointId!, target, ...asked })).status).toBe(
        'Completed',
      );
      const blob = target.account.service.getContainerClient('data').getBlobClient('cool');
      expect((await blob.getProperties()).accessTier).toBe(expected);
    }
  });
});

describe('a target that is not empty', () => {
  const occupied = async (): Promise<TestAccount> => {
    const target = app.newAccount();
    await fill(target, { 'docs/readme.md': 'the target has its own', 'docs/other': 'not in the point' });
    return target;
  };
  const items = [{ container: 'docs' }];
  const textOf = async (target: TestAccount, name: string): Promise<string> =>
    (
      await target.account.service.getContainerClient('docs').getBlobClient(name).downloadToBuffer()
    ).toString();

  test('is refused by default, with the containers named, and left alone', async () => {
    const target = await occupied();
    const job = await restore(app, INSTANCE, { point, target, items });
    expect(job.status).toBe('Failed');
    expect(job.errors).toMatchObject([{ code: 'UserErrorTargetContainersExistOnAccount' }]);
    expect(job.errors[0]?.message).toContain('docs');
    expect(await blobNames(target)).toEqual(['docs/other', 'docs/readme.md']);
    expect(await textOf(target, 'readme.md')).toBe('the target has its own');
  });

  test('keeps what it has under SkipIfExists', async () => {
    const target = await occupied();
    const job = await restore(app, INSTANCE, { point, target, items, conflict: 'SkipIfExists' });
    expect(job.status).toMatch(/^Completed/);
    expect(job.details).toMatchObject({ restoreSkipped: '1' });
    expect(await textOf(target, 'readme.md')).toBe('the target has its own');
    expect(await textOf(target, 'sub/notes.md')).toBe('notes');
    expect(await textOf(target, 'other')).toBe('not in the point');
  });

  test('is overwritten under OverwriteIfExists, other blobs stay', async () => {
    const target = await occupied();
    const job = await restore(app, INSTANCE, { point, target, items, conflict: 'OverwriteIfExists' });
    expect(job.status).toBe('Completed');
    expect(await textOf(target, 'readme.md')).toBe('read me');
    expect(await textOf(target, 'other')).toBe('not in the point');
  });
});

describe('a plan', () => {
  test('comes from a dry run, which writes nothing', async () => {
    const target = app.newAccount();
    const job = await restore(app, INSTANCE, { point, target, dryRun: true });
    expect(job.status).toBe('Completed');
    expect(job.details).toMatchObject({ restoreDryRun: 'true', restoreBlobs: '9' });
    expect(await target.account.containers()).toEqual([]);
  });
});
