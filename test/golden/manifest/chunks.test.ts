// The storage format of the manifest, byte for byte. A difference here means that existing vaults become unreadable or
// that every chunk is stored anew: it takes a new version of the format, never a changed golden file.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { buildIndex } from '../../../src/domain/manifest/build-index.ts';
import type { NamedChunk } from '../../../src/domain/manifest/chunk.ts';
import type { ManifestEntry } from '../../../src/domain/manifest/entry.ts';
import { entryAt, leafRef } from '../../../src/domain/manifest/leaf.ts';
import { packChunk, unpackChunk } from '../../../src/vault/chunk-packing.ts';
import { nameChunk } from '../../../src/vault/chunk-store.ts';
import { expectGolden } from '../../support/golden.ts';
import { ChunkMemory, cutLeaves, storeManifest, syntheticEntries } from '../../support/manifest-fixture.ts';

/** One of each kind, and names that a careless encoder would spoil. In key order. */
const entries: readonly ManifestEntry[] = [
  {
    container: '$web',
    name: 'index.html',
    size: 15,
    etag: '0x8DE2A0000000001',
    lastModified: 1_767_225_600_000,
    md5: 'CY9rzUYh03PK3k6DJie09g==',
    tier: 'Hot',
    kind: 'block',
  },
  {
    container: 'docs',
    name: ' space "quote" \\ %25 ?#.',
    size: 0,
    etag: '0x8DE2A0000000002',
    lastModified: 0,
    kind: 'block',
  },
  {
    container: 'docs',
    name: 'folder',
    size: 0,
    etag: '0x8DE2A0000000003',
    lastModified: 1_767_225_601_000,
    tier: 'Cool',
    kind: 'directory',
  },
  {
    container: 'docs',
    name: 'folder/line\nbreak\u0001\u007f\u2028',
    size: 209_715_200_000_000,
    etag: '0x8DE2A0000000004',
    lastModified: 1_767_225_602_000,
    tier: 'Cold',
    kind: 'block',
    location: { object: 'packs/1', offset: 0, length: 10 },
  },
  {
    container: 'docs',
    name: 'größe/日本語/😀',
    size: 1,
    etag: '0x8DE2A0000000005',
    lastModified: 1_767_225_603_000,
    md5: 'xMpCOKC5I4INzFCab3WEmw==',
    tier: 'Archive',
    kind: 'block',
    location: { version: '2026-01-01T00:00:03.0000000Z' },
  },
  {
    container: 'docs',
    name: '\uff5e after the surrogates',
    size: 2,
    etag: '0x8DE2A0000000006',
    lastModified: 1_767_225_604_000,
    tier: 'Hot',
    kind: 'block',
  },
];

const withHash = ({ hash, text }: NamedChunk): string => `${hash}\n${text}\n`;

test('leaves, index and root of a small account are written as ever', () => {
  const leaves = cutLeaves(entries);
  const named = leaves.map(nameChunk);
  const refs = leaves.map((leaf, i) => leafRef(leaf, named[i]?.hash ?? ''));
  const chunks = [...named, ...buildIndex(refs, nameChunk).chunks];
  expectGolden(import.meta.url, 'small.golden.txt', chunks.map(withHash).join('\n'));
});

test('the root of nothing is written as ever', () => {
  const { chunks } = buildIndex([], nameChunk);
  expectGolden(import.meta.url, 'empty.golden.txt', chunks.map(withHash).join('\n'));
});

test('a large account is cut where it ever was', () => {
  const memory = new ChunkMemory();
  const all = ['data', 'logs'].flatMap((container) => syntheticEntries(container, 150_000));
  const { root, leaves } = storeManifest(memory, all);
  const cuts = leaves.map(({ container, last, entries: count }) => `${container} ${last} ${count}`);
  expectGolden(import.meta.url, 'cuts.golden.txt', `${[`root ${root}`, ...cuts].join('\n')}\n`);
});

/** Compressed by another program at another level: its bytes are not those that today's compressor makes. */
const storedChunk = new URL('./stored-leaf.golden.gz', import.meta.url);
const storedHash = '2d44a7527dc92e5cda816f2c9665d36364b4deaa6a43444913b357632c316201';

test('a chunk stored long ago is read', () => {
  const { chunk } = unpackChunk('stored-leaf', storedHash, readFileSync(storedChunk));
  if (chunk.kind !== 'leaf') throw new Error('Not a leaf');
  const docs = entries.filter(({ container }) => container === 'docs');
  expect(chunk.names.map((_, position) => entryAt(chunk, position))).toEqual(docs);
});

test('the name of a chunk does not depend on how it is compressed', () => {
  const [leaf] = cutLeaves(entries.slice(1));
  if (leaf === undefined) throw new Error('No leaf');
  const { hash, text } = nameChunk(leaf);
  expect(hash).toBe(storedHash);
  expect(unpackChunk('today', hash, packChunk(text))).toEqual(
    unpackChunk('stored-leaf', hash, readFileSync(storedChunk)),
  );
});
