// Where a chunk ends: after a key whose hash says so, whatever stands around it. So an insertion or deletion moves no
// other boundary, and equal stretches of two manifests are equal chunks. Fixed for ever: part of the storage format.

/** A leaf ends after one key in 1024 on average. */
const leafMask = 1023;
/** An index node ends after one child in 128 on average. */
const indexMask = 127;

/** Where no key says so for this long, the chunk ends anyway. Eight times the average: once in 3000 chunks. */
export const greatestLeaf = 8192;
export const greatestNode = 1024;

/** With fewer children a tree of unlucky keys would not get narrower towards its root. */
export const leastNode = 2;

const fnvOffset = 0x811c9dc5;
const fnvPrime = 0x01000193;

/** FNV-1a over UTF-16 code units instead of bytes. */
const addUnits = (state: number, text: string): number => {
  let hash = state;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), fnvPrime);
  return hash;
};

/** The finalizer of MurmurHash3: without it the low bits would hardly depend on the first characters. */
const finish = (state: number): number => {
  let hash = state;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

/** The level is hashed with the key, so that what ends a leaf does not also end the node above it. */
const containerState = (level: number, container: string): number =>
  addUnits(fnvOffset ^ level, `${container}/`);

/** For one container's leaves: does a leaf end after this name? */
export const leafBoundary = (container: string): ((name: string) => boolean) => {
  const state = containerState(0, container);
  return (name) => (finish(addUnits(state, name)) & leafMask) === 0;
};

/** Does an index node of this level (1 above the leaves) end after the child whose last key this is? */
export const isNodeBoundary = (level: number, container: string, name: string): boolean =>
  (finish(addUnits(containerState(level, container), name)) & indexMask) === 0;
