// The accounts of the benchmark: a source whose listing is made up; a data account and a control account whose contents are
// in a file, of vault objects nothing but the keys; and memory for what is small.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryStorageAccounts } from '../../src/memory/memory-storage-accounts.ts';
import { interceptPort } from '../../src/memory/port-methods.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type {
  BlobPage,
  CopyRequest,
  CopyResult,
  ListOptions,
  ObjectStore,
  StorageAccounts,
} from '../../src/ports/object-store.ts';
import { accountNameOf } from '../../src/ports/object-store.ts';
import { chunksContainer, objectsContainer, sourceMarkerBlob } from '../../src/vault/layout.ts';
import type { Place } from './scratch-file.ts';
import { ScratchFile } from './scratch-file.ts';
import { StoredChunks } from './stored-chunks.ts';
import { StoredObjects } from './stored-objects.ts';
import type { Changed } from './synthetic-listing.ts';
import { FIRST_WRITTEN, SyntheticListing } from './synthetic-listing.ts';

export const accountId = (name: string): string =>
  `/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/${name}`;

export interface Tally {
  /** To any account, those below included. */
  requests: number;
  /** Pages of the source and of the vault's objects. */
  listings: number;
  copies: number;
  chunksWritten: number;
  /** How often each has been read. */
  readonly chunkReads: Map<string, number>;
  /** Of the processor, for what services do: listings made up, and objects deleted. */
  serviceSeconds: number;
}

const noTally = (): Tally => ({
  requests: 0,
  listings: 0,
  copies: 0,
  chunksWritten: 0,
  chunkReads: new Map(),
  serviceSeconds: 0,
});

/** Documents of more bytes are kept in the file. */
const SMALL = 4_096;

export class ScaleAccounts implements StorageAccounts {
  tally = noTally();
  readonly chunks: StoredChunks;
  readonly objects: StoredObjects;
  /** Of an account that nothing is backed up into. */
  readonly #apart: StoredChunks;
  readonly #memory: MemoryStorageAccounts;
  readonly #folder = mkdtempSync(join(tmpdir(), 'holdfast-scale-'));
  readonly #file = new ScratchFile(join(this.#folder, 'contents'));
  readonly #listings = new Map<string, SyntheticListing>();
  /** Of large documents, by ETag. */
  readonly #documents = new Map<string, Place>();
  readonly #stores = new Map<string, ObjectStore>();

