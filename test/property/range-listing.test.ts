// Listing a range of names: whatever the service's order and pages, and however directories are shown, exactly the names
// of the range come, in the manifest's order; also from any name on at which an earlier slice ended.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listRange } from '../../src/activities/listing/list-range.ts';
import type { RangeListing } from '../../src/activities/listing/range-listing.ts';
import { firstWay, nextWay } from '../../src/activities/listing/range-listing.ts';
import type { ListingWay } from '../../src/domain/job/slices.ts';
import { isOrderSafe } from '../../src/domain/manifest/key-range.ts';
import type { MemoryAccountOptions } from '../../src/memory/memory-account.ts';
import { MemoryStorageAccounts } from '../../src/memory/memory-storage-accounts.ts';
import type { ObjectStore } from '../../src/ports/object-store.ts';

const text = (units: readonly string[], most: number) =>
  fc.array(fc.constantFrom(...units), { minLength: 1, maxLength: most }).map((parts) => parts.join(''));
const segment = text(['a', 'b', '-', '.', '0', '\uFF21', '\u{1F600}'], 3).filter((s) => !/^\.+$/.test(s));
const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'));

const account: fc.Arbitrary<Omit<MemoryAccountOptions, 'clock'>> = fc.oneof(
  fc.record({ listingOrder: fc.constantFrom('utf16' as const, 'utf8' as const, 'path' as const) }),
  fc.record({
    hierarchicalNamespace: fc.constant(true),
    listingOrder: fc.constantFrom('utf16' as const, 'utf8' as const, 'path' as const),
    listsDirectories: fc.boolean(),
  }),
);

const filled = async (
  options: Omit<MemoryAccountOptions, 'clock'>,
  names: readonly string[],
  pageSize: number,
) => {
  const storage = new MemoryStorageAccounts();
  const memory = storage.add('a', options);
  memory.createContainer('data');
  const isParent = (name: string): boolean => names.some((other) => other.startsWith(`${name}/`));
  for (const name of names) {
    // A directory cannot be a file as well.
    if (options.hierarchicalNamespace !== true || !isParent(name)) memory.putText('data', name, '');
  }
  const opened = storage.open('a');
  const store: ObjectStore = Object.assign(Object.create(opened) as ObjectStore, {
    listBlobs: (...[container, asked]: Parameters<ObjectStore['listBlobs']>) =>
      opened.listBlobs(container, { pageSize, ...asked }),
  });
  return { store, all: [...memory.containerOf('data').blobs.keys()].sort() };
};

const listed = async (range: RangeListing, begin: ListingWay): Promise<string[]> => {
  for (let way = begin; ; way = nextWay(way)) {
    const names: string[] = [];
    let isUnordered = false;
    for await (const page of listRange(range, way)) {
      if (page.kind === 'unordered') isUnordered = true;
      else if (page.kind === 'page') names.push(...page.items.map(({ name }) => name));
      else throw new Error(page.kind);
    }
    if (!isUnordered) return names;
    if (way === 'sorted') throw new Error('Out of order although sorted');
  }
};

const world = fc.record({
  options: account,
  names: fc.uniqueArray(path, { maxLength: 25 }),
  pageSize: fc.constantFrom(1, 2, 3, 5, 5000),
  ends: fc.uniqueArray(path.filter(isOrderSafe), { maxLength: 4 }),
  prefix: fc.option(path, { nil: undefined }),
});

test('ranges share the names of a container among them, whatever the order', async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ options, names, pageSize, ends, prefix }) => {
      const { store, all } = await filled(options, names, pageSize);
      const hierarchical = options.hierarchicalNamespace === true;
      const range = {
        store,
        container: 'data',
        hierarchical,
        include: { metadata: hierarchical },
        count: () => undefined,
        ...(prefix === undefined ? {} : { prefix }),
      };
      // A flat account is trusted to list whole names in one of the two orders where the end of a range is concerned.
      const begin = options.listingOrder === 'path' ? 'by-folder' : firstWay(hierarchical);
      const cuts = ends.sort();
      const found: string[] = [];
      for (let at = 0; at <= cuts.length; at += 1) {
        const [after, to] = [cuts[at - 1], cuts[at]];
        const stretch = { ...(after === undefined ? {} : { after }), ...(to === undefined ? {} : { to }) };
        found.push(...(await listed({ ...range, ...stretch }, begin)));
      }
      expect(found).toEqual(all.filter((name) => name.startsWith(prefix ?? '')));
    }),
    { numRuns: 300 },
  );
});

test('a listing goes on from any name at which it was left', async () => {
  await fc.assert(
    fc.asyncProperty(world, fc.nat(24), async ({ options, names, pageSize }, at) => {
      const { store, all } = await filled(options, names, pageSize);
      const hierarchical = options.hierarchicalNamespace === true;
      const range = { store, container: 'data', hierarchical, include: {}, count: () => undefined };
      const after = all[at];
      if (after === undefined) return;
      for (const way of ['by-folder', 'sorted'] as const) {
        expect(await listed({ ...range, after }, way)).toEqual(all.slice(at + 1));
      }
    }),
    { numRuns: 300 },
  );
});
