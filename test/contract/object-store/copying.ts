// Contract of the object store: copies from server to server, whichever requests an implementation makes of them.

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ObjectStore } from '../../../src/ports/object-store.ts';
import { STRANGE_NAMES } from './listing.ts';
import type { GetWorld } from './world.ts';
import { bytesOf, expectRefusal, itemOf, newPair, newStore, someBytes, textOf } from './world.ts';

const SIZE = 10_000;

const contentOf = async (store: ObjectStore, name: string): Promise<string | undefined> =>
  textOf((await store.read('data', name))?.bytes);

export const describeCopying = (getWorld: GetWorld): void => {
  describe('copies', () => {
    test('have the content, under an ETag of their own', async () => {
      const world = getWorld();
      const { source, target, requestFor } = await newPair(world);
      const bytes = someBytes(SIZE);
      await source.write('data', 'one', bytes);
      const request = await requestFor('one');
      const result = await target.copyFrom(request);
      const copied = await target.read('data', 'copy of one');
      expect(Buffer.compare(copied?.bytes ?? new Uint8Array(0), bytes)).toBe(0);
      expect(result.etag).toBe(copied?.etag);
      expect(result.etag).not.toBe(request.sourceEtag);
      expect(result.requests).toBeGreaterThan(0);
    });

    test('may be empty', async () => {
      const { source, target, requestFor } = await newPair(getWorld());
      await source.write('data', 'empty', new Uint8Array(0));
      await target.copyFrom(await requestFor('empty'));
      expect((await target.head('data', 'copy of empty'))?.size).toBe(0);
    });

    test('keep content headers, metadata in its own case, and tags', async () => {
      const world = getWorld();
      const { source, target, requestFor } = await newPair(world);
      const headers = {
        contentType: 'text/html; charset=utf-8',
        contentEncoding: 'gzip',
        contentLanguage: 'de',
        contentDisposition: 'attachment; filename="a.html"',
        cacheControl: 'max-age=60',
      };
      const metadata = { MixedCase: 'Value 1', other: 'x', empty: '' };
      const tags = { Project: 'Alpha 1', stage: 'a+b/c' };
      await world.seed.put(source.accountId, 'data', 'page', someBytes(SIZE), { ...headers, metadata, tags });
      await target.copyFrom(await requestFor('page'));
      expect(await target.head('data', 'copy of page')).toMatchObject({ ...headers, tagCount: 2 });
      expect((await itemOf(target, 'copy of page')).metadata).toEqual(metadata);
      expect(await world.seed.tags(target.accountId, 'data', 'copy of page')).toEqual(tags);
    });

    test('have the MD5 of their content, reported or to be looked up', async () => {
      const { source, target, requestFor } = await newPair(getWorld());
      const bytes = someBytes(SIZE);
      const md5 = createHash('md5').update(bytes).digest('base64');
      await source.write('data', 'one', bytes);
      const result = await target.copyFrom(await requestFor('one', { sourceMd5: md5 }));
      expect(result.md5 ?? md5).toBe(md5);
      expect((await target.head('data', 'copy of one'))?.md5).toBe(md5);
      expect((await itemOf(target, 'copy of one')).md5).toBe(md5);
    });

    test.each(['Hot', 'Cool', 'Cold'] as const)('land in the tier that is asked for: %s', async (tier) => {
      const world = getWorld();
      const { source, target, requestFor } = await newPair(world);
      await world.seed.put(source.accountId, 'data', 'one', someBytes(SIZE), { tier: 'Cool' });
      await target.copyFrom(await requestFor('one', { tier }));
      expect((await itemOf(target, 'copy of one')).tier).toBe(tier);
    });

    test('are of the state with the ETag, or refused when the source has changed', async () => {
      const { source, target, requestFor } = await newPair(getWorld());
      await source.write('data', 'one', someBytes(SIZE));
      const request = await requestFor('one');
      await source.write('data', 'one', bytesOf('changed'));
      await expectRefusal(target.copyFrom(request), 'source-changed');
      await expectRefusal(target.copyFrom({ ...request, onlyIfAbsent: false }), 'source-changed');
      expect(await target.head('data', 'copy of one')).toBeUndefined();
    });

    test('are refused when only the metadata of the source has changed', async () => {
      const world = getWorld();
      const { source, target, requestFor } = await newPair(world);
      await source.write('data', 'one', someBytes(SIZE));
      const request = await requestFor('one');
      await world.seed.setMetadata(source.accountId, 'data', 'one', { v: '2' });
      await expectRefusal(target.copyFrom(request), 'source-changed');
    });

    test('are refused when the source is gone, or its container, or its account', async () => {
      const world = getWorld();
      const { source, target, requestFor } = await newPair(world);
      await source.write('data', 'one', someBytes(SIZE));
      const request = await requestFor('one');
      await source.delete('data', 'one');
      await expectRefusal(target.copyFrom(request), 'source-not-found');
      await source.deleteContainer('data');
      await expectRefusal(target.copyFrom(request), 'source-not-found');
    });

    test('are refused when their container is missing', async () => {
      const { source, target, requestFor } = await newPair(getWorld());
      await source.write('data', 'one', someBytes(SIZE));
      const request = await requestFor('one', { target: { container: 'missing', name: 'x' } });
      await expectRefusal(target.copyFrom(request), 'container-not-found');
    });

    test('do not replace a blob when they are to be new', async () => {
      const { source, target, requestFor } = await newPair(getWorld());
      await source.write('data', 'one', someBytes(SIZE));
      await target.write('data', 'copy of one', bytesOf('mine'));
      await expectRefusal(target.copyFrom(await requestFor('one')), 'condition-not-met');
      expect(await contentOf(target, 'copy of one')).toBe('mine');
    });

    test('replace a blob otherwise, with all that it had', async () => {
      const world = getWorld();
      const { source, target, requestFor } = await newPair(world);
      await source.write('data', 'one', bytesOf('new'), { metadata: { v: '2' } });
      const old = { metadata: { v: '1', w: '1' }, tags: { a: 'b' }, contentLanguage: 'de' };
      await world.seed.put(target.accountId, 'data', 'copy of one', bytesOf('old'), old);
      await target.copyFrom(await requestFor('one', { onlyIfAbsent: false }));
      expect(await contentOf(target, 'copy of one')).toBe('new');
      expect((await itemOf(target, 'copy of one')).metadata).toEqual({ v: '2' });
      const properties = await target.head('data', 'copy of one');
      expect(properties).toMatchObject({ tagCount: 0 });
      expect(properties?.contentLanguage).toBeUndefined();
    });

    test('do not replace a blob under a lease', async () => {
      const world = getWorld();
      const { source, target, requestFor } = await newPair(world);
      await source.write('data', 'one', someBytes(SIZE));
      await target.write('data', 'copy of one', bytesOf('held'));
      await world.seed.lease(target.accountId, 'data', 'copy of one');
      const request = await requestFor('one', { onlyIfAbsent: false });
      await expectRefusal(target.copyFrom(request), 'lease-held');
      expect(await contentOf(target, 'copy of one')).toBe('held');
    });

    test('of archived blobs are refused', async () => {
      const world = getWorld();
      const { source, target, requestFor } = await newPair(world);
      await source.write('data', 'old', someBytes(SIZE));
      const request = await requestFor('old');
      await world.seed.setTier(source.accountId, 'data', 'old', 'Archive');
      await expectRefusal(target.copyFrom(request), 'source-unreadable');
    });

    test('work within one account', async () => {
      const world = getWorld();
      const store = await newStore(world);
      const { etag } = await store.write('data', 'one', someBytes(SIZE));
      const place = { source: { store, container: 'data', name: 'one' }, size: SIZE, onlyIfAbsent: true };
      await store.copyFrom({ ...place, sourceEtag: etag, target: { container: 'data', name: 'two' } });
      expect((await store.head('data', 'two'))?.size).toBe(SIZE);
      const changed = store.copyFrom({
        ...place,
        sourceEtag: '0x1',
        target: { container: 'data', name: 'three' },
      });
      await expectRefusal(changed, 'source-changed');
    });

    test('take names from and to, whatever they hold', async () => {
      const { source, target } = await newPair(getWorld());
      for (const name of STRANGE_NAMES) {
        const content = bytesOf(`${name}\n`.repeat(4));
        const { etag } = await source.write('data', name, content);
        await target.copyFrom({
          source: { store: source, container: 'data', name },
          sourceEtag: etag,
          size: content.length,
          target: { container: 'data', name },
          onlyIfAbsent: true,
        });
        expect(await contentOf(target, name)).toBe(`${name}\n`.repeat(4));
      }
      const { items } = await target.listBlobs('data');
      expect(items.map((item) => item.name).sort()).toEqual([...STRANGE_NAMES].sort());
    });

    test('run at the same time without disturbing each other', async () => {
      const { source, target, requestFor } = await newPair(getWorld());
      const names = Array.from({ length: 20 }, (_, index) => `n${index}`);
      await Promise.all(names.map((name) => source.write('data', name, bytesOf(name.repeat(50)))));
      await Promise.all(names.map(async (name) => target.copyFrom(await requestFor(name))));
      for (const name of names) expect(await contentOf(target, `copy of ${name}`)).toBe(name.repeat(50));
    });
  });
};
