// Azure's clients against the simulated Resource Manager when things go wrong between them: throttling, failures, lost
// answers, answers that no specification promises; and what the simulation itself refuses.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProxyRule, ProxyVerdict } from '../../local/azure/fault-proxy.ts';
import { createResourceManager } from '../../src/azure/resource-manager/connection.ts';
import { putVolume } from '../../src/memory/cloud/elastic-san-rules.ts';
import type { SimulatedAzure } from '../support/simulated-azure.ts';
import { startSimulatedAzure } from '../support/simulated-azure.ts';
import {
  diskSnapshot,
  ended,
  groupId,
  refusedWith,
  runningState,
  snapshotGroup,
  succeeded,
  volumeId,
  volumeSnapshot,
} from './resources/world.ts';

let azure: SimulatedAzure;

beforeEach(async () => {
  azure = await startSimulatedAzure();
  putVolume(azure.cloud, volumeId, { sizeGiB: 1 });
  azure.advance(60_000);
});

afterEach(async () => {
  await azure.stop();
});

const throttled = (headers: Record<string, string> = {}): ProxyVerdict => ({
  status: 429,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify({ error: { code: 'TooManyRequests', message: 'Slow down.' } }),
});

/** The first requests get this verdict, then all pass. */
const first = (count: number, verdict: ProxyVerdict, method?: string): ProxyRule => {
  let left = count;
  return (request) => {
    if (method !== undefined && request.method !== method) return 'pass';
    left -= 1;
    return left >= 0 ? verdict : 'pass';
  };
};

const snapshotted = async (name: string): Promise<void> =>
  succeeded(azure, azure.elasticSans, await azure.elasticSans.beginSnapshot(volumeSnapshot(name), volumeId));

const exportRequest = (name: string) => ({
  location: 'westeurope',
  sku: 'Standard_LRS' as const,
  elasticSanSnapshotId: volumeSnapshot(name),
  tags: {},
});

describe('throttling', () => {
  it('of a moment is waited out, with Retry-After and without', async () => {
    azure.proxy.use(first(2, throttled()));
    expect((await azure.elasticSans.volume(volumeId))?.sizeGiB).toBe(1);
    azure.proxy.use(first(2, throttled({ 'retry-after-ms': '2' })));
    expect(await azure.managedDisks.snapshots(snapshotGroup)).toEqual([]);
    azure.proxy.use(first(2, throttled()));
    expect(await azure.resourceGroups.locksOn(snapshotGroup)).toEqual([]);
  });

  it('that lasts is told, with how long to wait', async () => {
    azure.proxy.use(() => throttled({ 'retry-after': '77' }));
    const refused = refusedWith('throttled', { transient: true, status: 429, retryAfterMs: 77_000 });
    await expect(azure.elasticSans.volume(volumeId)).rejects.toEqual(refused);
    await expect(azure.elasticSans.beginSnapshot(volumeSnapshot('a'), volumeId)).rejects.toEqual(refused);
    await expect(azure.managedDisks.snapshot(diskSnapshot('a'))).rejects.toEqual(refused);
    await expect(azure.managedDisks.beginExport(diskSnapshot('a'), exportRequest('a'))).rejects.toEqual(
      refused,
    );
    await expect(azure.managedDisks.beginDeleteSnapshot(diskSnapshot('a'))).rejects.toEqual(refused);
    await expect(azure.resourceGroups.locksOn(snapshotGroup)).rejects.toEqual(refused);
    // Told to wait longer than a request may: asked once each.
    expect(azure.proxy.requests).toHaveLength(6);
  });

  it('without Retry-After is given up after a few tries', async () => {
    azure.proxy.use(() => throttled());
    await expect(azure.elasticSans.volume(volumeId)).rejects.toEqual(refusedWith('throttled'));
    expect(azure.proxy.requests).toHaveLength(3);
  });

  it('while an operation is polled leaves its state good', async () => {
    const state = runningState(await azure.elasticSans.beginSnapshot(volumeSnapshot('a'), volumeId));
    azure.proxy.use(() => throttled({ 'retry-after': '60' }));
    await expect(azure.elasticSans.poll(state)).rejects.toEqual(refusedWith('throttled'));
    azure.proxy.use(() => 'pass');
    azure.advance(60_000);
    expect(await azure.elasticSans.poll(state)).toEqual({ status: 'succeeded' });
  });
});

