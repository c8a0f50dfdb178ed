// What a manifest consists of: leaves with the entries of one container, index nodes over them, and references
// between the two. Columns instead of an object per entry: a leaf of a thousand blobs is a dozen allocations.

import type { BlobLocation } from './entry.ts';

/** Up to a few thousand consecutive entries of one container, in name order. All columns have the same length. */
export interface Leaf {
  readonly kind: 'leaf';
  readonly container: string;
  readonly names: readonly string[];
  readonly sizes: readonly number[];
  readonly etags: readonly string[];
  /** Milliseconds since the Unix epoch. */
  readonly modified: readonly number[];
  /** Base64; null where the source service knows none. */
  readonly md5s: readonly (string | null)[];
  /** One letter per entry: H(ot), C(ool), D (cold), A(rchive), - (none). */
  readonly tiers: string;
  /** One letter per entry: b(lock), d(irectory). */
  readonly kinds: string;
  /** Explicit locations by position; most leaves have none. */
  readonly locations: readonly (readonly [position: number, location: BlobLocation])[];
}

/** What is known of a leaf without reading it. */
export interface LeafRef {
  /** SHA-256 (hex) of the leaf's text. */
  readonly hash: string;
  readonly container: string;
  readonly first: string;
  readonly last: string;
  readonly entries: number;
  /** Sum of the entries' sizes. */
  readonly bytes: number;
}

/** What is known of a subtree without reading it. Keys are inclusive. */
export interface ChildRef {
  readonly hash: string;
  readonly firstContainer: string;
  readonly firstName: string;
  readonly lastContainer: string;
  readonly lastName: string;
  readonly entries: number;
  readonly bytes: number;
}

/** Level 1 has leaves for children, level n has index nodes of level n - 1. */
export interface IndexNode {
  readonly kind: 'index';
  readonly level: number;
  readonly children: readonly ChildRef[];
}

export type Chunk = Leaf | IndexNode;

/** Finds a chunk by its hash. Rejects where it is missing or damaged; never returns another chunk. */
export interface ChunkReader {
  read(hash: string): Promise<Chunk>;
}

/** A chunk with the text that its name is made of. */
export interface NamedChunk {
  readonly hash: string;
  readonly text: string;
}

/** Encodes a chunk and hashes its text. Comes in as an argument: the domain has no crypto. */
export type NameChunk = (chunk: Chunk) => NamedChunk;
