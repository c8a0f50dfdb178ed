// Leaves of ranges worked on apart, made into what one pass over everything would have cut: a range ends where it was
// told to, not where a key says so, and the leaf on its edge has to go on into the next range.

import { greatestLeaf, leafBoundary } from './boundary.ts';
import type { ChunkReader, Leaf, LeafRef } from './chunk.ts';
import { entryAt } from './leaf.ts';
import { LeafCutter } from './leaf-cutter.ts';
import { readLeaf } from './walk.ts';

/** Leaves in key order. Reads and writes leaves at seams only, where an edge is not a boundary by its key. */
export const joinSeams = async (
  leaves: readonly LeafRef[],
  reader: ChunkReader,
  write: (leaf: Leaf) => Promise<LeafRef>,
): Promise<LeafRef[]> => {
  const joined: LeafRef[] = [];
  let position = 0;
  for (let leaf = leaves[0]; leaf !== undefined; leaf = leaves[position]) {
    if (endsForGood(leaf, leaves[position + 1])) {
      joined.push(leaf);
      position += 1;
      continue;
    }
    const cutter = new LeafCutter();
    do {
      const present = leaves[position] as LeafRef;
      for (const cut of cutEntries(cutter, await readLeaf(reader, present.hash)))
        joined.push(await write(cut));
      position += 1;
    } while (cutter.pending > 0 && leaves[position]?.container === leaf.container);
    for (const cut of cutter.flush()) joined.push(await write(cut));
  }
  return joined;
};

/** What begins at a true boundary ends at one when its last key says so, it is full, or the container ends. */
const endsForGood = (leaf: LeafRef, next: LeafRef | undefined): boolean =>
  next?.container !== leaf.container ||
  leaf.entries === greatestLeaf ||
  leafBoundary(leaf.container)(leaf.last);

const cutEntries = (cutter: LeafCutter, leaf: Leaf): Leaf[] =>
  leaf.names.flatMap((_, position) => [...cutter.push(entryAt(leaf, position))]);
