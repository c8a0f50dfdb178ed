// What the in-memory account can do beyond the contract that it shares with Azurite.

import { describe, expect, test } from 'vitest';
import type { MemoryAccountOptions } from '../../../src/memory/memory-account.ts';
import { MemoryStorageAccounts } from '../../../src/memory/memory-storage-accounts.ts';

const setUp = (options: Omit<MemoryAccountOptions, 'clock'>) => {
  const accounts = new MemoryStorageAccounts({ now: () => 1_795_392_747_123 });
  const account = accounts.add('one', options);
  account.createContainer('data');
  return { accounts, account, store: accounts.open('one') };
};

describe('a hierarchical account', () => {
  test('lists the directories of its files, each before what is in it', async () => {
    const { account, store } = setUp({ hierarchicalNamespace: true });
    account.putText('data', 'a/b/file', 'x');
    account.putText('data', 'a-b', 'x');
    const { items } = await store.listBlobs('data', { include: { metadata: true } });
    expect(items.map(({ name, directory }) => [name, directory === true])).toEqual([
      ['a', true],
      ['a/b', true],
      ['a/b/file', false],
      ['a-b', false],
    ]);
    expect(await store.isHierarchical()).toBe(true);
  });

  test('keeps a directory that is not empty, and has no tags', async () => {
    const { account, store } = setUp({ hierarchicalNamespace: true });
    account.putText('data', 'a/file', 'x');
    await expect(store.delete('data', 'a')).rejects.toMatchObject({ serviceCode: 'DirectoryIsNotEmpty' });
    expect(account.hasTags).toBe(false);
  });
});

describe('an account that lists in another order', () => {
  test('goes by UTF-8 bytes where told', async () => {
    const { account, store } = setUp({ listingOrder: 'utf8' });
    for (const name of ['\uff5e', '😀']) account.putText('data', name, 'x');
    expect((await store.listBlobs('data')).items.map(({ name }) => name)).toEqual(['\uff5e', '😀']);
    expect(['\uff5e', '😀'].sort()).toEqual(['😀', '\uff5e']);
  });
});

describe('a blob that cannot be protected', () => {
  test('is refused as the source of a copy, and says why', async () => {
    const { account, store } = setUp({});
    account.putText('data', 'log', 'x', { blobType: 'AppendBlob' });
    account.putText('data', 'keyed', 'x', { customerProvidedKey: true });
    for (const name of ['log', 'keyed']) {
      const copy = store.copyFrom({
        source: { store, container: 'data', name },
        sourceEtag: account.find('data', name)?.etag ?? '',
        size: 1,
        target: { container: 'data', name: 'copy' },
        onlyIfAbsent: true,
      });
      await expect(copy).rejects.toMatchObject({ code: 'source-unreadable' });
    }
    const { items } = await store.listBlobs('data');
    expect(items.find(({ name }) => name === 'keyed')?.customerProvidedKey).toBe(true);
  });

  test('that is immutable is neither replaced nor deleted', async () => {
    const { account, store } = setUp({});
    account.putText('data', 'held', 'x');
    account.change('data', 'held', { guard: 'immutable' });
    await expect(store.write('data', 'held', new Uint8Array(1))).rejects.toMatchObject({ code: 'immutable' });
    await expect(store.delete('data', 'held')).rejects.toMatchObject({ code: 'immutable' });
  });
});
