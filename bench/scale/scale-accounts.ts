// The accounts of the benchmark: a source whose listing is made up, a data account whose chunks are in one file and whose
// vault objects are only counted, and memory for what is small.

import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryStorageAccounts } from '../../src/memory/memory-storage-accounts.ts';
import type { CopyResult, ObjectStore, StorageAccounts } from '../../src/ports/object-store.ts';
import { accountNameOf, storeError } from '../../src/ports/object-store.ts';
import { chunksContainer, objectsContainer, sourceMarkerBlob } from '../../src/vault/layout.ts';
import type { Changed } from './synthetic-listing.ts';
import { SyntheticListing } from './synthetic-listing.ts';

export const accountId = (name: string): string =>
  `/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/${name}`;

export interface Tally {
  listings: number;
  chunksRead: number;
  chunksWritten: number;
  copies: number;
  /** Of the processor, to make up listings: the service's work, and the reading of its answers. */
  listingSeconds: number;
}

const noTally = (): Tally => ({ listings: 0, chunksRead: 0, chunksWritten: 0, copies: 0, listingSeconds: 0 });

export class ScaleAccounts implements StorageAccounts {
  readonly memory = new MemoryStorageAccounts();
  tally = noTally();
  readonly #folder = mkdtempSync(join(tmpdir(), 'holdfast-scale-'));
  readonly #file = openSync(join(this.#folder, 'chunks'), 'w+');
  readonly #chunks = new Map<string, readonly [offset: number, length: number]>();
  readonly #listings = new Map<string, SyntheticListing>();
  readonly #stores: ReadonlyMap<string, ObjectStore>;
  #end = 0;

  constructor(blobs: number, containers: number) {
    for (const name of ['control', 'data', 'source', 'target'])
      this.memory.add(accountId(name), { region: 'westeurope' });
    for (let i = 0; i < containers; i += 1) {
      const name = `container-${String(i).padStart(3, '0')}`;
      this.memory.account(accountId('source')).createContainer(name);
      this.#listings.set(name, new SyntheticListing(i, Math.floor(blobs / containers)));
    }
    this.#stores = new Map([
      ['source', this.#source()],
      ['data', this.#data()],
    ]);
  }

  open(id: string): ObjectStore {
    return this.#stores.get(accountNameOf(id)) ?? this.memory.open(id);
  }

  region(id: string): Promise<string | undefined> {
    return this.memory.region(id);
  }

  change(changed: Changed): void {
    for (const listing of this.#listings.values()) listing.changed = changed;
  }

  startTally(): void {
    this.tally = noTally();
  }

  get storedBytes(): number {
    return this.#end;
  }

  remove(): void {
    closeSync(this.#file);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #derived(name: string, methods: Partial<ObjectStore>): ObjectStore {
    return Object.assign(Object.create(this.memory.open(accountId(name))) as ObjectStore, methods);
  }

  #source(): ObjectStore {
    const inner = this.memory.open(accountId('source'));
    return this.#derived('source', {
      listBlobs: async (container, options = {}) => {
        if (options.prefix === sourceMarkerBlob.prefix) return await inner.listBlobs(container, options);
        const began = process.cpuUsage();
        const page = this.#listings.get(container)?.page(options) ?? { items: [] };
        const { user, system } = process.cpuUsage(began);
        this.tally.listingSeconds += (user + system) / 1_000_000;
        this.tally.listings += 1;
        return page;
      },
    });
  }

  #data(): ObjectStore {
    const inner = this.memory.open(accountId('data'));
    return this.#derived('data', {
      read: async (container, name) =>
        container === chunksContainer ? this.#readChunk(name) : await inner.read(container, name),
      write: async (container, name, bytes, options) =>
        container === chunksContainer
          ? this.#writeChunk(name, bytes)
          : await inner.write(container, name, bytes, options),
      copyFrom: async (request): Promise<CopyResult> => {
        if (request.target.container !== objectsContainer) return await inner.copyFrom(request);
        this.tally.copies += 1;
        const { sourceMd5 } = request;
        return {
          etag: request.sourceEtag,
          requests: 1,
          ...(sourceMd5 === undefined ? {} : { md5: sourceMd5 }),
        };
      },
    });
  }

  #readChunk(name: string): { bytes: Uint8Array; etag: string } | undefined {
    this.tally.chunksRead += 1;
    const [offset, length] = this.#chunks.get(name) ?? [0, -1];
    if (length < 0) return undefined;
    const bytes = Buffer.allocUnsafe(length);
    readSync(this.#file, bytes, 0, length, offset);
    return { bytes, etag: name };
  }

  #writeChunk(name: string, bytes: Uint8Array): { etag: string; lastModified: number } {
    if (this.#chunks.has(name)) throw storeError('condition-not-met', `${name} exists`);
    this.tally.chunksWritten += 1;
    writeSync(this.#file, bytes, 0, bytes.length, this.#end);
    this.#chunks.set(name, [this.#end, bytes.length]);
    this.#end += bytes.length;
    return { etag: name, lastModified: Date.now() };
  }
}
