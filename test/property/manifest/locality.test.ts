// What one changed blob costs: the chunks on its way to the root, in a tree of two index levels and more.

import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { Leaf, LeafRef } from '../../../src/domain/manifest/chunk.ts';
import type { ManifestEntry } from '../../../src/domain/manifest/entry.ts';
import { entryAt } from '../../../src/domain/manifest/leaf.ts';
import { readNode } from '../../../src/domain/manifest/walk.ts';
import type { StoredManifest } from '../../support/manifest-fixture.ts';
import {
  ChunkMemory,
  cutLeaves,
  storeIndex,
  storeManifest,
  syntheticEntries,
  syntheticEntry,
} from '../../support/manifest-fixture.ts';

const count = 250_000;
const memory = new ChunkMemory();
let before: StoredManifest;
let chunksBefore: Set<string>;
let levels: number;

beforeAll(async () => {
  before = storeManifest(memory, syntheticEntries('alpha', count));
  chunksBefore = memory.reachable(before.root);
  levels = (await readNode(memory, before.root)).level + 1;
});

const changes = {
  changed: (entries: ManifestEntry[], at: number) =>
    entries.with(at, { ...(entries[at] as ManifestEntry), etag: 'other' }),
  deleted: (entries: ManifestEntry[], at: number) => entries.toSpliced(at, 1),
  added: (entries: ManifestEntry[], at: number) =>
    entries.toSpliced(at + 1, 0, { ...syntheticEntry('alpha', 1), name: `${entries[at]?.name}-added` }),
} as const;

/** The whole tree after one change. Three leaves are cut anew, the rest stands: boundaries follow from keys alone. */
const withChange = async (at: number, change: keyof typeof changes): Promise<string> => {
  const name = syntheticEntry('alpha', at).name;
  const position = before.leaves.findIndex(({ last }) => last >= name);
  const around = before.leaves.slice(Math.max(position - 1, 0), position + 2);
  const entries: ManifestEntry[] = [];
  for (const { hash } of around) {
    const leaf = (await memory.read(hash)) as Leaf;
    entries.push(...leaf.names.map((_, i) => entryAt(leaf, i)));
  }
  const edited = changes[change](
    entries,
    entries.findIndex((entry) => entry.name === name),
  );
  const refs: LeafRef[] = cutLeaves(edited).map((leaf) => memory.putLeaf(leaf));
  return storeIndex(memory, before.leaves.toSpliced(Math.max(position - 1, 0), around.length, ...refs));
};

test('the tree is deep enough to say something', () => {
  expect(levels).toBeGreaterThanOrEqual(3);
  expect(before.leaves.length).toBeGreaterThan(200);
});

test('a changed blob replaces exactly one chunk per level', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(count - 1), async (at) => {
      const root = await withChange(at, 'changed');
      const fresh = [...memory.reachable(root)].filter((hash) => !chunksBefore.has(hash));
      expect(fresh).toHaveLength(levels);
    }),
    { numRuns: 40 },
  );
});

test('an added or deleted blob replaces at most two chunks per level, and one more root', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(count - 1), fc.constantFrom('added', 'deleted'), async (at, change) => {
      const root = await withChange(at, change);
      const fresh = [...memory.reachable(root)].filter((hash) => !chunksBefore.has(hash));
      expect(fresh.length).toBeGreaterThanOrEqual(levels - 1);
      expect(fresh.length).toBeLessThanOrEqual(2 * levels + 1);
    }),
    { numRuns: 40 },
  );
});

test('deleting what ends a leaf, and what ends an index node, stays as local', async () => {
  const ends = before.leaves.slice(0, -1).map(({ last }) => Number.parseInt(last.slice(15, 23), 10));
  for (const at of ends.filter((_, i) => i % 10 === 0)) {
    const root = await withChange(at, 'deleted');
    const fresh = [...memory.reachable(root)].filter((hash) => !chunksBefore.has(hash));
    expect(fresh.length).toBeLessThanOrEqual(2 * levels + 1);
  }
});

test('a listing of unchanged blobs gives the leaves of the recovery point before', () => {
  const listed = cutLeaves(syntheticEntries('alpha', 30_000).map((entry) => ({ ...entry })));
  const known = new Set(before.leaves.map(({ hash }) => hash));
  const refs = listed.map((leaf) => memory.putLeaf(leaf));
  expect(refs.slice(0, -1).filter(({ hash }) => !known.has(hash))).toEqual([]);
  expect(refs.length).toBeGreaterThan(20);
});
