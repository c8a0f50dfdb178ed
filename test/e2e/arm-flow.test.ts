// The long-running operation as an SDK's poller meets it, and the resources around it.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OperationStatus } from '../../local/demo/arm-client.ts';
import document from '../../src/api/openapi/openapi.json' with { type: 'json' };
import type { TestApp } from '../support/app.ts';
import { startTestApp, VAULT_ID } from '../support/app.ts';
import {
  backUp,
  blobNames,
  fill,
  finished,
  instanceBody,
  instancePath,
  startBackup,
} from '../support/backup-steps.ts';
import { copyOf, inject } from '../support/faults.ts';
import { holdMarkers } from '../support/held-markers.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ settings: { HOLDFAST_POLL_SECONDS: '1' } });
});
afterAll(() => app?.stop());

describe('the API', () => {
  test('answers health without a key, and the vault and its policy by both api-versions', async () => {
    expect((await fetch(`${app.baseUrl}/api/health`)).status).toBe(200);
    for (const version of ['2022-12-01', '2024-04-01']) {
      const vault = await app.arm.call(`GET`, `${VAULT_ID}?api-version=${version}`);
      expect(vault).toMatchObject({ id: VAULT_ID, name: 'vault', location: 'westeurope' });
      const policy = await app.arm.call(
        `GET`,
        `${VAULT_ID}/backupPolicies/DailyPolicy?api-version=${version}`,
      );
      expect(policy).toMatchObject({ name: 'DailyPolicy', properties: { objectType: 'BackupPolicy' } });
    }
  });

  test('describes itself', async () => {
    const answer = await fetch(`${app.baseUrl}/openapi.json`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual(JSON.parse(JSON.stringify(document)));
  });

  test('protects at once, and a second time changes nothing', async () => {
    const source = app.newAccount();
    await fill(source, { 'data/a': 'a' });
    const first = await app.arm.send('PUT', instancePath('flow'), instanceBody(source.id));
    expect(first.status).toBe(201);
    const again = await app.arm.send('PUT', instancePath('flow'), instanceBody(source.id));
    expect(again.status).toBe(200);
    const read = await app.arm.send('GET', instancePath('flow'));
    expect(read.status).toBe(200);
    expect(read.body).toMatchObject({
      id: instancePath('flow'),
      name: 'flow',
      properties: {
        provisioningState: 'Succeeded',
        currentProtectionState: 'ProtectionConfigured',
        protectionStatus: { status: 'ProtectionConfigured' },
        dataSourceInfo: { resourceID: source.id },
      },
    });
    const list = await app.arm.list<{ name: string }>(`${VAULT_ID}/backupInstances`);
    expect(list.map(({ name }) => name)).toContain('flow');
  });

  test('runs a backup as a long-running operation', async () => {
    const source = app.newAccount();
    await fill(source, { 'data/a': 'a' });
    await app.arm.call('PUT', instancePath('lro'), instanceBody(source.id));
    const markers = await holdMarkers(app, 'lro', source);
    const operation = await startBackup(app, 'lro');
    expect(operation.retryAfterMs).toBeGreaterThan(0);
    await markers.waiting(1);

    const running = await app.arm.send('GET', operation.statusUrl);
    expect(running.status).toBe(200);
    expect(running.body).toMatchObject({
      status: 'Inprogress',
      properties: { objectType: 'OperationJobExtendedInfo', jobId: expect.any(String) },
    });
    expect((await app.arm.send('GET', operation.resultUrl!)).status).toBe(202);

    await markers.replicate('data');
    const states: string[] = [];
    const last = await app.arm.follow(operation, ({ status }) => void states.push(status));
    expect(last.status).toBe('Succeeded');
    expect(new Set(states.slice(0, -1))).toEqual(new Set(states.length > 1 ? ['Inprogress'] : []));
    const result = await app.arm.send('GET', operation.resultUrl!);
    expect(result.status).toBe(200);
    expect(result.body).toMatchObject({
      objectType: 'OperationJobExtendedInfo',
      jobId: last.properties?.jobId,
    });
    app.proxy.use(() => 'pass');

    const id = last.properties?.jobId;
    const [subscription, group] = [VAULT_ID.split('/resourceGroups')[0], VAULT_ID.split('/providers')[0]];
    for (const path of [
      `${subscription}/providers/Microsoft.DataProtection/locations/westeurope/operationStatus/${id}`,
      `${group}/providers/Microsoft.DataProtection/operationStatus/${id}`,
      `${VAULT_ID}/operationStatus/${id}`,
    ]) {
      expect(await app.arm.call('GET', path), path).toMatchObject({ status: 'Succeeded' });
    }
  });

  test('gives a failed operation the error of its job', async () => {
    const empty = app.newAccount();
    await app.arm.call('PUT', instancePath('failing'), instanceBody(empty.id));
    const operation = await startBackup(app, 'failing');
    const last = await app.arm.follow({ ...operation, retryAfterMs: 100 });
    expect(last).toMatchObject({ status: 'Failed', error: { code: 'UserErrorNoContainersToProtect' } });
  });

  test('cancels a backup in the middle of a copy, and the next one is whole', async () => {
    const source = app.newAccount();
    await fill(source, { 'data/a': 'aaa' });
    await app.arm.call('PUT', instancePath('cancelled'), instanceBody(source.id));
    let letPass = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      letPass = resolve;
    });
    const copies = inject(app.proxy, { on: copyOf(source, 'data/a'), meanwhile: () => gate });
    const operation = await startBackup(app, 'cancelled');
    await copies.struck(1);
    const { properties } = await app.arm.call<OperationStatus>('GET', operation.statusUrl);
    const path = `${VAULT_ID}/backupJobs/${properties?.jobId}`;

    const cancelling = await app.arm.send('POST', `${path}/cancel`);
    expect(cancelling).toMatchObject({ status: 202, body: { properties: { status: 'Cancelling' } } });
    expect(cancelling.headers.get('azure-asyncoperation')).toContain(
      `/operationStatus/${properties?.jobId}?`,
    );
    expect(await app.arm.call('GET', operation.statusUrl)).toMatchObject({ status: 'Inprogress' });
    letPass();
    const job = await finished(app, operation);
    expect(job).toMatchObject({ status: 'Cancelled', errors: [{ code: 'UserErrorJobCancelled' }] });
    expect(await app.arm.call('GET', operation.statusUrl)).toMatchObject({ status: 'Canceled' });
    expect(await app.arm.list(`${instancePath('cancelled')}/recoveryPoints`)).toEqual([]);
    expect((await blobNames(source)).filter((name) => name.includes('_holdfast'))).toEqual([]);
    const late = await app.arm.send('POST', `${path}/cancel`);
    expect(late).toMatchObject({ status: 409, body: { error: { code: 'UserErrorJobAlreadyEnded' } } });

    app.proxy.use(() => 'pass');
    const next = await backUp(app, 'cancelled');
    expect(next).toMatchObject({ status: 'Completed', details: { backupBlobs: '1' }, errors: [] });
  });

  test('lists recovery points and jobs with what they hold', async () => {
    const source = app.newAccount();
    await fill(source, { 'data/a': 'aaa' });
    await app.arm.call('PUT', instancePath('listed'), instanceBody(source.id));
    const job = await backUp(app, 'listed');
    const point = await app.arm.call(
      'GET',
      `${instancePath('listed')}/recoveryPoints/${job.recoveryPointId}`,
    );
    expect(point).toMatchObject({
      name: job.recoveryPointId,
      properties: {
        objectType: 'AzureBackupDiscreteRecoveryPoint',
        recoveryPointDataStoresDetails: [{ metaData: expect.stringContaining('"blobs":1') }],
      },
    });
    const jobs = await app.arm.list<{ name: string; properties: { status: string } }>(
      `${VAULT_ID}/backupJobs`,
    );
    expect(jobs.find(({ name }) => name === job.id)?.properties.status).toBe('Completed');
  });

  test('exports the list of jobs to files that a link reads, and nothing else does', async () => {
    const accepted = await app.arm.send('POST', `${VAULT_ID}/exportBackupJobs`);
    expect(accepted.status).toBe(202);
    expect(Number(accepted.headers.get('retry-after'))).toBeGreaterThan(0);
    const statusUrl = accepted.headers.get('azure-asyncoperation') ?? '';
    const resultUrl = accepted.headers.get('location') ?? '';
    const id = statusUrl.match(/operationStatus\/([^?]+)/)?.[1] ?? '';
    expect(new URL(resultUrl).pathname).toBe(`${VAULT_ID}/backupJobs/operations/${id}`);
    const early = await app.arm.send('GET', resultUrl);
    expect([200, 202]).toContain(early.status);
    if (early.status === 202) expect(early.headers.get('location')).toBe(resultUrl);
    const last = await app.arm.follow({ statusUrl, resultUrl, retryAfterMs: 100 });
    expect(last).toMatchObject({ status: 'Succeeded', properties: { jobId: id } });

    const links = await app.arm.call<Readonly<Record<string, string>>>('GET', resultUrl);
    const json = await fetch(`${links.blobUrl}?${links.blobSasKey}`);
    expect(json.headers.get('content-type')).toContain('application/json');
    const jobs = await app.arm.list<{ name: string }>(`${VAULT_ID}/backupJobs`);
    const others = jobs.filter(({ name }) => name !== id);
    expect(others.length).toBeGreaterThan(3);
    expect(await json.json()).toEqual(others);
    const table = await fetch(`${links.excelFileBlobUrl}?${links.excelFileBlobSasKey}`);
    const lines = (await table.text()).trimEnd().split('\r\n');
    expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(others.map(({ name }) => name));

    const bare = await fetch(links.blobUrl ?? '');
    const other = await fetch(`${links.excelFileBlobUrl}?${links.blobSasKey}`);
    const written = await fetch(`${links.blobUrl}?${links.blobSasKey}`, { method: 'DELETE' });
    expect([bare.ok, other.ok, written.ok]).toEqual([false, false, false]);

    const filtered = await app.arm.send(
      'POST',
      `${VAULT_ID}/exportBackupJobs?$filter=${encodeURIComponent("status eq 'Failed'")}`,
    );
    const filteredStatus = filtered.headers.get('azure-asyncoperation') ?? '';
    await app.arm.follow({ statusUrl: filteredStatus, resultUrl: undefined, retryAfterMs: 100 });
    const failed = await app.arm.call<Readonly<Record<string, string>>>(
      'GET',
      filtered.headers.get('location') ?? '',
    );
    const shown = (await (await fetch(`${failed.blobUrl}?${failed.blobSasKey}`)).json()) as {
      properties: object;
    }[];
    expect(shown.map(({ properties }) => properties)).toMatchObject([{ status: 'Failed' }]);

    const [backup] = others;
    expect(await app.arm.send('GET', `${VAULT_ID}/backupJobs/operations/${backup?.name}`)).toMatchObject({
      status: 404,
    });
    expect(await app.arm.send('POST', `${VAULT_ID}/exportBackupJobs?$filter=x`)).toMatchObject({
      status: 400,
      body: { error: { code: 'InvalidQueryParameter', target: '$filter' } },
    });
  });
});
