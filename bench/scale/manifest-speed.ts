// How fast manifests are written, read, and merged with a listing, on one core and without anything around it: entries and
// listings are made up beforehand, chunks are in memory.

import { MarkAccumulator } from '../../src/activities/prune/mark-accumulator.ts';
import { objectKeys } from '../../src/activities/prune/object-keys.ts';
import { RangeMerge } from '../../src/activities/slice/range-merge.ts';
import type { SliceContext } from '../../src/activities/slice/slice-context.ts';
import type { LeafRef } from '../../src/domain/manifest/chunk.ts';
import { LeafCutter } from '../../src/domain/manifest/leaf-cutter.ts';
import { entries, leafRefs, readLeaf } from '../../src/domain/manifest/walk.ts';
import { classifyBlob } from '../../src/domain/selection/classify-blob.ts';
import { MemoryStorageAccounts } from '../../src/memory/memory-storage-accounts.ts';
import type { BlobItem, ObjectStore } from '../../src/ports/object-store.ts';
import { chunkStore } from '../../src/vault/chunk-store.ts';
import { chunksContainer } from '../../src/vault/layout.ts';
import { sealManifest, writeLeaf } from '../../src/vault/manifest-writer.ts';
import { mix, SyntheticListing } from './synthetic-listing.ts';

const ENTRIES = 200_000;
const ROUNDS = 5;
const CONTAINER = 'container-000';
const CHANGED = 1_000;
/** By which marks are dealt out in a vault of ten million objects. */
const DIGITS = 2;

export interface ManifestSpeed {
  readonly what: string;
  readonly entriesPerSecond: number;
}

export const measureManifests = async (): Promise<readonly ManifestSpeed[]> => {
  const unchanged = pagesOf(() => 0);
  const changed = pagesOf((container, blob) => (mix(blob, container + 7) % CHANGED === 0 ? 1 : 0));
  let root = '';
  return [
    await rate('written', async () => {
      root = await write(emptyStore(), unchanged);
    }),
    await withManifest('read', unchanged, (store, written) => readAll(store, written)),
    await withManifest('read, and what it names marked, as a prune does', unchanged, (store, written) =>
      markAll(store, written),
    ),
    await withManifest('merged with a listing that shows no change', unchanged, (store, written) =>
      merge(store, written, unchanged),
    ),
    await withManifest('merged and written with 0.1 % changed anywhere', unchanged, (store, written) =>
      merge(store, written, changed),
    ),
  ];

  async function withManifest(
    what: string,
    pages: readonly (readonly BlobItem[])[],
    work: (store: ObjectStore, root: string) => Promise<void>,
  ): Promise<ManifestSpeed> {
    const store = emptyStore();
    root = await write(store, pages);
    return await rate(what, () => work(store, root));
  }
};

const rate = async (what: string, work: () => Promise<void>): Promise<ManifestSpeed> => {
  // Once for the compiler.
  await work();
  const began = process.cpuUsage();
  for (let round = 0; round < ROUNDS; round += 1) await work();
  const { user, system } = process.cpuUsage(began);
  return { what, entriesPerSecond: (ENTRIES * ROUNDS * 1_000_000) / (user + system) };
};

const pagesOf = (changed: SyntheticListing['changed']): readonly (readonly BlobItem[])[] => {
  const listing = new SyntheticListing(0, ENTRIES);
  listing.changed = changed;
  const pages: (readonly BlobItem[])[] = [];
  let continuation: string | undefined;
  do {
    const page = listing.page(continuation === undefined ? {} : { continuation });
    pages.push(page.items);
    continuation = page.continuation;
  } while (continuation !== undefined);
  return pages;
};

const emptyStore = (): ObjectStore => {
  const accounts = new MemoryStorageAccounts();
  accounts.add('data').createContainer(chunksContainer);
  const store = accounts.open('data');
  return Object.assign(Object.create(store) as ObjectStore, {
    copyFrom: async ({ sourceEtag, sourceMd5 }: Parameters<ObjectStore['copyFrom']>[0]) => ({
      etag: sourceEtag,
      requests: 1,
      ...(sourceMd5 === undefined ? {} : { md5: sourceMd5 }),
    }),
  });
};

const write = async (store: ObjectStore, pages: readonly (readonly BlobItem[])[]): Promise<string> => {
  const chunks = chunkStore(store);
  const cutter = new LeafCutter();
  const refs: LeafRef[] = [];
  for (const item of pages.flat()) {
    const classified = classifyBlob(CONTAINER, item);
    if (classified.kind !== 'entry') continue;
    for (const leaf of cutter.push(classified.entry)) refs.push(await writeLeaf(chunks, leaf));
  }
  for (const leaf of cutter.flush()) refs.push(await writeLeaf(chunks, leaf));
  return (await sealManifest(chunks, refs)).root;
};

const readAll = async (store: ObjectStore, root: string): Promise<void> => {
  let count = 0;
  for await (const _ of entries(chunkStore(store), root)) count += 1;
  if (count !== ENTRIES) throw new Error(`${count} entries were read of ${ENTRIES}`);
};

const markAll = async (store: ObjectStore, root: string): Promise<void> => {
  const chunks = chunkStore(store);
  const marks = new MarkAccumulator(DIGITS);
  for await (const { hash } of leafRefs(chunks, root))
    for (const key of objectKeys(await readLeaf(chunks, hash))) marks.add('liveObjects', key);
  if (marks.size !== ENTRIES) throw new Error(`${marks.size} objects were marked of ${ENTRIES}`);
};

const merge = async (
  store: ObjectStore,
  previousRoot: string,
  pages: readonly (readonly BlobItem[])[],
): Promise<void> => {
  const slice: SliceContext = {
    source: store,
    data: store,
    hierarchical: false,
    way: 'by-name',
    chunks: chunkStore(store),
    previousRoot,
    clock: { now: () => 0 },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    copyConcurrency: 32,
    deadline: Number.MAX_SAFE_INTEGER,
    sliceMs: Number.MAX_SAFE_INTEGER,
    tally: { requests: 0 },
  };
  const range = new RangeMerge(slice, { range: 0, container: CONTAINER, fromStart: true });
  for (const page of pages) await range.addPage(page);
  const finished = await range.finish();
  if (finished.kind !== 'finished') throw new Error(`The range ended as ${JSON.stringify(finished)}`);
  const found = finished.part.leaves.reduce((sum, leaf) => sum + leaf.entries, 0);
  if (found !== ENTRIES) throw new Error(`${found} entries were merged of ${ENTRIES}`);
};
