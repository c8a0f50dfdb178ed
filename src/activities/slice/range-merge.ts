// The core of a backup: merges the listing of one range with the previous recovery point. Leaves that the listing alone
// shows to be unchanged are taken over unread; of the others, what is new is copied and the leaf written after it.

import type { Leaf, LeafRef, NamedChunk } from '../../domain/manifest/chunk.ts';
import type { ManifestEntry } from '../../domain/manifest/entry.ts';
import type { KeyRange } from '../../domain/manifest/key-range.ts';
import { entryAt, leafRef } from '../../domain/manifest/leaf.ts';
import { LeafCutter } from '../../domain/manifest/leaf-cutter.ts';
import { Coverage } from '../../domain/recovery-point/coverage.ts';
import type { WarningCode } from '../../domain/recovery-point/recovery-point.ts';
import { classifyBlob } from '../../domain/selection/classify-blob.ts';
import type { Failure } from '../../domain/shared/failure.ts';
import type { BlobItem } from '../../ports/object-store.ts';
import type { SlicePart } from '../../vault/documents/run.ts';
import { sourceMarkerBlob } from '../../vault/layout.ts';
import { copyBatch } from './copy-batch.ts';
import type { CopiedBlob } from './copy-blob.ts';
import { vaultHolds } from './copy-blob.ts';
import type { MergedLeaf } from './previous-leaves.ts';
import { mergeWithPrevious, PreviousLeaves } from './previous-leaves.ts';
import type { SliceContext } from './slice-context.ts';

export interface RangePlace extends KeyRange {
  /** Position in the lane's ranges. */
  readonly range: number;
  /** From the range's beginning, and not from where an earlier slice ended. */
  readonly fromStart: boolean;
}

export type Step =
  | { readonly kind: 'more' }
  | { readonly kind: 'out-of-time' }
  | { readonly kind: 'failed'; readonly failure: Failure };

const more: Step = { kind: 'more' };

interface Safe extends Pick<SlicePart, 'copiedBlobs' | 'copiedBytes' | 'knownBlobs' | 'warnings'> {
  /** How many of them; none is changed once it is there. */
  readonly leaves: number;
  readonly after: string;
}

export class RangeMerge {
  readonly #slice: SliceContext;
  readonly #place: RangePlace;
  readonly #previous: PreviousLeaves;
  /** Cuts what is listed; its leaves are compared with the previous recovery point's. */
  readonly #listed = new LeafCutter();
  /** Cuts what goes into the recovery point. The two differ where a blob could not be copied. */
  readonly #final = new LeafCutter();
  readonly #leaves: LeafRef[] = [];
  readonly #coverage = new Coverage();
  #copiedBlobs = 0;
  #copiedBytes = 0;
  #knownBlobs = 0;
  #lastName: string | undefined;
  #safe: Safe | undefined;

  constructor(slice: SliceContext, place: RangePlace) {
    this.#slice = slice;
    this.#place = place;
    this.#previous = new PreviousLeaves(slice.chunks, slice.previousRoot, place);
  }

  /** What is done up to the last boundary between leaves, where the work may stop and be taken up again. */
  get safe(): { readonly part: SlicePart; readonly after: string } | undefined {
    return this.#safe === undefined ? undefined : { part: this.#partOf(this.#safe), after: this.#safe.after };
  }

