// The adapter between a caller and a service that throttles, breaks off and fails: a proxy before Azurite does so by
// script; everything else is real.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FaultProxy, ProxiedRequest, ProxyRule, ProxyVerdict } from '../../local/azure/fault-proxy.ts';
import { startFaultProxy } from '../../local/azure/fault-proxy.ts';
import type { CopyTuning } from '../../src/azure/blob/copy-strategy.ts';
import { createEmulatorStorageAccounts } from '../../src/azure/blob/storage-accounts.ts';
import type { RetryLimits } from '../../src/azure/http/retry-policy.ts';
import type { ObjectStore, StorageAccounts } from '../../src/ports/object-store.ts';
import type { TestAzurite } from '../support/azurite.ts';
import { resourceIdOf, startTestAzurite } from '../support/azurite.ts';
import { bytesOf, expectRefusal, someBytes } from './object-store/world.ts';

let azurite: TestAzurite;
let proxy: FaultProxy;

beforeAll(async () => {
  azurite = await startTestAzurite();
});

afterAll(async () => {
  await azurite?.stop();
});

beforeEach(async () => {
  proxy = await startFaultProxy(azurite.blobEndpoint);
});

afterEach(async () => {
  await proxy.stop();
});

const QUICK: RetryLimits = { maxTries: 4, firstDelayMs: 5, maxDelayMs: 1500 };
const ONCE: RetryLimits = { ...QUICK, maxTries: 1 };

const openStorage = (retry: RetryLimits, copy: CopyTuning = {}): StorageAccounts =>
  createEmulatorStorageAccounts({
    blobEndpoint: proxy.endpoint,
    accounts: azurite.accounts,
    location: 'westeurope',
    retry,
    copy,
  });

const newStore = async (storage: StorageAccounts): Promise<ObjectStore> => {
  const store = storage.open(resourceIdOf(azurite.takeAccount().name));
  await store.createContainer('data');
  proxy.forget();
  return store;
};

/** Answers the first requests that match by the verdicts, in turn, and lets the rest pass. */
const script = (matches: (request: ProxiedRequest) => boolean, ...verdicts: ProxyVerdict[]): void => {
  const left = [...verdicts];
  proxy.use((request) => (matches(request) ? (left.shift() ?? 'pass') : 'pass'));
};

const isPut = ({ method }: ProxiedRequest): boolean => method === 'PUT';
const isPutBlock = ({ method, url }: ProxiedRequest): boolean =>
  method === 'PUT' && url.includes('comp=block&');

describe('a read that breaks off', () => {
  test('is unavailable, and nothing that could be taken for the whole', async () => {
    const store = await newStore(openStorage(ONCE));
    await store.write('data', 'doc', bytesOf('x'));
    script(({ method }) => method === 'GET', 'cut');
    await expectRefusal(store.digest('data', 'doc'), 'unavailable', true);
    expect(await store.digest('data', 'doc')).toMatchObject({ size: 1 });
    script(({ method }) => method === 'GET', {
      status: 206,
      headers: { 'content-range': 'bytes 0-4/5', 'content-length': '5', etag: '"0x1"', connection: 'close' },
      body: 'abc',
    });
    await expectRefusal(store.digest('data', 'doc'), 'unavailable', true);
  });
});

