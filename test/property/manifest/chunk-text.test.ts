// Chunks come back from their text as they went in, whatever names they hold.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { IndexNode } from '../../../src/domain/manifest/chunk.ts';
import { decodeChunk, encodeChunk } from '../../../src/domain/manifest/chunk-text.ts';
import type { ManifestEntry } from '../../../src/domain/manifest/entry.ts';
import { compareKeys } from '../../../src/domain/manifest/entry.ts';
import { entryAt, positionOf } from '../../../src/domain/manifest/leaf.ts';
import { packChunk, unpackChunk } from '../../../src/vault/chunk-packing.ts';
import { nameChunk } from '../../../src/vault/chunk-store.ts';
import { cutLeaves, sortEntries } from '../../support/manifest-fixture.ts';

/** Every Unicode character, up to the service's limit of 1,024 code units. */
const blobName = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
    fc.string({ unit: 'binary', minLength: 500, maxLength: 512 }),
    fc.constantFrom(
      'a%20b',
      'question?mark',
      'dots...',
      'a/b/../c',
      ' spaces ',
      '"quoted"\\',
      'x'.repeat(1024),
    ),
  )
  .filter((name) => name.length <= 1024);

const location = fc.oneof(
  fc.record({ object: fc.string(), offset: fc.nat(), length: fc.nat() }, { requiredKeys: ['object'] }),
  fc.record({ version: fc.string() }),
);

const entry: fc.Arbitrary<ManifestEntry> = fc.record(
  {
    container: fc.constantFrom('$web', 'a-b', 'z9'),
    name: blobName,
    size: fc.maxSafeNat(),
    etag: fc.string(),
    lastModified: fc.nat(4_102_444_800_000),
    md5: fc.base64String({ minLength: 24, maxLength: 24 }),
    tier: fc.constantFrom('Hot', 'Cool', 'Cold', 'Archive'),
    kind: fc.constantFrom('block', 'directory'),
    location,
  },
  { requiredKeys: ['container', 'name', 'size', 'etag', 'lastModified', 'kind'] },
);

const entries = fc
  .uniqueArray(entry, { maxLength: 50, selector: ({ container, name }) => `${container}/${name}` })
  .map(sortEntries);

test('entries come back from packed leaves unchanged and in order', async () => {
  await fc.assert(
    fc.asyncProperty(entries, async (given) => {
      const found: ManifestEntry[] = [];
      for (const leaf of cutLeaves(given)) {
        const { hash, text } = nameChunk(leaf);
        const { chunk } = await unpackChunk('chunk', hash, await packChunk(text));
        if (chunk.kind !== 'leaf') throw new Error('Not a leaf');
        expect(chunk).toEqual(leaf);
        found.push(...chunk.names.map((_, position) => entryAt(chunk, position)));
      }
      expect(found).toEqual(given.map((one) => ({ ...one })));
      expect(found.every((one, i) => i === 0 || compareKeys(found[i - 1] as ManifestEntry, one) < 0)).toBe(
        true,
      );
    }),
  );
});

test('every name is found in its leaf, and no other', () => {
  fc.assert(
    fc.property(entries, blobName, (given, other) => {
      for (const leaf of cutLeaves(given)) {
        for (const [position, name] of leaf.names.entries()) expect(positionOf(leaf, name)).toBe(position);
        if (!leaf.names.includes(other)) expect(positionOf(leaf, other)).toBeUndefined();
      }
    }),
  );
});

test('index nodes come back unchanged', () => {
  const hash = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 });
  const key = fc.tuple(fc.constantFrom('$web', 'a-b', 'z9'), blobName);
  const node = fc
    .tuple(
      fc.integer({ min: 1, max: 6 }),
      fc.uniqueArray(key, { maxLength: 40, selector: (one) => one.join('/') }),
      hash,
      fc.maxSafeNat(),
    )
    .map(([level, keys, hashOfAll, bytes]): IndexNode => {
      const sorted = keys.map(([container, name]) => ({ container, name })).sort(compareKeys);
      const children = sorted.flatMap((first, i) => {
        const last = sorted[i + 1];
        if (i % 2 === 1 || last === undefined) return [];
        return [
          {
            hash: hashOfAll,
            firstContainer: first.container,
            firstName: first.name,
            lastContainer: last.container,
            lastName: last.name,
            entries: i,
            bytes,
          },
        ];
      });
      return { kind: 'index', level, children };
    });
  fc.assert(
    fc.property(node, (given) => {
      expect(decodeChunk(encodeChunk(given))).toEqual(given);
    }),
  );
});
