// Copies the new and changed blobs of a leaf, a bounded number at once. Stops starting copies when its time is up; what
// is copied then stays in the vault and is found by the next slice.

import type { ManifestEntry } from '../../domain/manifest/entry.ts';
import type { Failure } from '../../domain/shared/failure.ts';
import { inParallel } from '../../vault/in-parallel.ts';
import type { CopiedBlob } from './copy-blob.ts';
import { copyBlob } from './copy-blob.ts';
import type { SliceContext } from './slice-context.ts';

export type CopiedBatch =
  | { readonly kind: 'done'; readonly blobs: readonly CopiedBlob[] }
  | { readonly kind: 'out-of-time' }
  | { readonly kind: 'failed'; readonly failure: Failure };

export const copyBatch = async (
  slice: SliceContext,
  entries: readonly ManifestEntry[],
): Promise<CopiedBatch> => {
  // Counted from the first blob that is really moved: a slice that takes up an unfinished leaf must first find what was
  // copied before, and then gets a whole slice's time to get further.
  let limit: number | undefined;
  let outOfTime = false;
  let failure: Failure | undefined;
  const blobs = await inParallel(entries, slice.copyConcurrency, async (entry): Promise<CopiedBlob[]> => {
    if (failure !== undefined || outOfTime) return [];
    if (limit !== undefined && slice.clock.now() >= limit) {
      outOfTime = true;
      return [];
    }
    // A directory has no bytes: the manifest alone remembers it. An archived blob comes here where the vault holds it.
    const isThere = entry.kind === 'directory' || entry.tier === 'Archive';
    const copied: CopiedBlob = isThere
      ? { kind: 'copied', entry, fresh: false }
      : await copyBlob(slice, entry);
    if (copied.kind === 'failed') failure = copied.failure;
    if (copied.kind === 'copied' && copied.fresh) {
      limit ??= Math.max(slice.deadline, slice.clock.now() + slice.sliceMs);
    }
    return [copied];
  });
  if (failure !== undefined) return { kind: 'failed', failure };
  return outOfTime ? { kind: 'out-of-time' } : { kind: 'done', blobs: blobs.flat() };
};