describe('a request that is refused for a while', () => {
  test.each([
    ['429 with Retry-After', { status: 429, headers: { 'retry-after': '1' } }, 1000],
    [
      '503 with Retry-After',
      { status: 503, headers: { 'retry-after': '1', 'x-ms-error-code': 'ServerBusy' } },
      1000,
    ],
    ['503 with retry-after-ms', { status: 503, headers: { 'retry-after-ms': '120' } }, 120],
    ['503 without', { status: 503 }, 0],
    ['500', { status: 500, headers: { 'x-ms-error-code': 'InternalError' } }, 0],
    ['a cut connection', 'cut' as const, 0],
  ])('by %s is sent again, no sooner than asked', async (_what, verdict, atLeastMs) => {
    const store = await newStore(openStorage(QUICK));
    script(isPut, verdict, verdict);
    const before = performance.now();
    await store.write('data', 'doc', bytesOf('x'));
    expect(performance.now() - before).toBeGreaterThanOrEqual(2 * atLeastMs - 20);
    expect(proxy.requests.filter(isPut)).toHaveLength(3);
    expect((await store.head('data', 'doc'))?.size).toBe(1);
  });

  test('counts every try', async () => {
    const store = await newStore(openStorage(QUICK));
    const before = store.requests();
    script(isPut, { status: 503 }, { status: 503 });
    await store.write('data', 'doc', bytesOf('x'));
    expect(store.requests() - before).toBe(3);
  });

  test('and stays so is given up as throttled', async () => {
    const store = await newStore(openStorage(QUICK));
    proxy.use(() => ({ status: 503, headers: { 'x-ms-error-code': 'ServerBusy' } }));
    await expectRefusal(store.head('data', 'doc'), 'throttled', true);
    expect(proxy.requests).toHaveLength(QUICK.maxTries);
  });

  test('for longer than it may wait is given up at once, with the time that was asked for', async () => {
    const store = await newStore(openStorage(QUICK));
    proxy.use(() => ({ status: 429, headers: { 'retry-after': '20' } }));
    await expect(store.listBlobs('data')).rejects.toMatchObject({
      code: 'throttled',
      transient: true,
      retryAfterMs: 20_000,
    });
    expect(proxy.requests).toHaveLength(1);
  });
});

describe('a request that is refused for good', () => {
  test.each([
    ['AuthorizationFailure', 403, 'forbidden'],
    ['AuthorizationPermissionMismatch', 403, 'forbidden'],
    ['NoAuthenticationInformation', 401, 'forbidden'],
    ['BlobImmutableDueToPolicy', 409, 'immutable'],
    ['BlobImmutableDueToLegalHold', 409, 'immutable'],
    ['LeaseIdMissing', 412, 'lease-held'],
    ['BlobArchived', 409, 'source-unreadable'],
    ['BlobUsesCustomerSpecifiedEncryption', 409, 'source-unreadable'],
    ['OutOfRangeInput', 400, 'invalid-request'],
  ] as const)('by %s is sent once and told as %s %s', async (serviceCode, status, code) => {
    const store = await newStore(openStorage(QUICK));
    proxy.use(() => ({ status, headers: { 'x-ms-error-code': serviceCode } }));
    await expect(store.read('data', 'doc')).rejects.toMatchObject({
      name: 'StoreError',
      code,
      transient: false,
      status,
      serviceCode,
    });
    expect(proxy.requests).toHaveLength(1);
  });

  test('holds no key and no signature', async () => {
    const storage = openStorage(ONCE);
    const [source, target] = [await newStore(storage), await newStore(storage)];
    const { etag } = await source.write('data', 'one', bytesOf('x'));
    proxy.use(() => ({ status: 403, headers: { 'x-ms-error-code': 'AuthorizationFailure' } }));
    const copy = target.copyFrom({
      source: { store: source, container: 'data', name: 'one' },
      sourceEtag: etag,
      size: 1,
      target: { container: 'data', name: 'one' },
      onlyIfAbsent: true,
    });
    const error: unknown = await copy.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'forbidden' });
    const told = JSON.stringify(error) + String((error as Error).stack) + String((error as Error).cause);
    expect(told).not.toMatch(/sig=|SharedKey/);
  });
});

describe('a service that is not there', () => {
  test('is unavailable, after some tries', async () => {
    const store = openStorage(QUICK).open(resourceIdOf(azurite.takeAccount().name));
    await proxy.stop();
    await expectRefusal(store.listContainers(), 'unavailable', true);
    expect(store.requests()).toBe(QUICK.maxTries);
  });
});

