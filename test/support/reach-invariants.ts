// What a root of the vault reaches: every chunk and every vault object below it is there and right.

import type { ManifestEntry } from '../../src/domain/manifest/entry.ts';
import type { MemoryBlob } from '../../src/memory/memory-account.ts';
import type { MemoryStorageAccounts } from '../../src/memory/memory-storage-accounts.ts';
import { accountNameOf } from '../../src/ports/object-store.ts';
import { chunksContainer, objectsContainer } from '../../src/vault/layout.ts';
import type { VaultView } from './vault-view.ts';

export interface Reachable {
  readonly accounts: MemoryStorageAccounts;
  /** What the blob of this account had in it under this ETag; absent: copies are checked by size and MD5. */
  readonly contentOf?: (accountId: string, entry: ManifestEntry) => MemoryBlob | undefined;
}

interface Sound {
  readonly roots: Set<string>;
  readonly data: string;
  /** Of its containers, when the first of the roots was looked at. */
  readonly losses: string;
}

export class ReachInvariants {
  private readonly view: VaultView;
  private readonly reachable: Reachable;
  private readonly copies = new WeakSet<MemoryBlob>();
  /** By account, the roots below which all was there, and nothing was lost since. */
  private readonly sound = new Map<string, Sound>();

  constructor(view: VaultView, reachable: Reachable) {
    this.view = view;
    this.reachable = reachable;
  }

  /** Nothing is taken for granted any more. */
  forget(): void {
    this.sound.clear();
  }

  /** @returns whether an account has lost something since its roots were looked at */
  forgetWhereLost(): boolean {
    let lost = false;
    for (const [account, { data, losses }] of this.sound) {
      if (losses === this.lossesIn(data)) continue;
      this.sound.delete(account);
      lost = true;
    }
    return lost;
  }

  private lossesIn(dataAccountId: string): string {
    const { containers } = this.reachable.accounts.account(dataAccountId);
    return [chunksContainer, objectsContainer].map((name) => containers.get(name)?.losses).join();
  }

  /** Every chunk and every vault object below a root is there and right. */
  check(
    what: string,
    dataAccountId: string,
    root: string,
    sourceAccountId?: string,
  ): readonly ManifestEntry[] {
    const { chunks, entries, objects: named } = reachOf(this.view, what, dataAccountId, root);
    const account = accountNameOf(dataAccountId);
    const sound = this.sound.get(account) ?? {
      roots: new Set(),
      data: dataAccountId,
      losses: this.lossesIn(dataAccountId),
    };
    this.sound.set(account, sound);
    if (sound.roots.has(root)) return entries;
    const stored = this.view.blobs(dataAccountId, chunksContainer);
    for (const chunk of chunks)
      if (!stored.has(chunk)) throw new Error(`${what}: the chunk ${chunk} is gone`);
    const objects = this.view.blobs(dataAccountId, objectsContainer);
    for (const { name, entry } of named) {
      const object = objects.get(name);
      if (object === undefined)
        throw new Error(
          `${what}: the vault object of ${entry.container}/${entry.name} (${entry.etag}) is gone`,
        );
      if (this.copies.has(object)) continue;
      const wrong = this.compare(entry, object, sourceAccountId);
      if (wrong !== undefined)
        throw new Error(`${what}: the vault object of ${entry.container}/${entry.name} has another ${wrong}`);
      if (sourceAccountId !== undefined) this.copies.add(object);
    }
    sound.roots.add(root);
    return entries;
  }

  private compare(entry: ManifestEntry, object: MemoryBlob, source: string | undefined): string | undefined {
    if (object.bytes.length !== entry.size) return 'size';
    if (entry.md5 !== undefined && object.md5 !== undefined && entry.md5 !== object.md5) return 'MD5';
    const original = source === undefined ? undefined : this.reachable.contentOf?.(source, entry);
    if (original === undefined) return undefined;
    if (Buffer.compare(original.bytes, object.bytes) !== 0) return 'content';
    for (const part of ['headers', 'metadata', 'tags'] as const)
      if (JSON.stringify(original[part]) !== JSON.stringify(object[part])) return part;
    return undefined;
  }
}

const reachOf = (view: VaultView, what: string, dataAccountId: string, root: string) => {
  try {
    return view.reach(dataAccountId, root);
  } catch (error) {
    throw new Error(`${what}: ${(error as Error).message}`, { cause: error });
  }
};
