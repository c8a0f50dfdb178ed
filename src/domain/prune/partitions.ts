// How the work of marking and sweeping is cut into parts, none of which holds more than a part of what the vault has:
// leaves by stretches of keys, so that the versions of one leaf meet and each blob is noted once; stored names by their
// first digits.

import type { ChildRef } from '../manifest/chunk.ts';
import type { EntryKey } from '../manifest/entry.ts';
import { compareKeys } from '../manifest/entry.ts';
import { leadingCount } from '../manifest/leaf.ts';

/** Entries of the newest manifest in one part: with the changes of years it is still a few megabytes of marks. */
const ENTRIES_PER_PART = 100_000;

/** A vault with no more objects than this is swept in one go: a request per digit would be most of the work. */
const UNDIVIDED_OBJECTS = 20_000;

/** Marks of 16 parts of this many objects are 4 to 8 MB each, and each slice of a sweep reads those of its part anew. */
const OBJECTS_FOR_ONE_DIGIT = 4_000_000;

/** @param objects about how many blobs the vault holds for the instance */
export const fanDigits = (objects: number): 0 | 1 | 2 => {
  if (objects <= UNDIVIDED_OBJECTS) return 0;
  return objects <= OBJECTS_FOR_ONE_DIGIT ? 1 : 2;
};

/** All prefixes of so many hex digits; one empty prefix for none. */
export const fansOf = (digits: number): readonly string[] =>
  Array.from({ length: 16 ** digits }, (_, fan) =>
    digits === 0 ? '' : fan.toString(16).padStart(digits, '0'),
  );

/** Last keys of all parts but the last one, along the subtrees of a manifest. */
export const partBounds = (children: readonly ChildRef[]): readonly EntryKey[] => {
  const bounds: EntryKey[] = [];
  let entries = 0;
  for (const child of children.slice(0, -1)) {
    entries += child.entries;
    if (entries < ENTRIES_PER_PART) continue;
    bounds.push({ container: child.lastContainer, name: child.lastName });
    entries = 0;
  }
  return bounds;
};

/** Which part a key is in, of `bounds.length + 1`. */
export const partOf = (bounds: readonly EntryKey[], key: EntryKey): number =>
  leadingCount(bounds.length, (at) => {
    const bound = bounds[at];
    return bound !== undefined && compareKeys(bound, key) < 0;
  });

/** Every part is in exactly one lane. */
export const partsOfLane = (parts: number, lanes: number, lane: number): readonly number[] =>
  Array.from({ length: parts }, (_, part) => part).filter((part) => part % lanes === lane);
