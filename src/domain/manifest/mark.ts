// Which chunks recovery points keep alive: a walk over the index nodes of many manifests, each read once, that can stop
// between any two steps and go on from what it has written down.

import type { IndexNode } from './chunk.ts';

/** undefined: the node cannot be read, and whoever reads has decided to go on without it. */
export type ReadIndexNode = (hash: string) => Promise<IndexNode | undefined>;

export interface IndexWalk {
  /** Nodes still to be visited, the next one last; roots at the beginning. Changed by the walk. */
  readonly pending: string[];
  /** Nodes visited. Changed by the walk. */
  readonly seen: Set<string>;
}

export interface VisitedNode {
  readonly hash: string;
  readonly node: IndexNode;
}

/**
 * Visits every node once that is reachable from the pending ones and not seen before, `atOnce` at the same time. After
 * each step `pending` and `seen` are what a later walk needs to go on.
 */
export async function* walkIndex(
  read: ReadIndexNode,
  { pending, seen }: IndexWalk,
  atOnce: number,
): AsyncGenerator<readonly VisitedNode[]> {
  while (pending.length > 0) {
    const hashes = takeUnseen(pending, seen, atOnce);
    const nodes = await Promise.all(hashes.map(async (hash) => ({ hash, node: await read(hash) })));
    const visited: VisitedNode[] = [];
    for (const { hash, node } of nodes) {
      seen.add(hash);
      if (node === undefined) continue;
      visited.push({ hash, node });
      if (node.level > 1) for (const child of node.children) pending.push(child.hash);
    }
    if (visited.length > 0) yield visited;
  }
}

const takeUnseen = (pending: string[], seen: ReadonlySet<string>, most: number): readonly string[] => {
  const taken = new Set<string>();
  while (taken.size < most) {
    const hash = pending.pop();
    if (hash === undefined) break;
    if (!seen.has(hash)) taken.add(hash);
  }
  return [...taken];
};
