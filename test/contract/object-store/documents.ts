// Contract of the object store: single blobs from memory.

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { GetWorld } from './world.ts';
import { bytesOf, expectRefusal, newStore, textOf } from './world.ts';

export const describeDocuments = (getWorld: GetWorld): void => {
  describe('documents', () => {
    test('are read as they were written, with their ETag', async () => {
      const store = await newStore(getWorld());
      const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
      const written = await store.write('data', 'all bytes', bytes);
      const found = await store.read('data', 'all bytes');
      expect([...(found?.bytes ?? [])]).toEqual([...bytes]);
      expect(found?.etag).toBe(written.etag);
      expect(written.etag).not.toContain('"');
      expect(written.lastModified % 1000).toBe(0);
    });

    test('may be empty', async () => {
      const store = await newStore(getWorld());
      await store.write('data', 'empty', new Uint8Array(0));
      expect((await store.read('data', 'empty'))?.bytes.length).toBe(0);
      expect((await store.head('data', 'empty'))?.size).toBe(0);
    });

    test('have the properties that were set, and the MD5 of their content', async () => {
      const store = await newStore(getWorld());
      const { etag, lastModified } = await store.write('data', 'note.json', bytesOf('{}'), {
        contentType: 'application/json',
        metadata: { Kind: 'note' },
      });
      expect(await store.head('data', 'note.json')).toEqual({
        size: 2,
        etag,
        lastModified,
        md5: createHash('md5').update('{}').digest('base64'),
        tier: 'Hot',
        blobType: 'BlockBlob',
        contentType: 'application/json',
        metadata: { kind: 'note' },
        tagCount: 0,
      });
    });

    test('are not there when they are not', async () => {
      const store = await newStore(getWorld());
      expect(await store.head('data', 'nothing')).toBeUndefined();
      expect(await store.read('data', 'nothing')).toBeUndefined();
    });

    test('are replaced, under a new ETag and without the old metadata', async () => {
      const store = await newStore(getWorld());
      const first = await store.write('data', 'doc', bytesOf('one'), { metadata: { v: '1' } });
      const second = await store.write('data', 'doc', bytesOf('two'));
      expect(second.etag).not.toBe(first.etag);
      expect(textOf((await store.read('data', 'doc'))?.bytes)).toBe('two');
      expect((await store.head('data', 'doc'))?.metadata).toEqual({});
    });

    test('are written only where there is none, when asked', async () => {
      const store = await newStore(getWorld());
      await store.write('data', 'lock', bytesOf('mine'), { onlyIfAbsent: true });
      await expectRefusal(
        store.write('data', 'lock', bytesOf('yours'), { onlyIfAbsent: true }),
        'condition-not-met',
      );
      expect(textOf((await store.read('data', 'lock'))?.bytes)).toBe('mine');
    });

    test('of the same name go to one of many writers who want it new', async () => {
      const store = await newStore(getWorld());
      const writers = Array.from({ length: 8 }, (_, index) =>
        store.write('data', 'raced', bytesOf(`${index}`), { onlyIfAbsent: true }),
      );
      const results = await Promise.allSettled(writers);
      expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
      for (const result of results) {
        if (result.status === 'rejected') expect(result.reason.code).toBe('condition-not-met');
      }
    });

    test('are replaced only as they were last seen, when asked', async () => {
      const store = await newStore(getWorld());
      const first = await store.write('data', 'doc', bytesOf('one'));
      const second = await store.write('data', 'doc', bytesOf('two'), { ifMatch: first.etag });
      const late = store.write('data', 'doc', bytesOf('late'), { ifMatch: first.etag });
      await expectRefusal(late, 'condition-not-met');
      await expectRefusal(
        store.write('data', 'absent', bytesOf('x'), { ifMatch: first.etag }),
        'condition-not-met',
      );
      expect((await store.head('data', 'doc'))?.etag).toBe(second.etag);
    });

    test('are deleted once, with their snapshots', async () => {
      const world = getWorld();
      const store = await newStore(world);
      await store.write('data', 'doc', bytesOf('one'));
      await world.seed.snapshot(store.accountId, 'data', 'doc');
      expect(await store.delete('data', 'doc')).toBe('deleted');
      expect(await store.delete('data', 'doc')).toBe('absent');
      expect(await store.listBlobs('data', { include: { snapshots: true } })).toEqual({ items: [] });
    });

    test('are deleted only as they were last seen, when asked', async () => {
      const store = await newStore(getWorld());
      const first = await store.write('data', 'doc', bytesOf('one'));
      const second = await store.write('data', 'doc', bytesOf('two'));
      await expectRefusal(store.delete('data', 'doc', { ifMatch: first.etag }), 'condition-not-met');
      expect(await store.delete('data', 'doc', { ifMatch: second.etag })).toBe('deleted');
    });

    test('under a lease of another are neither replaced nor deleted', async () => {
      const world = getWorld();
      const store = await newStore(world);
      await store.write('data', 'held', bytesOf('one'));
      await world.seed.lease(store.accountId, 'data', 'held');
      await expectRefusal(store.write('data', 'held', bytesOf('two')), 'lease-held');
      await expectRefusal(store.delete('data', 'held'), 'lease-held');
    });

    test('that are archived cannot be read', async () => {
      const world = getWorld();
      const store = await newStore(world);
      await store.write('data', 'old', bytesOf('x'));
      await world.seed.setTier(store.accountId, 'data', 'old', 'Archive');
      await expectRefusal(store.read('data', 'old'), 'source-unreadable');
      expect((await store.head('data', 'old'))?.tier).toBe('Archive');
    });

    test('are refused with keys of metadata that no header can be', async () => {
      const store = await newStore(getWorld());
      const write = store.write('data', 'doc', bytesOf('x'), { metadata: { 'no key': 'x' } });
      await expectRefusal(write, 'invalid-request');
    });
  });
};
