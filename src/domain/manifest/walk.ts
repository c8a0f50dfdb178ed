// Reading a manifest from its root: one entry, the entries or leaves of a part of it, or only their counts. Each reads
// no chunk that the index shows to be of no use.

import type { ChildRef, ChunkReader, IndexNode, Leaf, LeafRef } from './chunk.ts';
import type { EntryKey, ManifestEntry } from './entry.ts';
import { compareKeys } from './entry.ts';
import { entryAt, leadingCount, positionOf } from './leaf.ts';
import type { ManifestScope } from './scope.ts';
import { contains, precedes, relate } from './scope.ts';

/** A stretch of a leaf: positions from `begin` up to but not including `end`. */
export interface LeafPart {
  readonly leaf: Leaf;
  readonly begin: number;
  readonly end: number;
}

export interface Measure {
  readonly entries: number;
  readonly bytes: number;
}

export const readNode = async (reader: ChunkReader, hash: string): Promise<IndexNode> => {
  const chunk = await reader.read(hash);
  if (chunk.kind !== 'index') throw new Error(`Chunk ${hash} is a leaf where the manifest has an index node`);
  return chunk;
};

export const readLeaf = async (reader: ChunkReader, hash: string): Promise<Leaf> => {
  const chunk = await reader.read(hash);
  if (chunk.kind !== 'leaf') throw new Error(`Chunk ${hash} is an index node where the manifest has a leaf`);
  return chunk;
};

const leafOfChild = (child: ChildRef): LeafRef => ({
  hash: child.hash,
  container: child.firstContainer,
  first: child.firstName,
  last: child.lastName,
  entries: child.entries,
  bytes: child.bytes,
});

/** The leaves that hold something of the scope, in key order. Reads index nodes only. */
export async function* leafRefs(
  reader: ChunkReader,
  root: string,
  scope: ManifestScope = {},
): AsyncGenerator<LeafRef> {
  const node = await readNode(reader, root);
  for (const child of node.children) {
    if (relate(scope, child) === 'outside') continue;
    if (node.level === 1) yield leafOfChild(child);
    else yield* leafRefs(reader, child.hash, scope);
  }
}

const partOf = (leaf: Leaf, scope: ManifestScope): LeafPart => {
  const { names } = leaf;
  if (scope.container === undefined) return { leaf, begin: 0, end: names.length };
  const begin = leadingCount(names.length, (at) => precedes(scope, names[at] ?? ''));
  const count = leadingCount(names.length - begin, (at) => contains(scope, names[begin + at] ?? ''));
  return { leaf, begin, end: begin + count };
};

/** @param readAhead leaves fetched beyond the one in hand, so that the next is there when asked for */
async function* leaves(
  reader: ChunkReader,
  root: string,
  scope: ManifestScope = {},
  readAhead = 0,
): AsyncGenerator<LeafPart> {
  const pending: Promise<Leaf>[] = [];
  const take = async (): Promise<LeafPart[]> => {
    const leaf = await pending.shift();
    return leaf === undefined ? [] : [partOf(leaf, scope)];
  };
  for await (const ref of leafRefs(reader, root, scope)) {
    const leaf = readLeaf(reader, ref.hash);
    // Whoever stops early never awaits the rest; their failures are then nobody's.
    leaf.catch(() => undefined);
    pending.push(leaf);
    if (pending.length > readAhead) yield* await take();
  }
  while (pending.length > 0) yield* await take();
}

export async function* entries(
  reader: ChunkReader,
  root: string,
  scope: ManifestScope = {},
  readAhead = 0,
): AsyncGenerator<ManifestEntry> {
  for await (const { leaf, begin, end } of leaves(reader, root, scope, readAhead)) {
    for (let position = begin; position < end; position += 1) yield entryAt(leaf, position);
  }
}

/** One entry. Reads one chunk per level. */
export const seek = async (
  reader: ChunkReader,
  root: string,
  key: EntryKey,
): Promise<ManifestEntry | undefined> => {
  const { level, children } = await readNode(reader, root);
  const before = (at: number): boolean => {
    const child = children[at];
    if (child === undefined) return false;
    return compareKeys({ container: child.lastContainer, name: child.lastName }, key) < 0;
  };
  const child = children[leadingCount(children.length, before)];
  if (child === undefined) return undefined;
  if (compareKeys({ container: child.firstContainer, name: child.firstName }, key) > 0) return undefined;
  if (level > 1) return await seek(reader, child.hash, key);
  const leaf = await readLeaf(reader, child.hash);
  const position = positionOf(leaf, key.name);
  return position === undefined ? undefined : entryAt(leaf, position);
};

/** How much is in a scope. Reads what straddles its ends, at most two leaves. */
export const measure = async (
  reader: ChunkReader,
  root: string,
  scope: ManifestScope = {},
): Promise<Measure> => {
  const node = await readNode(reader, root);
  let total: Measure = { entries: 0, bytes: 0 };
  const add = (part: Measure): void => {
    total = { entries: total.entries + part.entries, bytes: total.bytes + part.bytes };
  };
  for (const child of node.children) {
    const relation = relate(scope, child);
    if (relation === 'inside') add(child);
    else if (relation === 'partly' && node.level > 1) add(await measure(reader, child.hash, scope));
    else if (relation === 'partly') add(measurePart(partOf(await readLeaf(reader, child.hash), scope)));
  }
  return total;
};

const measurePart = ({ leaf, begin, end }: LeafPart): Measure => {
  let bytes = 0;
  for (const size of leaf.sizes.slice(begin, end)) bytes += size;
  return { entries: end - begin, bytes };
};
