// The contract of the object store on Azurite: all of it as the app uses Azurite, and copying by each of the other ways
// that the adapter knows.

import { afterAll, beforeAll, describe } from 'vitest';
import type { CopyTuning } from '../../src/azure/blob/copy-strategy.ts';
import { createEmulatorStorageAccounts } from '../../src/azure/blob/storage-accounts.ts';
import type { TestAzurite } from '../support/azurite.ts';
import { resourceIdOf, startTestAzurite } from '../support/azurite.ts';
import { azuriteSeeder } from '../support/azurite-seed.ts';
import { describeObjectStore } from './object-store/contract.ts';
import { describeCopying } from './object-store/copying.ts';
import type { GetWorld, StoreWorld } from './object-store/world.ts';

let azurite: TestAzurite;

beforeAll(async () => {
  azurite = await startTestAzurite();
});

afterAll(async () => {
  await azurite?.stop();
});

const worldWith = (copy: CopyTuning): GetWorld => {
  let world: StoreWorld | undefined;
  return () => {
    world ??= {
      storage: createEmulatorStorageAccounts({
        blobEndpoint: azurite.blobEndpoint,
        accounts: azurite.accounts,
        location: 'West Europe',
        copy,
      }),
      seed: azuriteSeeder(azurite),
      follow: async ({ url, signature }) => {
        const answer = await fetch(`${url}?${signature}`);
        return { status: answer.status, text: await answer.text() };
      },
      missingAccount: resourceIdOf('missing'),
      newAccount: () => resourceIdOf(azurite.takeAccount().name),
    };
    return world;
  };
};

describe('the object store on Azurite', () => {
  describeObjectStore(worldWith({}));
});

describe('the object store on Azurite, copying in the background', () => {
  describeCopying(worldWith({ wholeLimit: -1 }));
});

describe('the object store on Azurite, copying in blocks', () => {
  describeCopying(worldWith({ wholeLimit: -1, emulatorLarge: 'blocks', blockSize: 3000 }));
});
