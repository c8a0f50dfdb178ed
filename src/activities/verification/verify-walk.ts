// The work of one verification slice: the manifest beside the listing of a stretch of vault objects, until the time is
// up. What is found is kept up to the last entry that is done with, so a fault in the middle loses nothing.

import { addCounters } from '../../domain/job/counters.ts';
import type { ChildRef, Chunk, ChunkReader, Leaf } from '../../domain/manifest/chunk.ts';
import type { EntryKey, ManifestEntry } from '../../domain/manifest/entry.ts';
import { compareKeys } from '../../domain/manifest/entry.ts';
import { entryAt } from '../../domain/manifest/leaf.ts';
import type { VerificationCounters } from '../../domain/verification/counters.ts';
import { noVerificationCounters } from '../../domain/verification/counters.ts';
import type { Damage } from '../../domain/verification/damage.ts';
import { damageOfBlob, damageOfChunk, mergeDamage, noDamage } from '../../domain/verification/damage.ts';
import { isDamage } from '../../domain/verification/judge-blob.ts';
import type { KeyInterval, VerificationCursor } from '../../domain/verification/key-interval.ts';
import { firstHalf, following, includesKey } from '../../domain/verification/key-interval.ts';
import type { ReadOrProblem } from '../../domain/verification/survey.ts';
import { survey } from '../../domain/verification/survey.ts';
import { inParallel } from '../../vault/in-parallel.ts';
import { vaultObjectKey } from '../../vault/layout.ts';
import { isVaultError } from '../../vault/vault-error.ts';
import { isTransient } from '../permanent-failure.ts';
import { listObjects, MAX_LISTED } from './list-objects.ts';
import type { ObjectTable } from './object-table.ts';
import type { VerifiedBlob, VerifyContext } from './verify-blob.ts';
import { verifyBlob } from './verify-blob.ts';

export interface VerifyWalk extends VerifyContext {
  readonly chunks: ChunkReader;
  readonly root: ChildRef;
  readonly lane: KeyInterval;
  readonly concurrency: number;
  readonly isOver: () => boolean;
}

export interface Walked {
  readonly counters: VerificationCounters;
  readonly damage: Damage;
  /** Absent: the lane is done. */
  readonly cursor?: VerificationCursor;
}

/** Between two looks at the clock. */
const BATCH = { blobs: 256, bytes: 1024 ** 3 } as const;

/** Throws a fault that came before anything was done. */
export const walkManifest = async (walk: VerifyWalk, start: VerificationCursor): Promise<Walked> => {
  const progress = new Progress(start);
  try {
    for (let at = progress.cursor; at !== undefined; at = progress.cursor) {
      if (progress.advanced && walk.isOver()) break;
      const objects = await listObjects(walk.data, at, mayHalve(at) ? MAX_LISTED : Number.POSITIVE_INFINITY);
      if (objects === undefined) progress.cursor = firstHalf(at);
      else if (await workThrough(walk, progress, at, objects)) progress.finish(following(at, walk.lane));
    }
  } catch (error) {
    if (!progress.advanced || !isTransient(error)) throw error;
  }
  return progress.walked();
};

/** In the middle of the manifest the first half would go on where the second has not begun. */
const mayHalve = (at: VerificationCursor): boolean => at.after === undefined && firstHalf(at) !== undefined;

/** False when the time was up before the manifest's end. */
const workThrough = async (
  walk: VerifyWalk,
  progress: Progress,
  { from, to, after }: VerificationCursor,
  objects: ObjectTable,
): Promise<boolean> => {
  for await (const part of survey(tolerant(walk.chunks), walk.root, after)) {
    if (part.kind === 'damaged') {
      const { chunk, problem } = part;
      // Every stretch of keys meets the same chunks; the first one reports them.
      if (from === 0) progress.addChunk(chunk, problem);
      progress.reach({ from, to }, { container: chunk.lastContainer, name: chunk.lastName });
      if (walk.isOver()) return false;
      continue;
    }
    for (const batch of batchesOf(part.leaf, { from, to }, after)) {
      const verified = await inParallel(batch.blobs, walk.concurrency, ({ entry, key }) =>
        verifyBlob(walk, entry, key, objects.find(key)),
      );
      for (const [index, { entry, key }] of batch.blobs.entries())
        progress.addBlob(entry, key, verified[index]);
      progress.reach({ from, to }, batch.last);
      if (walk.isOver()) return false;
    }
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

class Progress {
  cursor: VerificationCursor | undefined;
  advanced = false;
  #counters = noVerificationCounters;
  #damage = noDamage;

  constructor(start: VerificationCursor) {
    this.cursor = start;
  }

  addBlob(entry: ManifestEntry, object: string, verified: VerifiedBlob | undefined): void {
    if (verified === undefined) return;
    const { verdict, read } = verified;
    this.#counters = addCounters(this.#counters, {
      ...noVerificationCounters,
      blobs: 1,
      bytes: entry.size,
      ...(read === undefined ? {} : { readBlobs: 1, readBytes: read }),
      [verdict]: 1,
    });
    if (!isDamage(verdict)) return;
    const { container, name } = entry;
    this.#damage = mergeDamage(this.#damage, damageOfBlob({ container, name, kind: verdict, object }));
  }

  addChunk(chunk: ChildRef, problem: string): void {
    const { entries, bytes } = chunk;
    this.#counters = addCounters(this.#counters, {
      ...noVerificationCounters,
      blobs: entries,
      bytes,
      unreachable: entries,
      damagedChunks: 1,
    });
    this.#damage = mergeDamage(this.#damage, damageOfChunk(chunk, problem));
  }

  reach(interval: KeyInterval, after: EntryKey): void {
    this.cursor = { ...interval, after };
    this.advanced = true;
  }

  finish(next: KeyInterval | undefined): void {
    this.cursor = next;
    this.advanced = true;
  }

  walked(): Walked {
    const { cursor } = this;
    return {
      counters: this.#counters,
      damage: this.#damage,
      ...(cursor === undefined ? {} : { cursor }),
    };
  }
}