  constructor(clock: Clock, blobs: number, containers: number) {
    this.#memory = new MemoryStorageAccounts(clock);
    this.chunks = new StoredChunks(this.#file, FIRST_WRITTEN);
    this.objects = new StoredObjects(this.#file, FIRST_WRITTEN);
    this.#apart = new StoredChunks(this.#file, FIRST_WRITTEN);
    for (const name of ['control', 'data', 'apart', 'source', 'target'])
      this.#memory.add(accountId(name), { region: 'westeurope' });
    for (let i = 0; i < containers; i += 1) {
      const name = `container-${String(i).padStart(3, '0')}`;
      this.#memory.account(accountId('source')).createContainer(name);
      this.#listings.set(name, new SyntheticListing(i, Math.floor(blobs / containers)));
    }
    this.#stores.set('source', this.#source());
    this.#stores.set('data', this.#data());
    this.#stores.set(
      'apart',
      this.#derived('apart', () => ({
        read: async (_, name) => this.#readChunk(this.#apart, name),
        write: async (_, name, bytes) => this.#writeChunk(this.#apart, name, bytes),
      })),
    );
    this.#stores.set('control', this.#control());
    this.#stores.set('target', this.#counted('target'));
  }

  open(id: string): ObjectStore {
    const store = this.#stores.get(accountNameOf(id));
    if (store === undefined) throw new Error(`No account ${id}`);
    return store;
  }

  region(id: string): Promise<string | undefined> {
    return this.#memory.region(id);
  }

  /** Of the source, in order. */
  get containers(): readonly string[] {
    return [...this.#listings.keys()];
  }

  change(changed: Changed): void {
    for (const listing of this.#listings.values()) listing.changed = changed;
  }

  startTally(): void {
    this.tally = noTally();
  }

  remove(): void {
    this.#file.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #counted(name: string): ObjectStore {
    return interceptPort('objectStore', this.#memory.open(accountId(name)), (_, act) => {
      this.tally.requests += 1;
      return act();
    });
  }

  /** Methods that answer in another way for some containers. */
  #derived(name: string, methods: (inner: ObjectStore) => Partial<ObjectStore>): ObjectStore {
    const inner = this.#counted(name);
    return Object.assign(Object.create(inner) as ObjectStore, methods(inner));
  }

  #source(): ObjectStore {
    return this.#derived('source', (inner) => ({
      listBlobs: async (container, options = {}) =>
        options.prefix === sourceMarkerBlob.prefix
          ? await inner.listBlobs(container, options)
          : this.#list(options, (asked) => this.#listings.get(container)?.page(asked)),
    }));
  }

  #list(options: ListOptions, page: (options: ListOptions) => BlobPage | undefined): BlobPage {
    this.tally.listings += 1;
    return this.#serve(() => page(options) ?? { items: [] });
  }

  #serve<T>(work: () => T): T {
    this.tally.requests += 1;
    const began = process.cpuUsage();
    const answer = work();
    const { user, system } = process.cpuUsage(began);
    this.tally.serviceSeconds += (user + system) / 1_000_000;
    return answer;
  }

  #data(): ObjectStore {
    return this.#derived('data', (inner) => ({
      read: async (container, name) =>
        container === chunksContainer
          ? this.#readChunk(this.chunks, name)
          : await inner.read(container, name),
      write: async (container, name, bytes, options) =>
        container === chunksContainer
          ? this.#writeChunk(this.chunks, name, bytes)
          : await inner.write(container, name, bytes, options),
      copyFrom: async (request) =>
        request.target.container === objectsContainer ? this.#copy(request) : await inner.copyFrom(request),
      listBlobs: async (container, options = {}) => {
        if (container === objectsContainer) return this.#list(options, (asked) => this.objects.page(asked));
        if (container === chunksContainer) return this.#list(options, (asked) => this.chunks.page(asked));
        return await inner.listBlobs(container, options);
      },
      deleteMany: async (container, names) => {
        const stored = { [objectsContainer]: this.objects, [chunksContainer]: this.chunks }[container];
        if (stored === undefined) return await inner.deleteMany(container, names);
        return this.#serve(() => stored.deleteMany(names));
      },
    }));
  }

  /** Ahead of the copy nothing is asked, and all that a copy costs here is its key. */
  #copy({ target, size, sourceEtag, sourceMd5 }: CopyRequest): CopyResult {
    this.tally.requests += 1;
    this.tally.copies += 1;
    this.objects.add(target.name, size);
    return { etag: sourceEtag, requests: 1, ...(sourceMd5 === undefined ? {} : { md5: sourceMd5 }) };
  }

  #readChunk(stored: StoredChunks, name: string): { bytes: Uint8Array; etag: string } | undefined {
    this.tally.requests += 1;
    this.tally.chunkReads.set(name, (this.tally.chunkReads.get(name) ?? 0) + 1);
    return stored.read(name);
  }

  #writeChunk(stored: StoredChunks, name: string, bytes: Uint8Array): { etag: string; lastModified: number } {
    this.tally.requests += 1;
    const written = stored.write(name, bytes);
    this.tally.chunksWritten += 1;
    return written;
  }

  #control(): ObjectStore {
    return this.#derived('control', (inner) => ({
      read: async (container, name) => {
        const found = await inner.read(container, name);
        const place = found === undefined ? undefined : this.#documents.get(found.etag);
        return found === undefined || place === undefined
          ? found
          : { ...found, bytes: this.#file.read(place) };
      },
      write: async (container, name, bytes, options) => {
        if (bytes.length <= SMALL) return await inner.write(container, name, bytes, options);
        const written = await inner.write(container, name, new Uint8Array(), options);
        this.#documents.set(written.etag, this.#file.append(bytes));
        return written;
      },
    }));
  }
}
