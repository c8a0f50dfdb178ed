// Looking into recovery points: folders of any names show what stands directly in them, and changes add up, page by page,
// to all that changed.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BrowsedItem } from '../../../src/domain/manifest/browse.ts';
import { browse, itemName } from '../../../src/domain/manifest/browse.ts';
import type { ChangeRow } from '../../../src/domain/manifest/change-summary.ts';
import { summarizeChanges } from '../../../src/domain/manifest/change-summary.ts';
import type { Difference } from '../../../src/domain/manifest/diff.ts';
import { diff } from '../../../src/domain/manifest/diff.ts';
import type { ManifestEntry } from '../../../src/domain/manifest/entry.ts';
import { contains } from '../../../src/domain/manifest/scope.ts';
import { ChunkMemory, storeManifest, syntheticEntry } from '../../support/manifest-fixture.ts';

const collect = async <T>(source: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of source) all.push(item);
  return all;
};

const part = fc.constantFrom('a', 'b', 'a-b', 'a.b', '\u{1F600}', '\uffff', '');
const name = fc
  .array(part, { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join('/'))
  .filter((text) => text !== '' && !text.startsWith('/'));
const account = fc.uniqueArray(fc.tuple(fc.constantFrom('docs', 'logs'), name), {
  selector: ([container, blob]) => `${container}/${blob}`,
  maxLength: 60,
});

const entriesOf = (
  names: readonly (readonly [string, string])[],
  edition: (index: number) => number,
): ManifestEntry[] =>
  names.map(([container, blob], index) => ({
    ...syntheticEntry(container, index, edition(index)),
    name: blob,
  }));

const shown = (item: BrowsedItem): string => `${item.kind} ${item.name}`;

test('a folder shows what stands directly in it, from any item on', async () => {
  await fc.assert(
    fc.asyncProperty(
      account,
      fc.constantFrom('', 'a', 'a/', 'a/b/', 'a-'),
      fc.nat(9),
      async (names, prefix, at) => {
        const memory = new ChunkMemory();
        const { root } = storeManifest(
          memory,
          entriesOf(names, () => 0),
        );
        const inside = names
          .flatMap(([container, blob]) => (container === 'docs' && blob.startsWith(prefix) ? [blob] : []))
          .map((blob) => itemName(blob, prefix));
        const expected = [...new Set(inside)]
          .sort()
          .map((item) => `${item.endsWith('/') && item !== prefix ? 'folder' : 'blob'} ${item}`);
        const all = await collect(browse(memory, root, { container: 'docs', prefix }));
        expect(all.map(shown)).toEqual(expected);
        const after = all[at]?.name;
        if (after === undefined) return;
        const rest = await collect(browse(memory, root, { container: 'docs', prefix, after }));
        expect(rest.map(shown)).toEqual(expected.slice(at + 1));
      },
    ),
    { numRuns: 150 },
  );
});

test('a folder costs a path of chunks, however much is in it', async () => {
  const memory = new ChunkMemory();
  const folders = ['big', 'bigger', 'biggest'].flatMap((folder) =>
    Array.from({ length: 20_000 }, (_, i) => [`docs`, `${folder}/${String(i).padStart(6, '0')}`] as const),
  );
  const { root, leaves } = storeManifest(
    memory,
    entriesOf(folders, () => 0),
  );
  memory.reads.length = 0;
  const items = await collect(browse(memory, root, { container: 'docs', prefix: '' }));
  expect(items.map(shown)).toEqual(['folder big/', 'folder bigger/', 'folder biggest/']);
  const read = new Set(memory.reads);
  expect(leaves.filter(({ hash }) => read.has(hash)).length).toBeLessThanOrEqual(4);
});

const totals = (rows: readonly ChangeRow[]): ReadonlyMap<string, readonly number[]> => {
  const sums = new Map<string, readonly number[]>();
  for (const { container, name: item, added, changed, removed, bytesBefore, bytesAfter } of rows) {
    const before = sums.get(`${container}/${item}`) ?? [0, 0, 0, 0, 0];
    const counts = [added, changed, removed, bytesBefore, bytesAfter];
    sums.set(
      `${container}/${item}`,
      counts.map((count, i) => count + (before[i] ?? 0)),
    );
  }
  return sums;
};

test('a part of a comparison is that part, and its pages add up to it', async () => {
  const limits = fc.record({
    rows: fc.integer({ min: 1, max: 5 }),
    differences: fc.integer({ min: 1, max: 9 }),
  });
  await fc.assert(
    fc.asyncProperty(
      account,
      account,
      fc.constantFrom('', 'a', 'a/'),
      limits,
      async (one, two, prefix, limit) => {
        const memory = new ChunkMemory();
        const before = storeManifest(
          memory,
          entriesOf(one, () => 0),
        ).root;
        const after = storeManifest(
          memory,
          entriesOf(two, (i) => i % 2),
        ).root;
        const scope = { container: 'docs', prefix };
        const keyOf = (found: Difference) => (found.change === 'removed' ? found.before : found.after);
        const wanted = (await collect(diff(memory, before, after))).filter(
          (found) => keyOf(found).container === 'docs' && contains(scope, keyOf(found).name),
        );
        expect(await collect(diff(memory, before, after, scope))).toEqual(wanted);

        const rows: ChangeRow[] = [];
        let start: string | undefined;
        do {
          const part = { ...scope, ...(start === undefined ? {} : { after: start }) };
          const page = await summarizeChanges(diff(memory, before, after, part), prefix, limit);
          expect(page.rows.length).toBeLessThanOrEqual(limit.rows);
          rows.push(...page.rows);
          start = page.last?.name;
        } while (start !== undefined);
        const whole = await summarizeChanges(diff(memory, before, after, scope), prefix, {
          rows: 1e9,
          differences: 1e9,
        });
        expect(whole.last).toBeUndefined();
        expect(totals(rows)).toEqual(totals(whole.rows));
        expect(whole.rows.reduce((sum, row) => sum + row.added + row.changed + row.removed, 0)).toBe(
          wanted.length,
        );
      },
    ),
    { numRuns: 100 },
  );
});
