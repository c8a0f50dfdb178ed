// Compares one restored stretch with the manifest: the target's listing beside the entries, page by page. Where a flat
// target lists in another order, and for single blobs, it asks for every blob.

import type { VerifyCounters } from '../../domain/job/counters.ts';
import { addCounters, noVerifyCounters } from '../../domain/job/counters.ts';
import type { SliceCursor } from '../../domain/job/slices.ts';
import type { ChunkReader } from '../../domain/manifest/chunk.ts';
import type { ManifestEntry } from '../../domain/manifest/entry.ts';
import type { ContentFacts } from '../../domain/recovery-point/verify-copy.ts';
import { compareContent } from '../../domain/recovery-point/verify-copy.ts';
import type { RestoreRange } from '../../domain/restore/plan-restore.ts';
import type { BlobItem, ObjectStore } from '../../ports/object-store.ts';
import { inParallel } from '../../vault/in-parallel.ts';
import { listRange } from '../listing/list-range.ts';
import { rangesWay } from '../listing/service-order.ts';
import type { Progress } from './lane-walk.ts';
import { inBatches, rangeEntries, vaultObjectOf } from './range-entries.ts';
import type { RestoreContext } from './restore-blob.ts';

export interface VerifyContext extends RestoreContext {
  readonly chunks: ChunkReader;
  readonly concurrency: number;
}

const BATCH = 512;

export async function* verifyRange(
  context: VerifyContext,
  range: RestoreRange,
  from: SliceCursor | undefined,
): AsyncGenerator<Progress<VerifyCounters>, undefined> {
  const { chunks, plan, target } = context;
  if (range.blobs !== undefined) return yield* verifyOneByOne(context, range, from?.after);
  const expected = new Expected(rangeEntries(chunks, plan.manifestRoot, range, from?.after));
  let after = from?.after;
  for await (const page of await listTarget(target, range, after)) {
    if (page.kind === 'unordered' || page.kind === 'too-many')
      return yield* verifyOneByOne(context, range, after);
    if (page.kind === 'gone') break;
    const last = page.items.at(-1)?.name;
    if (last === undefined) continue;
    const counters = await comparePage(context, range, await expected.upTo(last), page.items);
    after = last;
    yield { counters, after };
  }
  // What the target does not list to its end is missing.
  for await (const batch of inBatches(expected.rest(), BATCH)) {
    for (const entry of batch) report(context, range, entry, 'missing');
    yield { counters: { ...noVerifyCounters, missing: batch.length }, after: batch.at(-1)?.name ?? '' };
  }
  return undefined;
}

const listTarget = async (store: ObjectStore, range: RestoreRange, from: string | undefined) => {
  const { prefix, after = from, to } = range;
  const hierarchical = await store.isHierarchical();
  const listing = {
    store,
    container: range.target,
    hierarchical,
    ...(prefix === undefined ? {} : { prefix }),
    ...(after === undefined ? {} : { after: from ?? after }),
    ...(to === undefined ? {} : { to }),
    include: { metadata: hierarchical },
    count: () => undefined,
  };
  const ends = [range.after, to].flatMap((name) =>
    name === undefined ? [] : [{ container: range.target, name }],
  );
  return listRange(listing, await rangesWay(store, ends));
};

async function* verifyOneByOne(
  context: VerifyContext,
  range: RestoreRange,
  after: string | undefined,
): AsyncGenerator<Progress<VerifyCounters>, undefined> {
  const { chunks, plan, target, concurrency } = context;
  for await (const batch of inBatches(rangeEntries(chunks, plan.manifestRoot, range, after), BATCH)) {
    const counts = await inParallel(batch, concurrency, async (entry) =>
      judge(context, range, entry, await target.head(range.target, entry.name)),
    );
    yield { counters: counts.reduce(addCounters, noVerifyCounters), after: batch.at(-1)?.name ?? '' };
  }
  return undefined;
}

const comparePage = async (
  context: VerifyContext,
  range: RestoreRange,
  expected: readonly ManifestEntry[],
  items: readonly BlobItem[],
): Promise<VerifyCounters> => {
  const found = new Map(items.map((item) => [item.name, item]));
  const counts = await inParallel(expected, context.concurrency, (entry) =>
    judge(context, range, entry, found.get(entry.name)),
  );
  return counts.reduce(addCounters, noVerifyCounters);
};

const judge = async (
  context: VerifyContext,
  range: RestoreRange,
  entry: ManifestEntry,
  found: ContentFacts | undefined,
): Promise<VerifyCounters> => {
  if (found === undefined) return report(context, range, entry, 'missing');
  if (await isSame(context, entry, found)) return { ...noVerifyCounters, verified: 1 };
  return report(context, range, entry, 'differing');
};

const isSame = async (
  { data }: VerifyContext,
  entry: ManifestEntry,
  found: ContentFacts,
): Promise<boolean> => {
  if (entry.kind === 'directory') return true;
  const verdict = compareContent(entry, found);
  if (verdict === 'same' || verdict === 'size-differs') return verdict === 'same';
  if (found.md5 === undefined) return true;
  // The MD5 that the source stated was wrong, or there was none: what the vault holds is what counts.
  const object = vaultObjectOf(entry);
  const stored = await data.head(object.container, object.name);
  return stored !== undefined && ['same', 'unconfirmed'].includes(compareContent(stored, found));
};

const report = (
  { log, plan }: VerifyContext,
  range: RestoreRange,
  entry: ManifestEntry,
  what: 'missing' | 'differing',
): VerifyCounters => {
  // Under the policy `skip` blobs that the target had before may differ; the final count tells.
  if (what === 'missing' || plan.conflict !== 'skip') {
    log.error(`A restored blob is ${what}`, { container: range.target, name: entry.name });
  }
  return { ...noVerifyCounters, [what]: 1 };
};

/** Entries taken off a stream up to a name. */
class Expected {
  readonly #source: AsyncGenerator<ManifestEntry>;
  #next: ManifestEntry | undefined;

  constructor(source: AsyncGenerator<ManifestEntry>) {
    this.#source = source;
  }

  async upTo(last: string): Promise<readonly ManifestEntry[]> {
    const taken: ManifestEntry[] = [];
    for (;;) {
      this.#next ??= await this.#pull();
      if (this.#next === undefined || this.#next.name > last) return taken;
      taken.push(this.#next);
      this.#next = undefined;
    }
  }

  async *rest(): AsyncGenerator<ManifestEntry> {
    if (this.#next !== undefined) yield this.#next;
    yield* this.#source;
  }

  async #pull(): Promise<ManifestEntry | undefined> {
    const next = await this.#source.next();
    return next.done === true ? undefined : next.value;
  }
}
