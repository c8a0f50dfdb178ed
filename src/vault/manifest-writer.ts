// Seals a manifest: the leaves of all slices become one tree. Children are written before parents, the root last, so a
// root that exists is whole.

import { buildIndex } from '../domain/manifest/build-index.ts';
import type { Leaf, LeafRef } from '../domain/manifest/chunk.ts';
import { compareKeys } from '../domain/manifest/entry.ts';
import { joinSeams } from '../domain/manifest/join-seams.ts';
import { leafRef } from '../domain/manifest/leaf.ts';
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
 * Leaves in any order; they must already be stored. With `previousRoot`, a manifest equal to that one costs no write.
 * Done again with the same leaves it gives the same root.
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
    await inParallel(index.chunks.slice(0, -1), writesAtOnce, (chunk) => chunks.writeIfAbsent(chunk));
    for (const root of index.chunks.slice(-1)) await chunks.writeIfAbsent(root);
  }
  return { root: index.root, ...summarize(joined) };
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