  async addPage(items: readonly BlobItem[]): Promise<Step> {
    for (const item of items) {
      const entry = item.tier === 'Archive' ? await this.#archivedEntry(item) : this.#entryOf(item);
      if (entry === undefined) continue;
      this.#lastName = entry.name;
      for (const leaf of this.#listed.push(entry)) {
        const step = await this.#settle(leaf);
        if (step.kind !== 'more') return step;
        if (this.#final.pending > 0) continue;
        this.#safe = { ...this.#done(), after: entry.name };
        if (this.#slice.clock.now() >= this.#slice.deadline) return { kind: 'out-of-time' };
      }
    }
    return more;
  }

  /** The range is listed to its end. */
  async finish(): Promise<Step | { readonly kind: 'finished'; readonly part: SlicePart }> {
    for (const leaf of this.#listed.flush()) {
      const step = await this.#settle(leaf);
      if (step.kind !== 'more') return step;
    }
    for (const leaf of this.#final.flush()) {
      await this.#store(leaf, await this.#previous.overlapping(leaf.names[0] ?? '', leaf.names.at(-1) ?? ''));
    }
    return { kind: 'finished', part: this.#partOf(this.#done()) };
  }

  #entryOf(item: BlobItem): ManifestEntry | undefined {
    if (item.name.startsWith(sourceMarkerBlob.prefix) && sourceMarkerBlob.parse(item.name) !== undefined) {
      return undefined;
    }
    const classified = classifyBlob(this.#place.container, item);
    if (classified.kind === 'left-out') return this.#warn(classified.warning, item.name);
    // The service may show a blob again that changed while it was listed; the copy is conditional on what came first.
    return item.name === this.#lastName ? undefined : classified.entry;
  }

  /** Cannot be copied, but is kept where the previous recovery point has it. */
  async #archivedEntry(item: BlobItem): Promise<ManifestEntry | undefined> {
    const entry = this.#entryOf(item);
    if (entry === undefined) return undefined;
    return (await this.#isKept(entry)) ? entry : this.#warn('ArchivedBlobNotReadable', item.name);
  }

  async #isKept(entry: ManifestEntry): Promise<boolean> {
    if (this.#slice.recheck !== undefined) return await vaultHolds(this.#slice, entry);
    return (await this.#previous.find(entry.name))?.etag === entry.etag;
  }

  #warn(warning: WarningCode, name: string): undefined {
    this.#coverage.add(warning, `${this.#place.container}/${name}`);
  }

  async #settle(leaf: Leaf): Promise<Step> {
    const { chunks } = this.#slice;
    const overlapping = await this.#previous.overlapping(leaf.names[0] ?? '', leaf.names.at(-1) ?? '');
    const named = chunks.name(leaf);
    if (this.#final.pending === 0 && overlapping.some(({ hash }) => hash === named.hash)) {
      this.#leaves.push(leafRef(leaf, named.hash));
      this.#knownBlobs += leaf.names.length;
      return more;
    }
    const merged = await mergeWithPrevious(chunks, leaf, overlapping);
    const missing = missingOf(leaf, merged);
    const batch = await copyBatch(this.#slice, missing);
    if (batch.kind !== 'done') return batch;
    this.#knownBlobs += merged.known;
    const arrived = missing.map((listed, at) => this.#account(listed, batch.blobs[at]));
    const isAsListed = merged.locations.size === 0 && arrived.every((entry, at) => entry === missing[at]);
    if (isAsListed && this.#final.pending === 0) await this.#storeNamed(leaf, named, overlapping);
    else await this.#cutAnew(leaf, merged, arrived, overlapping);
    return more;
  }

  /** Where blobs were left out or are other than listed, leaves end elsewhere or say something else. */
  async #cutAnew(
    leaf: Leaf,
    { kept, locations }: MergedLeaf,
    arrived: readonly (ManifestEntry | undefined)[],
    overlapping: readonly LeafRef[],
  ): Promise<void> {
    let next = 0;
    for (let at = 0; at < leaf.names.length; at += 1) {
      const location = locations.get(at);
      const present = { ...entryAt(leaf, at), ...(location === undefined ? {} : { location }) };
      const entry = kept[at] === 1 ? present : arrived[next++];
      if (entry === undefined) continue;
      for (const finished of this.#final.push(entry)) await this.#store(finished, overlapping);
    }
  }

  /** The entry of a copied blob; undefined for one that had to be left out. */
  #account(listed: ManifestEntry, copied: CopiedBlob | undefined): ManifestEntry | undefined {
    if (copied === undefined || copied.kind === 'failed') return undefined;
    if (copied.warning !== undefined) this.#warn(copied.warning, listed.name);
    if (copied.kind === 'left-out') return undefined;
    // What a recheck finds in its place was copied by an earlier backup.
    if (copied.entry.kind === 'block' && (copied.fresh || this.#slice.recheck === undefined)) {
      this.#copiedBlobs += 1;
      this.#copiedBytes += copied.entry.size;
    }
    return copied.entry;
  }

  /** Data before chunks: a leaf is written when everything that it names is in the vault. */
  async #store(leaf: Leaf, overlapping: readonly LeafRef[]): Promise<void> {
    await this.#storeNamed(leaf, this.#slice.chunks.name(leaf), overlapping);
  }

  async #storeNamed(leaf: Leaf, named: NamedChunk, overlapping: readonly LeafRef[]): Promise<void> {
    const { chunks } = this.#slice;
    if (!overlapping.some((ref) => ref.hash === named.hash)) await chunks.writeIfAbsent(named);
    this.#leaves.push(leafRef(leaf, named.hash));
  }

  #done(): Omit<Safe, 'after'> {
    return {
      leaves: this.#leaves.length,
      copiedBlobs: this.#copiedBlobs,
      copiedBytes: this.#copiedBytes,
      knownBlobs: this.#knownBlobs,
      warnings: this.#coverage.warnings(),
    };
  }

  #partOf({ leaves, copiedBlobs, copiedBytes, knownBlobs, warnings }: Omit<Safe, 'after'>): SlicePart {
    const { range, container, fromStart } = this.#place;
    const counts = { copiedBlobs, copiedBytes, knownBlobs, warnings };
    return { range, container, fromStart, gone: false, leaves: this.#leaves.slice(0, leaves), ...counts };
  }
}

const missingOf = (leaf: Leaf, { kept }: MergedLeaf): readonly ManifestEntry[] => {
  const missing: ManifestEntry[] = [];
  for (let at = 0; at < kept.length; at += 1) if (kept[at] !== 1) missing.push(entryAt(leaf, at));
  return missing;
};
