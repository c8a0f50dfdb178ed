// One storage account in memory: its containers, blobs and their states, without the port's conditions. Tests reach it
// to set up what the port cannot make (append blobs, snapshots, archived or leased blobs) and to look at what is there.

import { createHash } from 'node:crypto';
import type { AccessTier } from '../domain/manifest/entry.ts';
import type { Clock } from '../ports/clock.ts';
import type { BlobHeaders, BlobType } from '../ports/object-store.ts';
import { storeError } from '../ports/object-store.ts';
import { MemoryBlocks } from './memory-blocks.ts';
import { checkBlobName, checkCreatableContainerName, checkMetadata, storedName } from './name-rules.ts';

export type Guard = 'lease' | 'immutable' | 'legal-hold';

export interface MemoryBlob {
  readonly bytes: Uint8Array;
  readonly etag: string;
  readonly lastModified: number;
  readonly md5?: string;
  readonly blobType: BlobType;
  readonly headers: BlobHeaders;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly tier?: AccessTier;
  readonly customerProvidedKey: boolean;
  readonly directory: boolean;
  /** Write protection by a lease, a legal hold or an immutability policy. */
  readonly guard?: Guard;
  /** Of an immutability policy: when it ends, in milliseconds since the Unix epoch; absent: never. */
  readonly guardedUntil?: number;
  readonly snapshots: readonly (MemoryBlob & { readonly snapshot: string })[];
}

/** What may be set of a blob; everything else follows. */
export interface BlobSetup extends BlobHeaders {
  readonly metadata?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly tier?: AccessTier;
  readonly blobType?: BlobType;
  readonly customerProvidedKey?: boolean;
  /** False: a blob that was uploaded in blocks without an MD5. */
  readonly md5?: false;
}

export interface MemoryContainer {
  readonly metadata: Readonly<Record<string, string>>;
  readonly blobs: Map<string, MemoryBlob>;
  /** Counts names that came or went, so that a listing knows when to sort anew. */
  nameChanges: number;
  /** Counts blobs that went or were replaced: what was found before may be gone since. */
  losses: number;
}

export interface MemoryAccountOptions {
  readonly clock: Clock;
  readonly region?: string;
  readonly hierarchicalNamespace?: boolean;
  /** Order of listings: UTF-16 code units unless told, UTF-8 bytes, or path by path as a hierarchical namespace may. */
  readonly listingOrder?: 'utf16' | 'utf8' | 'path';
  /** Whether a listing with a delimiter shows directories among the blobs too. What the service does is not documented. */
  readonly listsDirectories?: boolean;
  /** Most blobs in one page, however many are asked for: the service may give less than it could. */
  readonly largestPage?: number;
}

/** ETags are unique over all accounts that share a source, as they are for one blob over time on the service. */
export type EtagSource = () => string;

export const etagSource = (): EtagSource => {
  let last = 0x8dc000000000000n;
  return () => {
    last += 1n;
    return `0x${last.toString(16).toUpperCase()}`;
  };
};

export const md5Of = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('base64');

const empty = () => ({ blobs: new Map<string, MemoryBlob>(), nameChanges: 0, losses: 0 });

const setBlob = (container: MemoryContainer, name: string, blob: MemoryBlob): void => {
  if (container.blobs.has(name)) container.losses += 1;
  else container.nameChanges += 1;
  container.blobs.set(name, blob);
};

export class MemoryAccount {
  readonly name: string;
  readonly options: MemoryAccountOptions;
  readonly containers = new Map<string, MemoryContainer>();
  /** Of blobs that are made in parts. */
  readonly blocks: MemoryBlocks;
  private lastSnapshot = 0;
  private readonly nextEtag: EtagSource;

  constructor(
    name: string,
    options: MemoryAccountOptions,
    nextEtag: EtagSource,
    blocks = new MemoryBlocks(),
  ) {
    this.name = name;
    this.options = options;
    this.nextEtag = nextEtag;
    this.blocks = blocks;
  }

  get hasTags(): boolean {
    return this.options.hierarchicalNamespace !== true;
  }

  /** The service keeps whole seconds. */
  private now(): number {
    return Math.floor(this.options.clock.now() / 1000) * 1000;
  }

  createContainer(name: string, metadata: Readonly<Record<string, string>> = {}): MemoryContainer {
    checkCreatableContainerName(name);
    checkMetadata(metadata);
    const container: MemoryContainer = { metadata: { ...metadata }, ...empty() };
    this.containers.set(name, container);
    return container;
  }

  /** A container that only the service can make, such as $logs. */
  addSystemContainer(name: string): void {
    this.containers.set(name, { metadata: {}, ...empty() });
  }

