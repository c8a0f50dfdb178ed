// Backups over HTTP: full, incremental, unchanged; what is in a recovery point and what is named as left out.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BlobState } from '../../local/demo/blob-state.ts';
import { keyOf } from '../../local/demo/blob-state.ts';
import { compareAccount } from '../../local/demo/compare-account.ts';
import { oddBlobs } from '../../local/demo/odd-blobs.ts';
import type { TestApp } from '../support/app.ts';
import { startTestApp } from '../support/app.ts';
import { backUp, blobNames, fill, protect, restore } from '../support/backup-steps.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

const nothing = (): void => undefined;

describe('a protected account', () => {
  test('is backed up whole, then by what changed, and each point restores to its own state', async () => {
    const source = app.newAccount();
    const many = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`many/folder-${i % 7}/blob-${i}.txt`, `content ${i}`]),
    );
    const first = await fill(source, { ...many, 'few/one': '1', 'few/two': '2' });
    await protect(app, 'whole', source);

    const full = await backUp(app, 'whole');
    expect(full).toMatchObject({ status: 'Completed', errors: [], warnings: [] });
    expect(full.details).toMatchObject({ backupBlobs: '62', backupCopiedBlobs: '62' });
    expect(await blobNames(source), 'no marker stays behind').toEqual([...first.keys()].sort());

    await source.account.delete('few', 'one');
    const changed = await fill(source, { 'many/folder-0/blob-0.txt': 'changed', 'new/blob': 'added' });
    const incremental = await backUp(app, 'whole');
    expect(incremental.status).toBe('Completed');
    expect(incremental.details).toMatchObject({ backupBlobs: '62', backupCopiedBlobs: '2' });

    const second = new Map([...first, ...changed]);
    second.delete('few/one');
    for (const [job, state] of [
      [full, first],
      [incremental, second],
    ] as const) {
      const target = app.newAccount();
      const restored = await restore(app, 'whole', { point: job.recoveryPointId!, target });
      expect(restored).toMatchObject({ status: 'Completed', errors: [] });
      expect(restored.details).toMatchObject({ restoreVerified: '62', restoreMismatched: '0' });
      expect((await compareAccount(target.account, state, nothing)).differences).toEqual([]);
    }
    const points = await app.vault.recoveryPoints('whole');
    expect(points.map(({ id }) => id)).toEqual([full.recoveryPointId, incremental.recoveryPointId]);
  });

  test('costs its listing and a constant when nothing changed', async () => {
    const source = app.newAccount();
    await fill(source, Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`data/${i}`, `${i}`])));
    await protect(app, 'unchanged', source);
    await backUp(app, 'unchanged');
    app.proxy.forget();
    const job = await backUp(app, 'unchanged');
    const requests = [...app.proxy.requests];
    expect(job.details).toMatchObject({ backupBlobs: '300', backupCopiedBlobs: '0', backupCopiedBytes: '0' });
    const data = await app.dataAccountOf('unchanged');
    const written = requests.filter(
      ({ method, url }) => method === 'PUT' && url.startsWith(`/${data.name}/objects/`),
    );
    expect(written).toEqual([]);
    expect(requests.length, 'not one request per blob').toBeLessThan(150);
  });

  test('keeps names, headers and metadata of every kind', async () => {
    const source = app.newAccount();
    const state = new Map<string, BlobState>();
    await source.account.createContainer('odd-names');
    for (const { content, ...blob } of oddBlobs()) {
      state.set(keyOf(blob), await source.account.write(blob, content));
    }
    await protect(app, 'odd', source);
    const job = await backUp(app, 'odd');
    expect(job).toMatchObject({ status: 'Completed', warnings: [] });
    expect(job.details.backupBlobs).toBe(String(state.size));
    const target = app.newAccount();
    const restored = await restore(app, 'odd', { point: job.recoveryPointId!, target });
    expect(restored).toMatchObject({ status: 'Completed', errors: [] });
    expect((await compareAccount(target.account, state, nothing)).differences).toEqual([]);
  });

  test('names append blobs, page blobs, archived blobs and snapshots as left out', async () => {
    const source = app.newAccount();
    await fill(source, { 'mixed/block': 'block', 'mixed/archived': 'cold', 'mixed/with-snapshot': 'v1' });
    const container = source.account.service.getContainerClient('mixed');
    await container.getAppendBlobClient('log.append').create();
    await container.getPageBlobClient('disk.page').create(512);
    await container.getBlobClient('archived').setAccessTier('Archive');
    await container.getBlobClient('with-snapshot').createSnapshot();
    await protect(app, 'mixed', source);
    const job = await backUp(app, 'mixed');
    expect(job.status).toBe('CompletedWithWarnings');
    const warnings = job.warnings.join('\n');
    expect(warnings).toMatch(/Append blobs .*mixed\/log\.append/);
    expect(warnings).toMatch(/Page blobs .*mixed\/disk\.page/);
    expect(warnings).toMatch(/Archived blobs .*mixed\/archived/);
    expect(warnings).toMatch(/Snapshots .*mixed\/with-snapshot/);
    expect(job.details.backupBlobs).toBe('2');
    const target = app.newAccount();
    await restore(app, 'mixed', { point: job.recoveryPointId!, target });
    expect(await blobNames(target)).toEqual(['mixed/block', 'mixed/with-snapshot']);
  });

  test('covers only included containers, or all but excluded ones', async () => {
    const blobs = { 'alpha/a': 'a', 'beta/b': 'b', 'gamma/c': 'c' };
    const [one, two] = [app.newAccount(), app.newAccount()];
    await fill(one, blobs);
    await fill(two, blobs);
    await protect(app, 'included', one, { include: ['alpha', 'gamma'] });
    await protect(app, 'excluded', two, { exclude: ['alpha'] });
    for (const [instance, expected] of [
      ['included', ['alpha/a', 'gamma/c']],
      ['excluded', ['beta/b', 'gamma/c']],
    ] as const) {
      const job = await backUp(app, instance);
      const target = app.newAccount();
      await restore(app, instance, { point: job.recoveryPointId!, target });
      expect(await blobNames(target)).toEqual(expected);
    }
  });

  test('has empty containers and blobs that only look like markers in its points', async () => {
    const source = app.newAccount();
    const state = await fill(source, {
      'data/_holdfast-recovery-point-notes.txt': 'mine',
      'data/sub/_holdfast-recovery-point-20260101T000000Z': 'not in the root',
    });
    await source.account.createContainer('empty');
    await protect(app, 'lookalike', source);
    const job = await backUp(app, 'lookalike');
    const target = app.newAccount();
    await restore(app, 'lookalike', { point: job.recoveryPointId!, target });
    expect(await target.account.containers()).toEqual(['data', 'empty']);
    expect((await compareAccount(target.account, state, nothing)).differences).toEqual([]);
  });

  test('shows progress and sub-tasks on the job, and the orchestration that did it', async () => {
    const source = app.newAccount();
    await fill(source, { 'data/a': 'a' });
    await protect(app, 'visible', source);
    const { id } = await backUp(app, 'visible');
    const job = await app.arm.call<{ properties: Record<string, unknown> }>(
      'GET',
      `${app.vault.id}/backupJobs/${id}`,
    );
    expect(job.properties).toMatchObject({
      status: 'Completed',
      operation: 'OnDemandBackup',
      operationCategory: 'Backup',
      isUserTriggered: true,
      dataSourceName: source.name,
      extendedInfo: {
        additionalDetails: { orchestrationId: expect.stringContaining('backup:visible:') },
      },
    });
    const { subTasks } = job.properties.extendedInfo as { subTasks: readonly { taskStatus: string }[] };
    expect(subTasks.length).toBeGreaterThan(3);
    expect(new Set(subTasks.map(({ taskStatus }) => taskStatus))).toEqual(new Set(['Completed']));
  });
});
