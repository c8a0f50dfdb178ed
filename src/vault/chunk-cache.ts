// The chunks read last, by total length of their texts, so that a walk does not fetch an index node once per child.

import type { Chunk, ChunkReader } from '../domain/manifest/chunk.ts';

interface Cached {
  readonly pending: Promise<Chunk>;
  /** 0 until the chunk is there. */
  weight: number;
}

/** Characters of text; decoded columns take about twice as much memory. */
const defaultCapacity = 8 * 1024 * 1024;

/** Two readers of one chunk share one fetch. A failed fetch is not remembered. */
export const cachedReader = (
  fetch: (hash: string) => Promise<{ readonly chunk: Chunk; readonly weight: number }>,
  capacity = defaultCapacity,
): ChunkReader => {
  const cache = new Map<string, Cached>();
  let total = 0;

  const forgetOldest = (): void => {
    for (const [hash, cached] of cache) {
      if (total <= capacity) return;
      if (cached.weight === 0) continue;
      cache.delete(hash);
      total -= cached.weight;
    }
  };

  const load = (hash: string): Cached => {
    const cached: Cached = {
      weight: 0,
      pending: fetch(hash).then(
        ({ chunk, weight }) => {
          cached.weight = weight;
          total += weight;
          forgetOldest();
          return chunk;
        },
        (error: unknown) => {
          cache.delete(hash);
          throw error;
        },
      ),
    };
    return cached;
  };

  return {
    async read(hash) {
      const cached = cache.get(hash) ?? load(hash);
      cache.delete(hash);
      cache.set(hash, cached);
      return await cached.pending;
    },
  };
};