describe('a copy in blocks', () => {
  const SIZE = 10_500;
  const TUNING: CopyTuning = { wholeLimit: 0, emulatorLarge: 'blocks', blockSize: 1000, parallelBlocks: 1 };
  const BLOCKS = 11;

  const setUp = async () => {
    const storage = openStorage(ONCE, TUNING);
    const [source, target] = [await newStore(storage), await newStore(storage)];
    const bytes = someBytes(SIZE);
    const { etag } = await source.write('data', 'large', bytes);
    const copy = (sourceEtag: string) =>
      target.copyFrom({
        source: { store: source, container: 'data', name: 'large' },
        sourceEtag,
        size: SIZE,
        target: { container: 'data', name: 'large' },
        onlyIfAbsent: true,
      });
    return { source, target, bytes, etag, copy };
  };

  const breakAfter = (blocks: number): void =>
    script(isPutBlock, ...Array.from({ length: blocks }, () => 'pass' as const), 'cut');

  test('that broke off shows nothing, and goes on with the blocks that are missing', async () => {
    const { target, bytes, etag, copy } = await setUp();
    breakAfter(7);
    await expectRefusal(copy(etag), 'unavailable', true);
    expect(await target.head('data', 'large')).toBeUndefined();
    expect((await target.listBlobs('data')).items).toEqual([]);
    proxy.forget();
    proxy.use(() => 'pass');
    const { requests } = await copy(etag);
    expect(proxy.requests.filter(isPutBlock)).toHaveLength(BLOCKS - 7);
    expect(proxy.requests.length).toBe(requests);
    expect(Buffer.compare((await target.read('data', 'large'))?.bytes ?? new Uint8Array(0), bytes)).toBe(0);
  });

  test('that broke off before its last request sends only that', async () => {
    const { target, bytes, etag, copy } = await setUp();
    script(({ url }) => url.includes('comp=blocklist'), 'pass', 'cut');
    await expectRefusal(copy(etag), 'unavailable', true);
    proxy.forget();
    proxy.use(() => 'pass');
    await copy(etag);
    expect(proxy.requests.filter(isPutBlock)).toHaveLength(0);
    expect(Buffer.compare((await target.read('data', 'large'))?.bytes ?? new Uint8Array(0), bytes)).toBe(0);
  });

  test('uses no block of an earlier state of the source', async () => {
    const { source, target, etag, copy } = await setUp();
    breakAfter(7);
    await expectRefusal(copy(etag), 'unavailable', true);
    const newer = someBytes(SIZE).reverse();
    const { etag: newEtag } = await source.write('data', 'large', newer);
    proxy.forget();
    proxy.use(() => 'pass');
    await copy(newEtag);
    expect(proxy.requests.filter(isPutBlock)).toHaveLength(BLOCKS);
    expect(Buffer.compare((await target.read('data', 'large'))?.bytes ?? new Uint8Array(0), newer)).toBe(0);
  });

  test('stops when the source changes on the way', async () => {
    const { source, target, etag, copy } = await setUp();
    let staged = 0;
    const changeAtFifth: ProxyRule = async (request): Promise<ProxyVerdict> => {
      if (!isPutBlock(request)) return 'pass';
      staged += 1;
      if (staged === 5) await source.write('data', 'large', someBytes(SIZE).reverse());
      return 'pass';
    };
    proxy.use(changeAtFifth);
    await expectRefusal(copy(etag), 'source-changed');
    expect(staged).toBe(5);
    expect(await target.head('data', 'large')).toBeUndefined();
  });

  test('stages nothing when the target exists and is to be new', async () => {
    const { target, etag, copy } = await setUp();
    await target.write('data', 'large', bytesOf('mine'));
    proxy.forget();
    await expectRefusal(copy(etag), 'condition-not-met');
    expect(proxy.requests.filter(isPutBlock)).toHaveLength(0);
  });
});

describe('a copy in the background', () => {
  test('that ends as failed is unavailable, and says why', async () => {
    const storage = openStorage(ONCE, { wholeLimit: 0 });
    const [source, target] = [await newStore(storage), await newStore(storage)];
    const { etag } = await source.write('data', 'large', bytesOf('large'));
    const said = {
      etag: '"0x8DEADBEEF000000"',
      'last-modified': new Date().toUTCString(),
      'x-ms-copy-id': '00000000-0000-0000-0000-000000000000',
    };
    let isUnderway = false;
    proxy.use(({ headers }) => {
      const reason = { 'x-ms-copy-status': 'failed', 'x-ms-copy-status-description': '500 InternalError' };
      if (isUnderway) return { status: 200, headers: { ...said, ...reason } };
      isUnderway = headers['x-ms-copy-source'] !== undefined;
      return isUnderway ? { status: 202, headers: { ...said, 'x-ms-copy-status': 'pending' } } : 'pass';
    });
    const copy = target.copyFrom({
      source: { store: source, container: 'data', name: 'large' },
      sourceEtag: etag,
      size: 5,
      target: { container: 'data', name: 'large' },
      onlyIfAbsent: true,
    });
    await expect(copy).rejects.toMatchObject({
      name: 'StoreError',
      code: 'unavailable',
      message: expect.stringContaining('500 InternalError'),
    });
  });
});
