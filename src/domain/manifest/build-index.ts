// The tree over finished leaves: levels of index nodes, cut by the same kind of rule as leaves, up to one root.

import { greatestNode, isNodeBoundary, leastNode } from './boundary.ts';
import type { ChildRef, IndexNode, LeafRef, NameChunk, NamedChunk } from './chunk.ts';
import { compareKeys } from './entry.ts';

export interface BuiltIndex {
  /** Hash of the root. */
  readonly root: string;
  /** Children before parents, the root last: the order in which to write them. */
  readonly chunks: readonly NamedChunk[];
}

/** Leaves in key order. No leaves: a root without children. The same leaves always give the same root. */
export const buildIndex = (leaves: readonly LeafRef[], name: NameChunk): BuiltIndex => {
  checkOrder(leaves);
  const chunks: NamedChunk[] = [];
  let children = leaves.map(childOfLeaf);
  for (let level = 1; ; level += 1) {
    const nodes = groupChildren(level, children).map((group): ChildRef => {
      const node: IndexNode = { kind: 'index', level, children: group };
      const chunk = name(node);
      chunks.push(chunk);
      return childOfNode(node, chunk.hash);
    });
    const [root] = nodes;
    if (root !== undefined && nodes.length === 1) return { root: root.hash, chunks };
    children = nodes;
  }
};

/** A tree out of order would lose blobs silently; whoever put the leaves together wrongly must hear of it. */
const checkOrder = (leaves: readonly LeafRef[]): void => {
  for (const [i, leaf] of leaves.entries()) {
    const before = leaves[i - 1];
    if (before === undefined) continue;
    const order = compareKeys(
      { container: before.container, name: before.last },
      { container: leaf.container, name: leaf.first },
    );
    if (order >= 0) throw new Error(`Leaves overlap in ${leaf.container}: ${before.last} then ${leaf.first}`);
  }
};

const groupChildren = (level: number, children: readonly ChildRef[]): ChildRef[][] => {
  const groups: ChildRef[][] = [];
  let group: ChildRef[] = [];
  for (const child of children) {
    group.push(child);
    const ends = group.length >= leastNode && isNodeBoundary(level, child.lastContainer, child.lastName);
    if (ends || group.length === greatestNode) {
      groups.push(group);
      group = [];
    }
  }
  return group.length > 0 || groups.length === 0 ? [...groups, group] : groups;
};

const childOfLeaf = (leaf: LeafRef): ChildRef => ({
  hash: leaf.hash,
  firstContainer: leaf.container,
  firstName: leaf.first,
  lastContainer: leaf.container,
  lastName: leaf.last,
  entries: leaf.entries,
  bytes: leaf.bytes,
});

const childOfNode = ({ children }: IndexNode, hash: string): ChildRef => ({
  hash,
  firstContainer: children[0]?.firstContainer ?? '',
  firstName: children[0]?.firstName ?? '',
  lastContainer: children.at(-1)?.lastContainer ?? '',
  lastName: children.at(-1)?.lastName ?? '',
  entries: children.reduce((sum, child) => sum + child.entries, 0),
  bytes: children.reduce((sum, child) => sum + child.bytes, 0),
});