describe('what the app may not see', () => {
  const forbidden: ProxyVerdict = {
    status: 403,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ error: { code: 'AuthorizationFailed', message: 'No role there.' } }),
  };

  it('of locks above is left out, and all of it is told', async () => {
    azure.cloud.lock({ name: 'keep', level: 'CanNotDelete', scope: snapshotGroup });
    azure.proxy.use(({ url }) => (/resourceGroups/i.test(url) ? 'pass' : forbidden));
    expect((await azure.resourceGroups.locksOn(diskSnapshot('a'))).map(({ name }) => name)).toEqual(['keep']);
    azure.proxy.use(() => forbidden);
    await expect(azure.resourceGroups.locksOn(snapshotGroup)).rejects.toEqual(refusedWith('forbidden'));
  });

  it('of its permissions is not taken for none', async () => {
    azure.proxy.use(() => forbidden);
    expect(await azure.resourceGroups.permissionsOn(snapshotGroup)).toBeUndefined();
    azure.proxy.use(() => throttled({ 'retry-after': '77' }));
    await expect(azure.resourceGroups.permissionsOn(snapshotGroup)).rejects.toEqual(
      refusedWith('throttled', { retryAfterMs: 77_000 }),
    );
  });
});

describe('failures of the service and the network', () => {
  it('of a moment are not seen', async () => {
    azure.proxy.use(first(1, { status: 500 }));
    expect((await azure.elasticSans.volume(volumeId))?.sizeGiB).toBe(1);
    azure.proxy.use(first(1, 'cut'));
    expect(await azure.managedDisks.disk(diskSnapshot('none'))).toBeUndefined();
  });

  it('that last are told as such', async () => {
    azure.proxy.use(() => ({ status: 503 }));
    const refused = refusedWith('unavailable', { transient: true });
    await expect(azure.elasticSans.volume(volumeId)).rejects.toEqual(refused);
    azure.proxy.use(() => 'cut');
    await expect(azure.elasticSans.beginSnapshot(volumeSnapshot('a'), volumeId)).rejects.toEqual(refused);
    await expect(azure.managedDisks.snapshot(diskSnapshot('a'))).rejects.toEqual(refused);
    await expect(azure.resourceGroups.find(snapshotGroup)).rejects.toEqual(refused);
  });

  it('while an operation is polled are not its failure', async () => {
    await snapshotted('a');
    const begun = await azure.managedDisks.beginExport(diskSnapshot('a'), exportRequest('a'));
    azure.proxy.use(() => ({ status: 500 }));
    await expect(azure.managedDisks.poll(runningState(begun))).rejects.toEqual(refusedWith('unavailable'));
    azure.proxy.use(() => 'pass');
    await succeeded(azure, azure.managedDisks, begun);
  });

  it('lose answers, not effects: nothing is made twice', async () => {
    azure.proxy.use(first(1, 'lose', 'PUT'));
    await snapshotted('a');
    expect(azure.cloud.takenSnapshots(volumeId)).toHaveLength(1);
    azure.proxy.use(first(1, 'lose', 'PUT'));
    const begun = await azure.managedDisks.beginExport(diskSnapshot('a'), exportRequest('a'));
    await succeeded(azure, azure.managedDisks, begun);
    expect(azure.cloud.diskSnapshots.all()).toHaveLength(1);
    azure.proxy.use(first(1, 'lose', 'DELETE'));
    const deleted = azure.elasticSans.beginDeleteSnapshot(volumeSnapshot('a'));
    // The second DELETE finds the first one under way.
    await expect(deleted).rejects.toEqual(refusedWith('conflict', { transient: true }));
    azure.advance(60_000);
    await succeeded(
      azure,
      azure.elasticSans,
      await azure.elasticSans.beginDeleteSnapshot(volumeSnapshot('a')),
    );
  });

  it('join an operation whose beginning was lost for good', async () => {
    azure.proxy.use(({ method }) => (method === 'PUT' ? 'lose' : 'pass'));
    const begin = () => azure.elasticSans.beginSnapshot(volumeSnapshot('a'), volumeId);
    await expect(begin()).rejects.toEqual(refusedWith('unavailable'));
    const joined = await begin();
    expect(joined.status).toBe('running');
    await succeeded(azure, azure.elasticSans, joined);
    expect(azure.cloud.takenSnapshots(volumeId)).toHaveLength(1);
  });
});

