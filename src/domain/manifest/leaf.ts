// Reading a leaf: an entry from its columns, a name by binary search, the reference that stands for it.

import type { Writable } from '../shared/writable.ts';
import type { Leaf, LeafRef } from './chunk.ts';
import type { AccessTier, BlobLocation, EntryKind, ManifestEntry } from './entry.ts';

const letters: Readonly<Record<AccessTier, string>> = { Hot: 'H', Cool: 'C', Cold: 'D', Archive: 'A' };
const tiers: Readonly<Record<string, AccessTier>> = { H: 'Hot', C: 'Cool', D: 'Cold', A: 'Archive' };

export const tierLetter = (tier: AccessTier | undefined): string =>
  tier === undefined ? '-' : letters[tier];

export const kindLetter = (kind: EntryKind): string => (kind === 'directory' ? 'd' : 'b');

const locationAt = ({ locations }: Leaf, position: number): BlobLocation | undefined => {
  const found = locations[leadingCount(locations.length, (at) => (locations[at]?.[0] ?? 0) < position)];
  return found?.[0] === position ? found[1] : undefined;
};

/** Field by field, since it is done once for every entry that is read. */
export const entryAt = (leaf: Leaf, position: number): ManifestEntry => {
  const name = leaf.names[position];
  if (name === undefined) throw new RangeError(`No entry ${position} in a leaf of ${leaf.names.length}`);
  const md5 = leaf.md5s[position];
  const tier = tiers[leaf.tiers.charAt(position)];
  const location = locationAt(leaf, position);
  const entry: Writable<ManifestEntry> = {
    container: leaf.container,
    name,
    size: leaf.sizes[position] ?? 0,
    etag: leaf.etags[position] ?? '',
    lastModified: leaf.modified[position] ?? 0,
    kind: leaf.kinds.charAt(position) === 'd' ? 'directory' : 'block',
  };
  if (typeof md5 === 'string') entry.md5 = md5;
  if (tier !== undefined) entry.tier = tier;
  if (location !== undefined) entry.location = location;
  return entry;
};

/** How many of the first `count` positions satisfy a test that holds for a leading stretch only. */
export const leadingCount = (count: number, holds: (position: number) => boolean): number => {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Position of a name; undefined where the leaf has none such. */
export const positionOf = (leaf: Leaf, name: string): number | undefined => {
  const position = leadingCount(leaf.names.length, (at) => (leaf.names[at] ?? '') < name);
  return leaf.names[position] === name ? position : undefined;
};

export const leafRef = (leaf: Leaf, hash: string): LeafRef => {
  let bytes = 0;
  for (const size of leaf.sizes) bytes += size;
  return {
    hash,
    container: leaf.container,
    first: leaf.names[0] ?? '',
    last: leaf.names.at(-1) ?? '',
    entries: leaf.names.length,
    bytes,
  };
};
