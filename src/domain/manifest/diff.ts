// What differs between two recovery points. Subtrees with the same hash are skipped unread, on both sides.

import type { ChildRef, ChunkReader, Leaf } from './chunk.ts';
import type { EntryKey, ManifestEntry } from './entry.ts';
import { compareKeys } from './entry.ts';
import { entryAt } from './leaf.ts';
import type { ManifestScope } from './scope.ts';
import { contains, relate } from './scope.ts';
import { readLeaf, readNode } from './walk.ts';

export type Difference =
  | { readonly change: 'added'; readonly after: ManifestEntry }
  | { readonly change: 'removed'; readonly before: ManifestEntry }
  | { readonly change: 'changed'; readonly before: ManifestEntry; readonly after: ManifestEntry };

/** Of what is in the scope, in key order. Where the bytes lie in the vault is no difference. */
export async function* diff(
  reader: ChunkReader,
  rootBefore: string,
  rootAfter: string,
  scope: ManifestScope = {},
): AsyncGenerator<Difference> {
  if (rootBefore === rootAfter) return;
  const before = await openFrontier(reader, rootBefore, scope);
  const after = await openFrontier(reader, rootAfter, scope);
  for (;;) {
    const order = compareHeads(before.head(), after.head());
    if (order === undefined) return;
    const grown = await grow(before, after, order);
    if (grown) continue;
    const difference = takeEntries(before, after, order);
    if (difference !== undefined) yield difference;
  }
}

interface Subtree {
  readonly kind: 'subtree';
  /** 0 for a leaf not yet read. */
  readonly level: number;
  readonly hash: string;
  readonly key: EntryKey;
}

/** A leaf being read, from a position on. */
interface OpenLeaf {
  readonly kind: 'open-leaf';
  readonly leaf: Leaf;
  readonly at: number;
  readonly key: EntryKey;
}

type Head = Subtree | OpenLeaf;

/** What is left of one manifest, as the fewest subtrees that cover it. */
interface Frontier {
  head(): Head | undefined;
  drop(): void;
  /** Replaces the head, a subtree, by what it consists of. */
  expand(): Promise<void>;
  /** The head's entry; the head moves on. */
  take(): ManifestEntry;
}

const openFrontier = async (reader: ChunkReader, root: string, scope: ManifestScope): Promise<Frontier> => {
  const isWanted = (container: string, name: string): boolean =>
    scope.container === undefined || (scope.container === container && contains(scope, name));
  /** The head stands last. */
  const rest: Head[] = [];
  const pushLeaf = (leaf: Leaf, from: number): void => {
    let at = from;
    let name = leaf.names[at];
    while (name !== undefined && !isWanted(leaf.container, name)) name = leaf.names[++at];
    if (name !== undefined)
      rest.push({ kind: 'open-leaf', leaf, at, key: { container: leaf.container, name } });
  };
  const pushNode = async (hash: string): Promise<void> => {
    const node = await readNode(reader, hash);
    for (const child of node.children.toReversed()) {
      if (relate(scope, child) !== 'outside') rest.push(subtree(node.level - 1, child));
    }
  };
  await pushNode(root);
  return {
    head: () => rest.at(-1),
    drop: () => {
      rest.pop();
    },
    async expand() {
      const head = rest.pop();
      if (head?.kind !== 'subtree') throw new Error('Only a subtree can be expanded');
      if (head.level === 0) pushLeaf(await readLeaf(reader, head.hash), 0);
      else await pushNode(head.hash);
    },
    take() {
      const head = rest.pop();
      if (head?.kind !== 'open-leaf') throw new Error('Only a leaf has entries to take');
      pushLeaf(head.leaf, head.at + 1);
      return entryAt(head.leaf, head.at);
    },
  };
};

const subtree = (level: number, child: ChildRef): Subtree => ({
  kind: 'subtree',
  level,
  hash: child.hash,
  key: { container: child.firstContainer, name: child.firstName },
});

/** undefined when both are done; otherwise the sign says which begins first. */
const compareHeads = (before: Head | undefined, after: Head | undefined): number | undefined => {
  if (before === undefined) return after === undefined ? undefined : 1;
  return after === undefined ? -1 : compareKeys(before.key, after.key);
};

/**
 * Skips or opens subtrees at the heads; false when entries stand at the heads that matter. A subtree can equal only
 * one that begins with the same key, so the side that begins first is opened, and of two that begin together the higher.
 */
const grow = async (before: Frontier, after: Frontier, order: number): Promise<boolean> => {
  const left = subtreeOf(order <= 0 ? before.head() : undefined);
  const right = subtreeOf(order >= 0 ? after.head() : undefined);
  if (left === undefined && right === undefined) return false;
  if (left?.hash === right?.hash) {
    before.drop();
    after.drop();
    return true;
  }
  const [leftLevel, rightLevel] = [left?.level ?? -1, right?.level ?? -1];
  if (leftLevel >= rightLevel) await before.expand();
  if (rightLevel >= leftLevel) await after.expand();
  return true;
};

const subtreeOf = (head: Head | undefined): Subtree | undefined =>
  head?.kind === 'subtree' ? head : undefined;

const takeEntries = (before: Frontier, after: Frontier, order: number): Difference | undefined => {
  if (order < 0) return { change: 'removed', before: before.take() };
  if (order > 0) return { change: 'added', after: after.take() };
  const [old, present] = [before.take(), after.take()];
  return sameBlob(old, present) ? undefined : { change: 'changed', before: old, after: present };
};

const sameBlob = (a: ManifestEntry, b: ManifestEntry): boolean =>
  a.etag === b.etag &&
  a.size === b.size &&
  a.lastModified === b.lastModified &&
  a.md5 === b.md5 &&
  a.tier === b.tier &&
  a.kind === b.kind;
