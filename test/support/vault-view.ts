// A vault in memory as it is at this moment, read past the ports and all at once: its documents, and what a manifest
// reaches. Blobs in memory are replaced and never changed, so what was read of one is remembered.

import { gunzipSync } from 'node:zlib';
import type { Chunk, IndexNode } from '../../src/domain/manifest/chunk.ts';
import { decodeChunk } from '../../src/domain/manifest/chunk-text.ts';
import type { ManifestEntry } from '../../src/domain/manifest/entry.ts';
import { entryAt } from '../../src/domain/manifest/leaf.ts';
import type { MemoryAccount, MemoryBlob, MemoryContainer } from '../../src/memory/memory-account.ts';
import type { MemoryStorageAccounts } from '../../src/memory/memory-storage-accounts.ts';
import { hashText } from '../../src/vault/chunk-packing.ts';
import type { DocumentCodec } from '../../src/vault/document-codec.ts';
import {
  backupInstanceBlob,
  chunkBlob,
  chunksContainer,
  defaultControlContainer,
  deletionBlob,
  jobBlob,
  lockBlob,
  pinBlob,
  recoveryPointBlob,
  restorePlanBlob,
  runBlob,
  runSliceBlob,
  vaultObjectBlob,
} from '../../src/vault/layout.ts';

export interface FoundDocument<T> {
  readonly name: string;
  readonly document: T;
  readonly etag: string;
}

/** Everything that is below a chunk. */
export interface Reach {
  /** Names of their blobs, the chunk's own included. */
  readonly chunks: readonly string[];
  /** In the order of the manifest. */
  readonly entries: readonly ManifestEntry[];
  /** Names of the vault objects, of the entries that have one. */
  readonly objects: readonly { readonly name: string; readonly entry: ManifestEntry }[];
}

interface SortedNames {
  readonly container: MemoryContainer;
  readonly nameChanges: number;
  readonly byKind: ReadonlyMap<DocumentKind, readonly string[]>;
}

/** The kinds of document that the catalogue holds, each known by its name. */
const templates = {
  instance: backupInstanceBlob,
  point: recoveryPointBlob,
  job: jobBlob,
  intent: deletionBlob,
  lock: lockBlob,
  pin: pinBlob,
  run: runBlob,
  slice: runSliceBlob,
  plan: restorePlanBlob,
} as const;

export type DocumentKind = keyof typeof templates;

const kindOf = (name: string): DocumentKind | undefined =>
  (Object.keys(templates) as DocumentKind[]).find((kind) => templates[kind].parse(name) !== undefined);

export class VaultView {
  readonly accounts: MemoryStorageAccounts;
  private readonly controlAccountId: string;
  private readonly decoded = new WeakMap<MemoryBlob, unknown>();
  private readonly kinds = new Map<string, DocumentKind | undefined>();
  private sorted: SortedNames | undefined;
  private readonly reached = new Map<string, Reach>();

  constructor(accounts: MemoryStorageAccounts, controlAccountId: string) {
    this.accounts = accounts;
    this.controlAccountId = controlAccountId;
  }

  documents<T>(kind: DocumentKind, codec: DocumentCodec<T>): readonly FoundDocument<T>[] {
    const found: FoundDocument<T>[] = [];
    for (const name of this.namesOf(kind)) {
      const blob = this.catalogue.get(name);
      if (blob !== undefined) found.push({ name, document: this.decode(codec, name, blob), etag: blob.etag });
    }
    return found;
  }

  get names(): readonly string[] {
    return [...this.catalogue.keys()];
  }

  blobs(accountId: string, container: string): ReadonlyMap<string, MemoryBlob> {
    return this.accounts.account(accountId).containers.get(container)?.blobs ?? new Map();
  }

  /** Throws where a chunk is missing, damaged or of the wrong kind. */
  reach(dataAccountId: string, hash: string): Reach {
    const account = this.accounts.account(dataAccountId);
    const key = `${account.name}/${hash}`;
    const known = this.reached.get(key);
    if (known !== undefined) return known;
    const chunk = readChunk(account, hash);
    const reach =
      chunk.kind === 'leaf' ? reachOfLeaf(hash, chunk) : this.reachOfNode(dataAccountId, hash, chunk);
    this.reached.set(key, reach);
    return reach;
  }

  private reachOfNode(dataAccountId: string, hash: string, node: IndexNode): Reach {
    const below = node.children.map((child) => {
      const reach = this.reach(dataAccountId, child.hash);
      const bytes = reach.entries.reduce((sum, { size }) => sum + size, 0);
      if (reach.entries.length !== child.entries || bytes !== child.bytes)
        throw new Error(`the index node ${hash} miscounts its child ${child.hash}`);
      return reach;
    });
    return {
      chunks: [chunkBlob.build(hash), ...below.flatMap(({ chunks }) => chunks)],
      entries: below.flatMap(({ entries }) => entries),
      objects: below.flatMap(({ objects }) => objects),
    };
  }

  /** Sorted by kind anew only where names have come or gone. */
  private namesOf(kind: DocumentKind): readonly string[] {
    const container = this.accounts.account(this.controlAccountId).containers.get(defaultControlContainer);
    if (container === undefined) return [];
    if (this.sorted?.container !== container || this.sorted.nameChanges !== container.nameChanges) {
      const byKind = new Map<DocumentKind, string[]>();
      for (const name of container.blobs.keys()) {
        const of = this.kind(name);
        if (of !== undefined) byKind.set(of, [...(byKind.get(of) ?? []), name]);
      }
      this.sorted = { container, nameChanges: container.nameChanges, byKind };
    }
    return this.sorted.byKind.get(kind) ?? [];
  }

  private kind(name: string): DocumentKind | undefined {
    const known = this.kinds.get(name);
    if (known !== undefined || this.kinds.has(name)) return known;
    const kind = kindOf(name);
    this.kinds.set(name, kind);
    return kind;
  }

  private get catalogue(): ReadonlyMap<string, MemoryBlob> {
    return this.blobs(this.controlAccountId, defaultControlContainer);
  }

  private decode<T>(codec: DocumentCodec<T>, name: string, blob: MemoryBlob): T {
    const known = this.decoded.get(blob);
    if (known !== undefined) return known as T;
    const document = codec.decode(name, blob.bytes);
    this.decoded.set(blob, document);
    return document;
  }
}

const reachOfLeaf = (hash: string, leaf: Chunk & { readonly kind: 'leaf' }): Reach => {
  const entries = leaf.names.map((_, position) => entryAt(leaf, position));
  const objects = entries
    .filter(({ kind }) => kind === 'block')
    .map((entry) => ({ name: vaultObjectBlob.build(entry.container, entry.name, entry.etag), entry }));
  return { chunks: [chunkBlob.build(hash)], entries, objects };
};

const readChunk = (account: MemoryAccount, hash: string): Chunk => {
  const blob = account.find(chunksContainer, chunkBlob.build(hash));
  if (blob === undefined) throw new Error(`the chunk ${hash} is missing`);
  const text = gunzipSync(blob.bytes).toString('utf8');
  const chunk = decodeChunk(text);
  if (hashText(text) !== hash || chunk === undefined) throw new Error(`the chunk ${hash} is damaged`);
  return chunk;
};
