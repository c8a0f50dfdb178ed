// What the adapter sends to Azure, to the letter, and what only Azure answers: the contract of the object store does not
// show it.

import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { accountNameOf } from '../../src/ports/object-store.ts';
import type { SentRequest } from '../support/azure-front.ts';
import { azure, azureWorldWith } from './object-store/azure-world.ts';
import type { GetWorld } from './object-store/world.ts';
import { newPair, someBytes } from './object-store/world.ts';

const inBlocks = azureWorldWith({ wholeLimit: 999, blockSize: 3000, parallelBlocks: 1 });
const asUsual = azureWorldWith({});

describe('the requests of a copy', () => {
  const SIZE = 10_000;
  const BEARER = 'Bearer token-for-https://storage.azure.com/.default';

  beforeEach(() => azure.forget());

  const copyOne = async (getWorld: GetWorld, size: number) => {
    const world = getWorld();
    const { source, target, requestFor } = await newPair(world);
    await world.seed.put(source.accountId, 'data', 'ä/100% ?#.txt', someBytes(size), { tags: { a: 'b' } });
    const request = await requestFor('ä/100% ?#.txt', { tier: 'Cool' });
    await target.isHierarchical();
    await source.isHierarchical();
    azure.forget();
    const { requests } = await target.copyFrom({ ...request, target: { container: 'data', name: 'copy' } });
    expect(azure.requests).toHaveLength(requests);
    const [sourceName, targetName] = [source, target].map((store) => store.accountId.split('/').at(-1));
    return {
      request,
      sourceUrl: `https://${sourceName}.blob.core.windows.net/data/%C3%A4/100%25%20%3F%23.txt`,
      targetUrl: `https://${targetName}.blob.core.windows.net/data/copy`,
    };
  };

  const blockIdOf = ({ url }: SentRequest): string => new URL(url).searchParams.get('blockid') ?? '';

  test('of a small blob: one Put Blob From URL with everything in it', async () => {
    const { request, sourceUrl, targetUrl } = await copyOne(asUsual, SIZE);
    expect(azure.requests).toHaveLength(1);
    const [put] = azure.requests;
    expect(put?.method).toBe('PUT');
    expect(put?.url).toBe(targetUrl);
    expect(put?.headers).toMatchObject({
      authorization: BEARER,
      'content-length': '0',
      'if-none-match': '*',
      'x-ms-access-tier': 'Cool',
      'x-ms-blob-type': 'BlockBlob',
      'x-ms-copy-source': sourceUrl,
      'x-ms-copy-source-authorization': BEARER,
      'x-ms-copy-source-tag-option': 'COPY',
      'x-ms-source-if-match': `"${request.sourceEtag}"`,
    });
    expect(put?.headers).not.toHaveProperty('x-ms-tags');
  });

  test('of a small blob: the MD5 that was listed is to be proved', async () => {
    const { source, target, requestFor } = await newPair(asUsual());
    await source.write('data', 'one', someBytes(SIZE));
    const md5 = (await source.head('data', 'one'))?.md5 ?? '';
    await target.copyFrom(await requestFor('one', { sourceMd5: md5 }));
    expect(azure.requests.at(-1)?.headers).toMatchObject({ 'x-ms-source-content-md5': md5 });
  });

  test('of a blob whose MD5 a client has set wrong: again without it', async () => {
    const { source, target, requestFor } = await newPair(asUsual());
    await source.write('data', 'one', someBytes(SIZE));
    const request = await requestFor('one', {
      sourceMd5: createHash('md5').update('other').digest('base64'),
    });
    await target.isHierarchical();
    azure.forget();
    azure.proveMd5 = true;
    try {
      expect(await target.copyFrom(request)).toMatchObject({ requests: 2 });
    } finally {
      azure.proveMd5 = false;
    }
    expect(azure.requests.map(({ headers }) => headers['x-ms-source-content-md5'])).toEqual([
      request.sourceMd5,
      undefined,
    ]);
  });

  test('of a large blob: blocks under the condition and token, committed with all that belongs to the blob', async () => {
    const { request, sourceUrl, targetUrl } = await copyOne(inBlocks, SIZE);
    const staged = azure.requests.filter(({ url }) => url.includes('comp=block&'));
    expect(staged.map(({ headers }) => headers['x-ms-source-range'])).toEqual([
      'bytes=0-2999',
      'bytes=3000-5999',
      'bytes=6000-8999',
      'bytes=9000-9999',
    ]);
    for (const { headers, url } of staged) {
      expect(url.startsWith(`${targetUrl}?`)).toBe(true);
      expect(headers).toMatchObject({
        authorization: BEARER,
        'x-ms-copy-source': sourceUrl,
        'x-ms-copy-source-authorization': BEARER,
        'x-ms-source-if-match': `"${request.sourceEtag}"`,
      });
    }
    const ids = staged.map(blockIdOf);
    expect(new Set(ids).size).toBe(4);
    expect(new Set(ids.map((id) => id.length)).size).toBe(1);
    expect(azure.requests.at(-1)?.url).toBe(`${targetUrl}?comp=blocklist`);
    expect(azure.requests.at(-1)?.headers).toMatchObject({
      'if-none-match': '*',
      'x-ms-access-tier': 'Cool',
      'x-ms-tags': 'a=b',
      'x-ms-blob-content-type': 'application/octet-stream',
    });
  });

  test('ask for a token once, not for every copy', async () => {
    const storageScopes = (): number =>
      azure.scopes.filter((scope) => scope === 'https://storage.azure.com/.default').length;
    const { source, target, requestFor } = await newPair(asUsual());
    await source.write('data', 'one', someBytes(10));
    await target.copyFrom(await requestFor('one'));
    const before = storageScopes();
    for (const name of ['a', 'b', 'c']) {
      await target.copyFrom(await requestFor('one', { target: { container: 'data', name } }));
    }
    expect(storageScopes()).toBe(before);
  });
});

