// Walks a manifest beside the listing of a stretch of vault objects, until the time is up, and tells what it finds of
// every entry and every chunk that cannot be read.

import type { ChildRef, Chunk, ChunkReader, Leaf } from '../../domain/manifest/chunk.ts';
import type { EntryKey, ManifestEntry } from '../../domain/manifest/entry.ts';
import { compareKeys } from '../../domain/manifest/entry.ts';
import { entryAt } from '../../domain/manifest/leaf.ts';
import type { ContentFacts } from '../../domain/recovery-point/verify-copy.ts';
import type { KeyInterval } from '../../domain/verification/key-interval.ts';
import { includesKey } from '../../domain/verification/key-interval.ts';
import type { ReadOrProblem } from '../../domain/verification/survey.ts';
import { survey } from '../../domain/verification/survey.ts';
import { inParallel } from '../../vault/in-parallel.ts';
import { vaultObjectKey } from '../../vault/layout.ts';
import { isVaultError } from '../../vault/vault-error.ts';
import type { ObjectTable } from './object-table.ts';
import type { VerifiedBlob } from './verify-blob.ts';

export interface ManifestWalk {
  readonly chunks: ChunkReader;
  readonly root: ChildRef;
  /** The vault objects of the keys in question. */
  readonly objects: ObjectTable;
  readonly keys: KeyInterval;
  /** Entries up to this one are dealt with. */
  readonly after?: EntryKey;
  readonly verify: (
    entry: ManifestEntry,
    objectKey: string,
    listed: ContentFacts | undefined,
  ) => Promise<VerifiedBlob>;
  readonly concurrency: number;
  readonly isOver: () => boolean;
  /** Chunks that were walked before, for these keys, and found intact. */
  readonly isKnown?: (hash: string) => boolean;
}

/** What is told of it, in the manifest's order. */
export interface WalkSink {
  blob(entry: ManifestEntry, objectKey: string, verified: VerifiedBlob): void;
  chunk(chunk: ChildRef, problem: string): void;
  /** All up to this key is told. */
  reach(after: EntryKey): void;
  /** The leaf was walked from its beginning to its end, whatever was found in it. */
  leafDone?(leaf: ChildRef): void;
}

/** Between two looks at the clock. */
const BATCH = { blobs: 256, bytes: 1024 ** 3 } as const;

/** False when the time was up before the manifest's end. */
export const walkManifest = async (walk: ManifestWalk, sink: WalkSink): Promise<boolean> => {
  const { keys, after, isOver } = walk;
  for await (const part of survey(tolerant(walk.chunks), walk.root, after, walk.isKnown)) {
    if (part.kind === 'damaged') {
      const { chunk, problem } = part;
      // Every stretch of keys meets the same chunks; the first one reports them.
      if (keys.from === 0) sink.chunk(chunk, problem);
      sink.reach({ container: chunk.lastContainer, name: chunk.lastName });
      if (isOver()) return false;
      continue;
    }
    for (const batch of batchesOf(part.leaf, keys, after)) {
      const verified = await inParallel(batch.blobs, walk.concurrency, async ({ entry, key }) => ({
        entry,
        key,
        outcome: await walk.verify(entry, key, walk.objects.find(key)),
      }));
      for (const { entry, key, outcome } of verified) sink.blob(entry, key, outcome);
      sink.reach(batch.last);
      if (isOver()) return false;
    }
    sink.leafDone?.(part.chunk);
  }
  return true;
};

const tolerant =
  (chunks: ChunkReader): ReadOrProblem =>
  async (hash): Promise<Chunk | { readonly kind: 'damaged'; readonly problem: string }> => {
    try {
      return await chunks.read(hash);
    } catch (error) {
      if (!isVaultError(error)) throw error;
      return { kind: 'damaged', problem: error.message };
    }
  };

interface Batch {
  readonly blobs: readonly { readonly entry: ManifestEntry; readonly key: string }[];
  /** Everything up to this key is dealt with once the batch is. */
  readonly last: EntryKey;
}

/** The leaf's entries whose vault objects are in the interval. At least one batch, perhaps without entries. */
function* batchesOf(leaf: Leaf, interval: KeyInterval, after: EntryKey | undefined): Generator<Batch> {
  let blobs: { entry: ManifestEntry; key: string }[] = [];
  let bytes = 0;
  for (const [position, name] of leaf.names.entries()) {
    if (after !== undefined && compareKeys({ container: leaf.container, name }, after) <= 0) continue;
    const key = vaultObjectKey(leaf.container, name, leaf.etags[position] ?? '');
    if (!includesKey(interval, key)) continue;
    const entry = entryAt(leaf, position);
    blobs.push({ entry, key });
    bytes += entry.size;
    if (blobs.length < BATCH.blobs && bytes < BATCH.bytes) continue;
    yield { blobs, last: { container: leaf.container, name } };
    blobs = [];
    bytes = 0;
  }
  yield { blobs, last: { container: leaf.container, name: leaf.names.at(-1) ?? '' } };
}
