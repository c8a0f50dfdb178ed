// Scripted faults over the memory store: each strikes where it was told to, and once.

import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../src/memory/faults.ts';
import { FaultScript, withFaultyAccounts } from '../../../src/memory/faults.ts';
import { MemoryStorageAccounts } from '../../../src/memory/memory-storage-accounts.ts';

const bytes = new TextEncoder().encode('x');

const setUp = async (...faults: Fault[]) => {
  const accounts = new MemoryStorageAccounts();
  accounts.add('one').createContainer('data');
  accounts.add('two').createContainer('data');
  const script = new FaultScript(faults);
  const storage = withFaultyAccounts(accounts, script);
  return { accounts, script, storage, store: storage.open('one') };
};

describe('a scripted fault', () => {
  test('strikes the call it names, before it has an effect', async () => {
    const { accounts, script, store } = await setUp({ method: 'write', call: 2, when: 'before' });
    await store.write('data', 'a', bytes);
    await expect(store.write('data', 'b', bytes)).rejects.toMatchObject({
      code: 'unavailable',
      transient: true,
    });
    await store.write('data', 'c', bytes);
    expect([...(accounts.account('one').containers.get('data')?.blobs.keys() ?? [])]).toEqual(['a', 'c']);
    expect(script.pending).toEqual([]);
  });

  test('strikes after the effect', async () => {
    const { accounts, store } = await setUp({ method: 'delete', call: 1, when: 'after', error: 'throttled' });
    await store.write('data', 'a', bytes);
    await expect(store.delete('data', 'a')).rejects.toMatchObject({ code: 'throttled' });
    expect(accounts.account('one').find('data', 'a')).toBeUndefined();
  });

  test('answers with what was, or with nothing', async () => {
    const { store } = await setUp(
      { method: 'head', call: 2, when: 'stale' },
      { method: 'listBlobs', call: 1, when: 'stale' },
    );
    const { etag } = await store.write('data', 'a', bytes);
    expect((await store.head('data', 'a'))?.etag).toBe(etag);
    await store.write('data', 'a', bytes);
    expect((await store.head('data', 'a'))?.etag).toBe(etag);
    expect((await store.head('data', 'a'))?.etag).not.toBe(etag);
    expect(await store.listBlobs('data')).toEqual({ items: [] });
    expect((await store.listBlobs('data')).items).toHaveLength(1);
  });

  test('may keep to an account, a container or a blob, and strike every time', async () => {
    const { script, storage } = await setUp({ method: 'read', account: 'two', blob: 'a', when: 'before' });
    await storage.open('one').read('data', 'a');
    await storage.open('two').read('data', 'b');
    expect(script.pending).toHaveLength(1);
    await expect(storage.open('two').read('data', 'a')).rejects.toThrow('Injected');
    await expect(storage.open('two').read('data', 'a')).rejects.toThrow('Injected');
  });

  test('strikes copies between accounts', async () => {
    const { accounts, storage } = await setUp({ method: 'copyFrom', call: 1, when: 'after' });
    const [source, target] = [storage.open('one'), storage.open('two')];
    const { etag } = await source.write('data', 'a', bytes);
    const copy = target.copyFrom({
      source: { store: source, container: 'data', name: 'a' },
      sourceEtag: etag,
      size: 1,
      target: { container: 'data', name: 'b' },
      onlyIfAbsent: true,
    });
    await expect(copy).rejects.toMatchObject({ serviceCode: 'InjectedFault' });
    expect(accounts.account('two').text('data', 'b')).toBe('x');
  });
});