describe('the requests of a digest', () => {
  test('ask for ranges of 32 MiB, of one ETag', async () => {
    const { source } = await newPair(asUsual());
    const size = 32 * 1024 * 1024 + 5;
    await source.write('data', 'large', new Uint8Array(size));
    azure.forget();
    const found = await source.digest('data', 'large');
    expect(found).toMatchObject({
      size,
      md5: createHash('md5').update(new Uint8Array(size)).digest('base64'),
    });
    expect(
      azure.requests.map(({ method, headers }) => [method, headers['x-ms-range'], headers['if-match']]),
    ).toEqual([
      ['GET', 'bytes=0-33554431', undefined],
      ['GET', 'bytes=33554432-67108863', `"${found?.etag}"`],
    ]);
  });
});

describe('a listing that begins at a name', () => {
  const names = ['a', 'b', 'c/1', 'c/2', 'd', 'e'];
  const started = (): number => azure.requests.filter(({ url }) => url.includes('startFrom=')).length;

  test.each([
    ['as documented', undefined, 3],
    ['ignored by the service', 'ignored', 2],
    ['refused by the service', 'refused', 1],
    ['taken for another name by the service', (name: string) => `dir/${name}`, 2],
  ] as const)('is right when it is %s', async (_, startFrom, sent) => {
    const { source } = await newPair(asUsual());
    for (const name of names) await source.write('data', name, someBytes(1));
    azure.forget();
    azure.startFrom = startFrom;
    try {
      const page = await source.listBlobs('data', { startFrom: 'c/2' });
      expect(page.items.map(({ name }) => name)).toEqual(['c/2', 'd', 'e']);
      const again = await source.listBlobs('data', { startFrom: 'd' });
      expect(again.items.map(({ name }) => name)).toEqual(['d', 'e']);
      // One to try it out, and then, where it proved right, those that were asked for; a refusal is remembered.
      expect(started()).toBe(sent);
    } finally {
      azure.startFrom = undefined;
    }
  });
});

describe('a link for reading', () => {
  test('is signed by a user delegation key that ends with it, and is for HTTPS alone', async () => {
    const { source } = await newPair(asUsual());
    const expiresAt = Math.floor(Date.now() / 1_000) * 1_000 + 3_600_000;
    azure.forget();
    const { url, signature } = await source.readLink('data', 'report', expiresAt);
    const name = accountNameOf(source.accountId);
    expect(url).toBe(`https://${name}.blob.core.windows.net/data/report`);
    expect(azure.requests.map((sent) => [sent.method, sent.url])).toEqual([
      ['POST', `https://${name}.blob.core.windows.net/?restype=service&comp=userdelegationkey`],
    ]);
    expect(Object.fromEntries(new URLSearchParams(signature))).toMatchObject({
      sp: 'r',
      sr: 'b',
      spr: 'https',
      skoid: 'app',
      se: new Date(expiresAt).toISOString().replace('.000Z', 'Z'),
      ske: new Date(expiresAt).toISOString().replace('.000Z', 'Z'),
    });
  });
});

describe('an account with a hierarchical namespace', () => {
  test.each(['hierarchical', 'may not ask'] as const)('is known, and is sent no tags (%s)', async (kind) => {
    const { source, target, requestFor } = await newPair(asUsual());
    azure.kinds.set(accountNameOf(target.accountId), kind);
    expect(await target.isHierarchical()).toBe(true);
    expect(await source.isHierarchical()).toBe(false);
    await source.write('data', 'one', someBytes(10));
    await target.copyFrom(await requestFor('one'));
    expect(azure.requests.at(-1)?.headers).not.toHaveProperty('x-ms-copy-source-tag-option');
  });

  test('shows its directories as such', async () => {
    const { source } = await newPair(asUsual());
    azure.kinds.set(accountNameOf(source.accountId), 'hierarchical');
    await source.write('data', 'folder', new Uint8Array(0), { metadata: { hdi_isfolder: 'true' } });
    await source.write('data', 'folder/file', someBytes(1));
    const { items } = await source.listBlobs('data', { include: { metadata: true } });
    expect(items.map(({ name, directory }) => [name, directory])).toEqual([
      ['folder', true],
      ['folder/file', undefined],
    ]);
  });
});

describe('a blob that Azure keeps from being deleted', () => {
  test.each([
    ['BlobImmutableDueToPolicy', { immutableUntil: Date.UTC(2027, 0, 1) }],
    ['BlobImmutableDueToLegalHold', { legalHold: true }],
  ] as const)('tells so, and what it knows: %s', async (code, state) => {
    const { source } = await newPair(asUsual());
    await source.write('data', 'kept', someBytes(1));
    await source.write('data', 'free', someBytes(1));
    azure.immutable.set('/data/kept', code);
    const refused = { outcome: 'refused', error: { code: 'immutable', serviceCode: code, transient: false } };
    try {
      expect(await source.deleteMany('data', ['kept', 'free'])).toMatchObject([
        refused,
        { outcome: 'deleted' },
      ]);
      await expect(source.delete('data', 'kept')).rejects.toMatchObject(refused.error);
      expect(await source.head('data', 'kept')).toMatchObject(state);
    } finally {
      azure.immutable.clear();
    }
  });
});

describe('a bearer token', () => {
  test('is not sent over plain HTTP', async () => {
    const { bearerAccess } = await import('../../src/azure/blob/account-access.ts');
    expect(() => bearerAccess('http://127.0.0.1:10000/account', azure.credential)).toThrow(/not HTTPS/);
  });
});
