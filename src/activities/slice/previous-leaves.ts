// The previous recovery point's leaves of one container, walked along with the listing. Index chunks tell which leaves
// overlap; a leaf itself is read only where something in its stretch has changed.

import type { ChunkReader, Leaf, LeafRef } from '../../domain/manifest/chunk.ts';
import type { ManifestEntry } from '../../domain/manifest/entry.ts';
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
  /** By position of the leaf: the entry with where its bytes are, or undefined where they have to be copied. */
  readonly kept: readonly (ManifestEntry | undefined)[];
  /** Names that the previous recovery point has too, whatever their content. */
  readonly known: number;
}

/** Same name and ETag: same bytes, so they are kept; everything else of the entry is as listed now. */
export const mergeWithPrevious = async (
  chunks: ChunkReader,
  listed: Leaf,
  overlapping: readonly LeafRef[],
): Promise<MergedLeaf> => {
  const kept: (ManifestEntry | undefined)[] = new Array(listed.names.length).fill(undefined);
  let known = 0;
  let position = 0;
  for (const ref of overlapping) {
    const leaf = await readLeaf(chunks, ref.hash);
    for (; position < listed.names.length && (listed.names[position] ?? '') <= ref.last; position += 1) {
      const before = entryIn(leaf, listed.names[position] ?? '');
      if (before === undefined) continue;
      known += 1;
      if (before.etag === listed.etags[position])
        kept[position] = withLocation(entryAt(listed, position), before);
    }
  }
  return { kept, known };
};

const withLocation = (entry: ManifestEntry, { location }: ManifestEntry): ManifestEntry =>
  location === undefined ? entry : { ...entry, location };
