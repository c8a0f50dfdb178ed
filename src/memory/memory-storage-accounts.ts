// Storage accounts in memory: the port that finds stores, and the world of accounts that tests set up and look into.

import type { Clock } from '../ports/clock.ts';
import type { ObjectStore, ReadLink, StorageAccounts } from '../ports/object-store.ts';
import { accountNameOf } from '../ports/object-store.ts';
import type { EtagSource, MemoryAccountOptions } from './memory-account.ts';
import { etagSource, MemoryAccount } from './memory-account.ts';
import type { MemoryBlocks } from './memory-blocks.ts';
import { memorySignature } from './memory-blocks.ts';
import { MemoryObjectStore } from './memory-object-store.ts';

const SYSTEM_CLOCK: Clock = { now: () => Date.now() };

export class MemoryStorageAccounts implements StorageAccounts {
  private readonly accounts = new Map<string, MemoryAccount>();
  private readonly stores = new Map<string, MemoryObjectStore>();
  private readonly clock: Clock;
  private readonly nextEtag: EtagSource;

  constructor(clock: Clock = SYSTEM_CLOCK, nextEtag: EtagSource = etagSource()) {
    this.clock = clock;
    this.nextEtag = nextEtag;
  }

  /** All accounts as they are now, to go their own way. Blobs are replaced and never changed, so both may have them. */
  fork(clock: Clock): MemoryStorageAccounts {
    const fork = new MemoryStorageAccounts(clock, this.nextEtag);
    for (const { name, options, containers, blocks } of this.accounts.values()) {
      const account = fork.addAccount(name, { ...options, clock }, blocks.fork());
      for (const [container, { metadata, blobs }] of containers)
        account.containers.set(container, { metadata, blobs: new Map(blobs), nameChanges: 0, losses: 0 });
    }
    return fork;
  }

  /** Makes an account, empty. */
  add(accountId: string, options: Partial<MemoryAccountOptions> = {}): MemoryAccount {
    return this.addAccount(accountNameOf(accountId), { clock: this.clock, ...options });
  }

  private addAccount(name: string, options: MemoryAccountOptions, blocks?: MemoryBlocks): MemoryAccount {
    const account = new MemoryAccount(name, options, this.nextEtag, blocks);
    this.accounts.set(name, account);
    return account;
  }

  /** What whoever holds a link gets: 403 where it is not one of ours, or has ended. */
  follow({ url, signature }: ReadLink): { readonly status: number; readonly bytes?: Uint8Array } {
    const { hostname, pathname } = new URL(url);
    const [, container = '', name = ''] = pathname.split('/').map(decodeURIComponent);
    const account = this.accounts.get(hostname.split('.')[0] ?? '');
    const expiresAt = Number(new URLSearchParams(signature).get('se'));
    if (account === undefined || memorySignature(account.name, container, name, expiresAt) !== signature)
      return { status: 403 };
    if (account.options.clock.now() >= expiresAt) return { status: 403 };
    const blob = account.find(container, name);
    return blob === undefined ? { status: 404 } : { status: 200, bytes: blob.bytes };
  }

  /** The state of an account, to be looked at or changed behind the port's back. */
  account(accountId: string): MemoryAccount {
    const account = this.accounts.get(accountNameOf(accountId));
    if (account === undefined) throw new Error(`No account ${accountId} was added`);
    return account;
  }

  remove(accountId: string): void {
    this.accounts.delete(accountNameOf(accountId));
  }

  open(accountId: string): ObjectStore {
    const name = accountNameOf(accountId);
    const known = this.stores.get(name);
    if (known !== undefined) return known;
    const store = new MemoryObjectStore(accountId, (id) => this.accounts.get(accountNameOf(id)));
    this.stores.set(name, store);
    return store;
  }

  async region(accountId: string): Promise<string | undefined> {
    return this.accounts.get(accountNameOf(accountId))?.options.region;
  }
}
