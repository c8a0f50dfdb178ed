// The previous recovery point's leaves of one container, walked along with the listing. Index chunks tell which leaves
// overlap; a leaf itself is read only where something in its stretch has changed.

import type { ChunkReader, Leaf, LeafRef } from '../../domain/manifest/chunk.ts';
import type { BlobLocation, ManifestEntry } from '../../domain/manifest/entry.ts';
import type { KeyRange } from '../../domain/manifest/key-range.ts';
import { entryAt, positionOf } from '../../domain/manifest/leaf.ts';
import { leafRefs, readLeaf } from '../../domain/manifest/walk.ts';

export class PreviousLeaves {
  readonly #chunks: ChunkReader;
  readonly #refs: AsyncGenerator<LeafRef> | undefined;
  /** Leaves in hand, in order: none that lies before the last stretch asked for. */
  #window: LeafRef[] = [];
  #ended = false;

  constructor(chunks: ChunkReader, root: string | undefined, range: KeyRange) {
    this.#chunks = chunks;
    this.#refs = root === undefined ? undefined : leafRefs(chunks, root, range);
  }

  /** Leaves that share names with a stretch. Stretches come in order; what lies before is forgotten. */
  async overlapping(first: string, last: string): Promise<readonly LeafRef[]> {
    this.#window = this.#window.filter((ref) => ref.last >= first);
    await this.#reach(last);
    this.#window = this.#window.filter((ref) => ref.last >= first);
    return this.#window.filter((ref) => ref.first <= last);
  }

  /** One entry, not before the last stretch. Forgets nothing. */
  async find(name: string): Promise<ManifestEntry | undefined> {
    await this.#reach(name);
    const ref = this.#window.find(({ first, last }) => first <= name && name <= last);
    return ref === undefined ? undefined : entryIn(await readLeaf(this.#chunks, ref.hash), name);
  }

  async #reach(name: string): Promise<void> {
    while (!this.#ended && (this.#window.at(-1)?.first ?? '') <= name) {
      const next = await this.#refs?.next();
      if (next === undefined || next.done === true) this.#ended = true;
      else this.#window.push(next.value);
    }
  }
}

const entryIn = (leaf: Leaf, name: string): ManifestEntry | undefined => {
  const position = positionOf(leaf, name);
  return position === undefined ? undefined : entryAt(leaf, position);
};

export interface MergedLeaf {
  /** By position of the leaf: 1 where the previous recovery point has these bytes, 0 where they have to be copied. */
  readonly kept: Uint8Array;
  /** Of kept ones, where the bytes are, when not where their key says. */
  readonly locations: ReadonlyMap<number, BlobLocation>;
  /** Names that the previous recovery point has too, whatever their content. */
  readonly known: number;
}

/** Same name and ETag: same bytes, so they are kept; everything else of the entry is as listed now. */
export const mergeWithPrevious = async (
  chunks: ChunkReader,
  listed: Leaf,
  overlapping: readonly LeafRef[],
): Promise<MergedLeaf> => {
  const kept = new Uint8Array(listed.names.length);
  const locations = new Map<number, BlobLocation>();
  let known = 0;
  for (const ref of overlapping) {
    const before = await readLeaf(chunks, ref.hash);
    const located = new Map(before.locations);
    forSharedNames(listed, before, (at, there) => {
      known += 1;
      if (before.etags[there] !== listed.etags[at]) return;
      kept[at] = 1;
      const location = located.get(there);
      if (location !== undefined) locations.set(at, location);
    });
  }
  return { kept, locations, known };
};

/** Positions of the names that two leaves have in common. */
const forSharedNames = (one: Leaf, other: Leaf, found: (at: number, there: number) => void): void => {
  let at = 0;
  let there = 0;
  while (at < one.names.length && there < other.names.length) {
    const name = one.names[at] ?? '';
    const otherName = other.names[there] ?? '';
    if (name === otherName) found(at++, there++);
    else if (name < otherName) at += 1;
    else there += 1;
  }
};