describe('answers that the specification does not promise', () => {
  it('202 and Azure-AsyncOperation from Elastic SAN are understood', async () => {
    azure.simulator.answerWith('undeclared');
    await snapshotted('a');
    expect((await azure.elasticSans.snapshot(volumeSnapshot('a')))?.provisioningState).toBe('Succeeded');
    const check = await azure.elasticSans.beginPreBackup(groupId, 'sql');
    expect(await ended(azure, azure.elasticSans, check)).toMatchObject({ status: 'succeeded' });
    azure.cloud.disturb({ action: 'deleteVolumeSnapshot', what: 'fail' });
    const begun = await azure.elasticSans.beginDeleteSnapshot(volumeSnapshot('a'));
    expect(await ended(azure, azure.elasticSans, begun)).toMatchObject({
      status: 'failed',
      failure: { serviceCode: 'InternalServerError' },
    });
  });

  it('a check that a gateway does not know at all is unknown', async () => {
    azure.proxy.use(({ method }) => (method === 'POST' ? { status: 404 } : 'pass'));
    await expect(azure.elasticSans.beginPreBackup(groupId, 'sql')).rejects.toEqual(
      refusedWith('unknown-operation'),
    );
  });

  it('a refusal for lack of a role is final', async () => {
    const body = JSON.stringify({
      error: { code: 'AuthorizationFailed', message: 'The client has no role.' },
    });
    azure.proxy.use(() => ({ status: 403, headers: { 'content-type': 'application/json' }, body }));
    const refused = refusedWith('forbidden', { transient: false, serviceCode: 'AuthorizationFailed' });
    await expect(azure.elasticSans.volume(volumeId)).rejects.toEqual(refused);
    await expect(azure.managedDisks.snapshot(diskSnapshot('a'))).rejects.toEqual(refused);
    await expect(azure.resourceGroups.locksOn(snapshotGroup)).rejects.toEqual(refused);
  });
});

describe('the way to Azure', () => {
  it('is HTTPS, except to this machine', () => {
    const credential = { getToken: () => Promise.reject(new Error('unused')) };
    for (const endpoint of ['http://management.azure.com', 'http://10.0.0.1', 'ftp://127.0.0.1']) {
      expect(() => createResourceManager({ credential, endpoint })).toThrow(/HTTPS/);
    }
    expect(createResourceManager({ credential }).endpoint).toBe('https://management.azure.com');
  });

  it('takes no ID that would lead elsewhere', async () => {
    const strange = `${volumeId}?api-version=1`;
    await expect(azure.elasticSans.volume(strange)).rejects.toEqual(refusedWith('invalid-request'));
    await expect(azure.managedDisks.snapshot(`${snapshotGroup}/../x`)).rejects.toEqual(
      refusedWith('invalid-request'),
    );
    expect(azure.proxy.requests).toEqual([]);
  });
});

describe('the simulation refuses', () => {
  const put = async (id: string, body: object, query = 'api-version=2024-05-01', headers = {}) => {
    const response = await fetch(`${azure.simulator.endpoint}${id}?${query}`, {
      method: 'PUT',
      headers: { authorization: 'Bearer simulated', 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    return { status: response.status, ...error };
  };

  it('unknown and missing fields, by name', async () => {
    const id = `${groupId}/volumes/other`;
    expect(await put(id, { properties: { sizeGiB: 1, iops: 5 } })).toMatchObject({
      status: 400,
      code: 'InvalidRequestContent',
      message: expect.stringContaining('iops'),
    });
    expect(await put(id, { properties: {} })).toMatchObject({
      status: 400,
      message: expect.stringContaining('properties.sizeGiB'),
    });
  });

  it('requests without api-version, with an unknown one, or by nobody', async () => {
    const body = { properties: { sizeGiB: 1 } };
    expect(await put(volumeId, body, '')).toMatchObject({ status: 400, code: 'MissingApiVersionParameter' });
    expect(await put(volumeId, body, 'api-version=2019-01-01')).toMatchObject({
      status: 400,
      code: 'NoRegisteredProviderFound',
    });
    const anonymous = await fetch(`${azure.simulator.endpoint}${volumeId}?api-version=2024-05-01`);
    expect(anonymous.status).toBe(401);
  });
});
