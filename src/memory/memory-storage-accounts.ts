// Storage accounts in memory: the port that finds stores, and the world of accounts that tests set up and look into.

import type { Clock } from '../ports/clock.ts';
import type { ObjectStore, StorageAccounts } from '../ports/object-store.ts';
import { accountNameOf } from '../ports/object-store.ts';
import type { EtagSource, MemoryAccountOptions } from './memory-account.ts';
import { etagSource, MemoryAccount } from './memory-account.ts';
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
    for (const { name, options, containers } of this.accounts.values()) {
      const account = fork.add(name, { ...options, clock });
      for (const [container, { metadata, blobs }] of containers)
        account.containers.set(container, { metadata, blobs: new Map(blobs), nameChanges: 0 });
    }
    return fork;
  }

  /** Makes an account, empty. */
  add(accountId: string, options: Partial<MemoryAccountOptions> = {}): MemoryAccount {
    const name = accountNameOf(accountId);
    const account = new MemoryAccount(name, { clock: this.clock, ...options }, this.nextEtag);
    this.accounts.set(name, account);
    return account;
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
