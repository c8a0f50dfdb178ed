// Contract of the object store: listings and the names in them.

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { BlobItem, ListOptions, ObjectStore } from '../../../src/ports/object-store.ts';
import type { GetWorld } from './world.ts';
import { bytesOf, expectRefusal, itemOf, newStore, textOf } from './world.ts';

const listAll = async (store: ObjectStore, options: ListOptions = {}): Promise<BlobItem[][]> => {
  const pages: BlobItem[][] = [];
  let continuation: string | undefined;
  do {
    const page = await store.listBlobs('data', { ...options, ...(continuation && { continuation }) });
    pages.push([...page.items]);
    continuation = page.continuation;
  } while (continuation !== undefined);
  return pages;
};

const writeAll = (store: ObjectStore, names: readonly string[]): Promise<unknown> =>
  Promise.all(names.map((name) => store.write('data', name, bytesOf(name))));

const namesOf = (pages: readonly (readonly BlobItem[])[]): string[] => pages.flat().map((item) => item.name);

/** Every character that URLs, HTTP headers, XML or a careless join treat specially. */
export const STRANGE_NAMES: readonly string[] = [
  ' leading space',
  'trailing space ',
  'a  b',
  'dot.',
  'dots...',
  '.hidden',
  'a//b',
  '/leading slash',
  'trailing slash/',
  'a/./b',
  'a/../b',
  'a%20b',
  '100%',
  '%',
  '%zz',
  'what?',
  'a?b=c&d=e',
  'a#b',
  'a+b',
  'a&b',
  'a&amp;b',
  'a&#65;b',
  '<tag>',
  '"double" and \'single\'',
  'a:b;c,d=e@f$g',
  '[x]{y}|z^~`!*()',
  '0012',
  '1e5',
  'true',
  'null',
  'tab\there',
  'line\nbreak',
  'carriage\rreturn',
  'grüße/日本語/naïve',
  'e\u0301 is not é',
  'עברית',
  'emoji 🎉👩‍👩‍👧',
  'zero\u200bwidth',
  'x'.repeat(1024),
  `deep/${'d/'.repeat(100)}end`,
];

