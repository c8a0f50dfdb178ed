// Seals a manifest: the leaves of all slices become one tree. Children are written before parents, the root last, so a
// root that exists is whole.

import { buildIndex } from '../domain/manifest/build-index.ts';
import type { ChunkReader, Leaf, LeafRef } from '../domain/manifest/chunk.ts';
import { compareKeys } from '../domain/manifest/entry.ts';
import { joinSeams } from '../domain/manifest/join-seams.ts';
import { leafRef } from '../domain/manifest/leaf.ts';
import { readNode } from '../domain/manifest/walk.ts';
import type { ContainerSummary } from '../domain/recovery-point/recovery-point.ts';
import type { ChunkStore } from './chunk-store.ts';
import { inParallel } from './in-parallel.ts';

export interface WrittenManifest {
  readonly root: string;
  readonly blobs: number;
  readonly bytes: number;
  /** Containers with at least one entry, by name. */
  readonly containers: readonly ContainerSummary[];
}

const writesAtOnce = 16;

/** Names the leaf and stores it; an existing chunk of the same content serves as well. */
export const writeLeaf = async (chunks: ChunkStore, leaf: Leaf): Promise<LeafRef> => {
  const named = chunks.name(leaf);
  await chunks.writeIfAbsent(named);
  return leafRef(leaf, named.hash);
};

/**
 * Leaves in any order; they must already be stored. Done again with the same leaves it gives the same root. What the
 * manifest of `previousRoot` has is not written again: nothing may delete that one meanwhile.
 */
export const sealManifest = async (
  chunks: ChunkStore,
  leaves: readonly LeafRef[],
  previousRoot?: string,
): Promise<WrittenManifest> => {
  const ordered = leaves.toSorted((a, b) =>
    compareKeys({ container: a.container, name: a.first }, { container: b.container, name: b.first }),
  );
  const joined = await joinSeams(ordered, chunks, (leaf) => writeLeaf(chunks, leaf));
  const index = buildIndex(joined, chunks.name);
  if (index.root !== previousRoot) {
    const present = previousRoot === undefined ? new Set() : await nodesBelow(chunks, previousRoot);
    const nodes = index.chunks.slice(0, -1).filter(({ hash }) => !present.has(hash));
    await inParallel(nodes, writesAtOnce, (chunk) => chunks.writeIfAbsent(chunk));
    for (const root of index.chunks.slice(-1)) await chunks.writeIfAbsent(root);
  }
  return { root: index.root, ...summarize(joined) };
};

/** Index nodes under a node. Reads those that have index nodes for children: with millions of blobs the root alone. */
const nodesBelow = async (reader: ChunkReader, hash: string): Promise<ReadonlySet<string>> => {
  const { level, children } = await readNode(reader, hash);
  const found = new Set<string>();
  for (const child of level > 1 ? children : []) {
    found.add(child.hash);
    for (const below of level > 2 ? await nodesBelow(reader, child.hash) : []) found.add(below);
  }
  return found;
};

const summarize = (leaves: readonly LeafRef[]): Omit<WrittenManifest, 'root'> => {
  const containers = new Map<string, ContainerSummary>();
  for (const { container, entries, bytes } of leaves) {
    const sum = containers.get(container) ?? { name: container, blobs: 0, bytes: 0 };
    containers.set(container, { name: container, blobs: sum.blobs + entries, bytes: sum.bytes + bytes });
  }
  const all = [...containers.values()];
  return {
    blobs: all.reduce((sum, { blobs }) => sum + blobs, 0),
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    containers: all,
  };
};
