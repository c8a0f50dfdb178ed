// The contract of the object store on memory.

import { describe } from 'vitest';
import { MemoryStorageAccounts } from '../../src/memory/memory-storage-accounts.ts';
import { resourceIdOf } from '../support/azurite.ts';
import { describeObjectStore } from './object-store/contract.ts';
import type { Seeder, StoreWorld } from './object-store/world.ts';
import { textOf } from './object-store/world.ts';

const seederOf = (storage: MemoryStorageAccounts): Seeder => ({
  put: async (accountId, container, name, bytes, options) => {
    storage.account(accountId).put(container, name, bytes, options);
  },
  append: async (accountId, container, name, bytes) => {
    storage.account(accountId).put(container, name, bytes, { blobType: 'AppendBlob' });
  },
  tags: async (accountId, container, name) => storage.account(accountId).find(container, name)?.tags ?? {},
  setTier: async (accountId, container, name, tier) => {
    storage.account(accountId).change(container, name, { tier });
  },
  setMetadata: async (accountId, container, name, metadata) => {
    storage.account(accountId).change(container, name, { metadata });
  },
  snapshot: async (accountId, container, name) => storage.account(accountId).snapshot(container, name),
  lease: async (accountId, container, name) => {
    storage.account(accountId).change(container, name, { guard: 'lease' });
  },
});

const createWorld = (): StoreWorld => {
  const storage = new MemoryStorageAccounts();
  let accounts = 0;
  return {
    storage,
    seed: seederOf(storage),
    follow: async (link) => {
      const { status, bytes } = storage.follow(link);
      return { status, text: textOf(bytes) ?? '' };
    },
    missingAccount: resourceIdOf('missing'),
    newAccount: () => {
      accounts += 1;
      const accountId = resourceIdOf(`account${accounts}`);
      storage.add(accountId, { region: 'westeurope' });
      return accountId;
    },
  };
};

const world = createWorld();

describe('the object store in memory', () => {
  describeObjectStore(() => world);
});
