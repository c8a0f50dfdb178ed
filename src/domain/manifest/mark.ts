// Which chunks a recovery point keeps alive.

import type { ChunkReader, LeafRef } from './chunk.ts';
import { leafOfChild, readNode } from './walk.ts';

/**
 * Adds the hashes of all chunks of a manifest to `seen` and yields its leaves that were not in it. Shared between the
 * manifests of many recovery points, so each distinct index node is read once and each distinct leaf yielded once.
 */
export async function* mark(reader: ChunkReader, root: string, seen: Set<string>): AsyncGenerator<LeafRef> {
  if (seen.has(root)) return;
  const node = await readNode(reader, root);
  for (const child of node.children) {
    if (node.level > 1) yield* mark(reader, child.hash, seen);
    else if (!seen.has(child.hash)) {
      seen.add(child.hash);
      yield leafOfChild(child);
    }
  }
  seen.add(root);
}