  find(container: string, name: string): MemoryBlob | undefined {
    return this.containers.get(container)?.blobs.get(storedName(name));
  }

  /** What keeps a blob from being replaced or deleted now. */
  guardOf({ guard, guardedUntil }: MemoryBlob): Guard | undefined {
    return guardedUntil !== undefined && guardedUntil <= this.options.clock.now() ? undefined : guard;
  }

  /** Creates or replaces a blob; makes its parent directories on a hierarchical namespace. */
  put(container: string, givenName: string, bytes: Uint8Array, setup: BlobSetup = {}): MemoryBlob {
    const {
      metadata = {},
      tags = {},
      tier,
      blobType = 'BlockBlob',
      customerProvidedKey = false,
      md5,
      ...headers
    } = setup;
    checkBlobName(givenName);
    checkMetadata(metadata);
    const name = storedName(givenName);
    const target = this.containerOf(container);
    this.makeParents(target, name);
    const blob: MemoryBlob = {
      bytes: bytes.slice(),
      etag: this.nextEtag(),
      lastModified: this.now(),
      ...(md5 === false || blobType !== 'BlockBlob' ? {} : { md5: md5Of(bytes) }),
      blobType,
      headers: { contentType: 'application/octet-stream', ...headers },
      metadata: { ...metadata },
      tags: { ...tags },
      ...(blobType === 'BlockBlob' ? { tier: tier ?? 'Hot' } : {}),
      customerProvidedKey,
      directory: this.options.hierarchicalNamespace === true && metadata.hdi_isfolder === 'true',
      snapshots: target.blobs.get(name)?.snapshots ?? [],
    };
    setBlob(target, name, blob);
    return blob;
  }

  putText(container: string, name: string, text: string, setup?: BlobSetup): MemoryBlob {
    return this.put(container, name, new TextEncoder().encode(text), setup);
  }

  text(container: string, name: string): string | undefined {
    const blob = this.find(container, name);
    return blob === undefined ? undefined : new TextDecoder().decode(blob.bytes);
  }

  remove(container: string, name: string): boolean {
    const target = this.containers.get(container);
    if (target === undefined || !target.blobs.delete(storedName(name))) return false;
    target.nameChanges += 1;
    target.losses += 1;
    return true;
  }

  /** Changes a blob's state. A new tier, lease or hold leaves the ETag as it is; new metadata does not. */
  change(
    container: string,
    name: string,
    state: {
      readonly tier?: AccessTier;
      readonly guard?: Guard;
      readonly guardedUntil?: number;
      readonly metadata?: Readonly<Record<string, string>>;
    },
  ): MemoryBlob {
    const blob = this.existing(container, name);
    const stamp = state.metadata === undefined ? {} : { etag: this.nextEtag(), lastModified: this.now() };
    const changed = { ...blob, ...state, ...stamp };
    setBlob(this.containerOf(container), storedName(name), changed);
    return changed;
  }

  snapshot(container: string, name: string): string {
    const blob = this.existing(container, name);
    this.lastSnapshot = Math.max(this.lastSnapshot + 1, this.options.clock.now());
    const snapshot = new Date(this.lastSnapshot).toISOString().replace('Z', '0000Z');
    const snapshots = [...blob.snapshots, { ...blob, snapshots: [], snapshot }];
    setBlob(this.containerOf(container), storedName(name), { ...blob, snapshots });
    return snapshot;
  }

  containerOf(name: string): MemoryContainer {
    const container = this.containers.get(name);
    if (container === undefined) {
      throw storeError('container-not-found', `No container ${name} in ${this.name}`, {
        status: 404,
        serviceCode: 'ContainerNotFound',
      });
    }
    return container;
  }

  private existing(container: string, name: string): MemoryBlob {
    const blob = this.containerOf(container).blobs.get(storedName(name));
    if (blob === undefined) {
      throw storeError('blob-not-found', `No blob ${container}/${name} in ${this.name}`, { status: 404 });
    }
    return blob;
  }

  private makeParents(container: MemoryContainer, name: string): void {
    if (this.options.hierarchicalNamespace !== true) return;
    for (let end = name.indexOf('/'); end > 0; end = name.indexOf('/', end + 1)) {
      const parent = name.slice(0, end);
      if (container.blobs.has(parent)) continue;
      setBlob(container, parent, {
        bytes: new Uint8Array(0),
        etag: this.nextEtag(),
        lastModified: this.now(),
        blobType: 'BlockBlob',
        headers: {},
        metadata: { hdi_isfolder: 'true' },
        tags: {},
        customerProvidedKey: false,
        directory: true,
        snapshots: [],
      });
    }
  }
}
