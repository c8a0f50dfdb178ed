// Manifests in memory for tests: chunks by hash with every read and write noted, and synthetic accounts of any size.

import { createHash } from 'node:crypto';
import { buildIndex } from '../../src/domain/manifest/build-index.ts';
import type { Chunk, ChunkReader, Leaf, LeafRef, NamedChunk } from '../../src/domain/manifest/chunk.ts';
import { decodeChunk } from '../../src/domain/manifest/chunk-text.ts';
import type { ManifestEntry } from '../../src/domain/manifest/entry.ts';
import { compareKeys } from '../../src/domain/manifest/entry.ts';
import { leafRef } from '../../src/domain/manifest/leaf.ts';
import { LeafCutter } from '../../src/domain/manifest/leaf-cutter.ts';
import { nameChunk } from '../../src/vault/chunk-store.ts';

/** Chunks as text, so that each read decodes anew what a write encoded. */
export class ChunkMemory implements ChunkReader {
  readonly texts = new Map<string, string>();
  readonly reads: string[] = [];

  async read(hash: string): Promise<Chunk> {
    this.reads.push(hash);
    const chunk = decodeChunk(this.texts.get(hash) ?? '');
    if (chunk === undefined) throw new Error(`No chunk ${hash}`);
    return chunk;
  }

  put(chunk: NamedChunk): void {
    this.texts.set(chunk.hash, chunk.text);
  }

  putLeaf(leaf: Leaf): LeafRef {
    const named = nameChunk(leaf);
    this.put(named);
    return leafRef(leaf, named.hash);
  }

  /** Every chunk below and including a root, without a read being noted. */
  reachable(root: string, found = new Set<string>()): Set<string> {
    found.add(root);
    const node = decodeChunk(this.texts.get(root) ?? '');
    if (node?.kind !== 'index') throw new Error(`No index node ${root}`);
    for (const { hash } of node.children) {
      if (node.level > 1) this.reachable(hash, found);
      else found.add(hash);
    }
    return found;
  }
}

export const cutLeaves = (entries: Iterable<ManifestEntry>): Leaf[] => {
  const cutter = new LeafCutter();
  const leaves: Leaf[] = [];
  for (const entry of entries) leaves.push(...cutter.push(entry));
  return [...leaves, ...cutter.flush()];
};

export const sortEntries = (entries: Iterable<ManifestEntry>): ManifestEntry[] =>
  [...entries].sort(compareKeys);

export interface StoredManifest {
  readonly root: string;
  readonly leaves: readonly LeafRef[];
}

/** One pass over everything: what every other way of making the manifest has to equal. */
export const storeManifest = (memory: ChunkMemory, entries: Iterable<ManifestEntry>): StoredManifest => {
  const leaves = cutLeaves(sortEntries(entries)).map((leaf) => memory.putLeaf(leaf));
  return { root: storeIndex(memory, leaves), leaves };
};

export const storeIndex = (memory: ChunkMemory, leaves: readonly LeafRef[]): string => {
  const { root, chunks } = buildIndex(leaves, nameChunk);
  for (const chunk of chunks) memory.put(chunk);
  return root;
};

/** The same number gives the same blob; `edition` another content of it. */
export const syntheticEntry = (container: string, number: number, edition = 0): ManifestEntry => ({
  container,
  name: `year=2026/part-${String(number).padStart(8, '0')}.parquet`,
  size: (number * 7919) % 100_000,
  etag: `0x8DE${((number + 1) * 1_000_003 + edition).toString(16).toUpperCase().padStart(12, '0')}`,
  lastModified: 1_767_225_600_000 + edition * 1000,
  md5: createHash('md5').update(`${number}/${edition}`).digest('base64'),
  tier: 'Hot',
  kind: 'block',
});

export const syntheticEntries = (container: string, count: number): ManifestEntry[] =>
  Array.from({ length: count }, (_, number) => syntheticEntry(container, number));
