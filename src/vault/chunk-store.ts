// Manifest chunks of a data account: named by what they say, verified when read, written once.

import type { Chunk, ChunkReader, NameChunk, NamedChunk } from '../domain/manifest/chunk.ts';
import { encodeChunk } from '../domain/manifest/chunk-text.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { isStoreError } from '../ports/object-store.ts';
import { cachedReader } from './chunk-cache.ts';
import { hashText, packChunk, unpackChunk } from './chunk-packing.ts';
import { chunkBlob, chunksContainer } from './layout.ts';
import { isVaultError, vaultError } from './vault-error.ts';

export interface ChunkCounts {
  /** Fetched from storage; what the cache answered is not counted. */
  readonly read: number;
  readonly written: number;
  /** Found to exist when about to be written. */
  readonly present: number;
}

export interface ChunkStore extends ChunkReader {
  /** The chunk's text and hash, without writing it. */
  readonly name: NameChunk;
  /** Once it returns the chunk is stored, by this call or by an earlier one. */
  writeIfAbsent(chunk: NamedChunk): Promise<'written' | 'present'>;
  counts(): ChunkCounts;
}

export const nameChunk: NameChunk = (chunk) => {
  const text = encodeChunk(chunk);
  return { hash: hashText(text), text };
};

export interface ChunkStoreOptions {
  /** A chunk that is about to be written and found to exist is read, and written again where it is damaged. */
  readonly recheck?: boolean;
  /** Characters of text that are kept of chunks read; 0 for who reads each only once. */
  readonly cacheCapacity?: number;
}

export const chunkStore = (
  store: ObjectStore,
  { recheck = false, cacheCapacity }: ChunkStoreOptions = {},
): ChunkStore => {
  const counts = { read: 0, written: 0, present: 0 };

  const fetch = async (hash: string): Promise<{ chunk: Chunk; weight: number }> => {
    const name = chunkBlob.build(hash);
    const blob = `${chunksContainer}/${name}`;
    counts.read += 1;
    const found = await store.read(chunksContainer, name);
    if (found === undefined)
      throw vaultError('VaultDataMissing', blob, `Manifest chunk ${blob} is missing from ${store.accountId}`);
    return unpackChunk(blob, hash, found.bytes);
  };

  const write = async ({ hash, text }: NamedChunk, onlyIfAbsent: boolean): Promise<'written' | 'present'> => {
    try {
      await store.write(chunksContainer, chunkBlob.build(hash), packChunk(text), {
        onlyIfAbsent,
        contentType: 'application/gzip',
      });
      counts.written += 1;
      return 'written';
    } catch (error) {
      if (!isStoreError(error) || error.code !== 'condition-not-met') throw error;
      counts.present += 1;
      return 'present';
    }
  };

  const isWhole = async (hash: string): Promise<boolean> => {
    try {
      await fetch(hash);
      return true;
    } catch (error) {
      if (isVaultError(error)) return false;
      throw error;
    }
  };

  return {
    ...cachedReader(fetch, cacheCapacity),
    name: nameChunk,

    async writeIfAbsent(chunk) {
      const outcome = await write(chunk, true);
      if (outcome === 'written' || !recheck || (await isWhole(chunk.hash))) return outcome;
      // The name says what belongs there, so whoever writes it writes the same.
      return await write(chunk, false);
    },

    counts: () => ({ ...counts }),
  };
};