export const describeListing = (getWorld: GetWorld): void => {
  describe('listing', () => {
    test('of an empty container has one page without blobs', async () => {
      const store = await newStore(getWorld());
      expect(await store.listBlobs('data')).toEqual({ items: [] });
    });

    test('tells of each blob what a manifest needs', async () => {
      const store = await newStore(getWorld());
      const { etag, lastModified } = await store.write('data', 'one', bytesOf('1'), {
        metadata: { Key: 'v' },
      });
      const { items } = await store.listBlobs('data');
      expect(items).toEqual([
        {
          name: 'one',
          size: 1,
          etag,
          lastModified,
          md5: createHash('md5').update('1').digest('base64'),
          tier: 'Hot',
          blobType: 'BlockBlob',
        },
      ]);
    });

    test('tells metadata when asked, with keys in their own case', async () => {
      const store = await newStore(getWorld());
      await store.write('data', 'one', bytesOf('1'), { metadata: { MixedCase: 'Value 1' } });
      expect((await itemOf(store, 'one')).metadata).toEqual({ MixedCase: 'Value 1' });
    });

    test('goes on where a page ended, without gap or repetition, in the same order', async () => {
      const store = await newStore(getWorld());
      const names = Array.from({ length: 23 }, (_, index) => `n${String(index).padStart(2, '0')}`);
      await writeAll(store, names);
      const pages = await listAll(store, { pageSize: 5 });
      expect(pages.map((page) => page.length)).toEqual([5, 5, 5, 5, 3]);
      expect(namesOf(pages)).toEqual(names);
    });

    test('goes on from a continuation although blobs came and went meanwhile', async () => {
      const store = await newStore(getWorld());
      await writeAll(store, ['a', 'b', 'c', 'd', 'e']);
      const first = await store.listBlobs('data', { pageSize: 2 });
      expect(first.items.map((item) => item.name)).toEqual(['a', 'b']);
      await Promise.all([store.delete('data', 'b'), store.write('data', 'aa', bytesOf('x'))]);
      await store.write('data', 'dd', bytesOf('x'));
      const rest = await store.listBlobs('data', { continuation: first.continuation ?? '' });
      expect(rest.items.map((item) => item.name)).toEqual(['c', 'd', 'dd', 'e']);
    });

    test('goes by UTF-16 code units, so that a manifest needs no sorting', async () => {
      const store = await newStore(getWorld());
      const names = ['B', 'a', 'a b', 'a!', 'a-b', 'a/b', 'a0', 'aB', 'z', 'ß', '日'];
      await writeAll(store, names);
      expect(namesOf(await listAll(store))).toEqual([...names].sort());
    });

    test('keeps to a prefix', async () => {
      const store = await newStore(getWorld());
      await writeAll(store, ['a', 'a/1', 'a/2', 'ab', 'b', 'a.*']);
      expect(namesOf(await listAll(store, { prefix: 'a/' }))).toEqual(['a/1', 'a/2']);
      expect(namesOf(await listAll(store, { prefix: 'a.' }))).toEqual(['a.*']);
      expect(namesOf(await listAll(store, { prefix: 'x' }))).toEqual([]);
    });

    test('begins at a name, itself included', async () => {
      const store = await newStore(getWorld());
      await writeAll(store, ['a', 'b', 'b/1', 'b/2', 'c', 'c0', 'd']);
      const from = async (startFrom: string, options: ListOptions = {}) =>
        namesOf(await listAll(store, { startFrom, ...options }));
      expect(await from('b/2')).toEqual(['b/2', 'c', 'c0', 'd']);
      expect(await from('b/3', { pageSize: 1 })).toEqual(['c', 'c0', 'd']);
      expect(await from('c', { pageSize: 2 })).toEqual(['c', 'c0', 'd']);
      expect(await from('b/2', { prefix: 'b' })).toEqual(['b/2']);
      expect(await from('a', { prefix: 'b/' })).toEqual(['b/1', 'b/2']);
      expect(await from('e')).toEqual([]);
    });

    test('gives folders instead of what is in them, when told what divides names', async () => {
      const store = await newStore(getWorld());
      await writeAll(store, ['a', 'a-b', 'a/1', 'a/2/x', 'b/1', 'b/2', 'b/3', 'c/d/e', 'c/f']);
      const level = async (options: ListOptions) => {
        const names: string[] = [];
        let continuation: string | undefined;
        do {
          const page = await store.listBlobs('data', {
            ...options,
            delimiter: '/',
            ...(continuation && { continuation }),
          });
          names.push(...page.items.map(({ name }) => name), ...(page.prefixes ?? []));
          continuation = page.continuation;
        } while (continuation !== undefined);
        return names.sort();
      };
      for (const pageSize of [1, 2, 5000]) {
        expect(await level({ pageSize })).toEqual(['a', 'a-b', 'a/', 'b/', 'c/']);
        expect(await level({ pageSize, prefix: 'c/' })).toEqual(['c/d/', 'c/f']);
        expect(await level({ pageSize, prefix: 'a' })).toEqual(['a', 'a-b', 'a/']);
        expect(await level({ pageSize, prefix: 'b/', startFrom: 'b/2' })).toEqual(['b/2', 'b/3']);
        expect(await level({ pageSize, startFrom: 'b' })).toEqual(['b/', 'c/']);
      }
      expect(await level({ prefix: 'x/' })).toEqual([]);
    });

    test('shows snapshots when asked, beside their blob', async () => {
      const world = getWorld();
      const store = await newStore(world);
      await writeAll(store, ['one', 'two']);
      await world.seed.snapshot(store.accountId, 'data', 'one');
      expect(namesOf(await listAll(store))).toEqual(['one', 'two']);
      const [page = []] = await listAll(store, { include: { snapshots: true } });
      expect(page.filter((item) => item.snapshot !== undefined).map((item) => item.name)).toEqual(['one']);
      expect(page.filter((item) => item.snapshot === undefined).map((item) => item.name)).toEqual([
        'one',
        'two',
      ]);
    });

    test('tells the type of blobs that cannot be protected', async () => {
      const world = getWorld();
      const store = await newStore(world);
      await world.seed.append(store.accountId, 'data', 'log', bytesOf('line'));
      expect(await itemOf(store, 'log')).toMatchObject({ blobType: 'AppendBlob', size: 4 });
    });

    test('tells tiers', async () => {
      const world = getWorld();
      const store = await newStore(world);
      for (const tier of ['Hot', 'Cool', 'Cold', 'Archive'] as const) {
        await world.seed.put(store.accountId, 'data', tier, bytesOf('x'), { tier });
      }
      const tiers = (await listAll(store)).flat().map((item) => [item.name, item.tier]);
      expect(tiers).toEqual(['Archive', 'Cold', 'Cool', 'Hot'].map((tier) => [tier, tier]));
    });

    test('refuses pages of no size', async () => {
      const store = await newStore(getWorld());
      await expectRefusal(store.listBlobs('data', { pageSize: 0 }), 'invalid-request');
    });
  });

  describe('names', () => {
    test('go in and come out unchanged, whatever they hold', async () => {
      const store = await newStore(getWorld());
      await writeAll(store, STRANGE_NAMES);
      expect(namesOf(await listAll(store, { pageSize: 7 })).sort()).toEqual([...STRANGE_NAMES].sort());
      for (const name of STRANGE_NAMES) {
        expect(textOf((await store.read('data', name))?.bytes)).toBe(name);
      }
      for (const name of STRANGE_NAMES) expect(await store.delete('data', name)).toBe('deleted');
      expect(await store.listBlobs('data')).toEqual({ items: [] });
    });

    test('with a backslash are, to the service, names with a slash', async () => {
      const store = await newStore(getWorld());
      await store.write('data', 'a\\b', bytesOf('x'));
      expect(namesOf(await listAll(store))).toEqual(['a/b']);
      expect(await store.head('data', 'a\\b')).toBeDefined();
    });

    test.each([
      ['no', ''],
      ['too many', 'x'.repeat(1025)],
      ['half', 'half a pair \ud83c'],
    ])('of %s characters are refused', async (_what, name) => {
      const store = await newStore(getWorld());
      await expectRefusal(store.write('data', name, bytesOf('x')), 'invalid-request');
    });
  });
};
