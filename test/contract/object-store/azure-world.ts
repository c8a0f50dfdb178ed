// The adapter as it runs in Azure, for a test file: bearer tokens, a front before Azurite that does what only Azure can, and
// accounts there.

import { createPipelineRequest } from '@azure/core-rest-pipeline';
import { afterAll, beforeAll } from 'vitest';
import type { CopyTuning } from '../../../src/azure/blob/copy-strategy.ts';
import { createAzureStorageAccounts } from '../../../src/azure/blob/storage-accounts.ts';
import type { AzureFront } from '../../support/azure-front.ts';
import { createAzureFront } from '../../support/azure-front.ts';
import type { TestAzurite } from '../../support/azurite.ts';
import { resourceIdOf, startTestAzurite } from '../../support/azurite.ts';
import { azuriteSeeder } from '../../support/azurite-seed.ts';
import type { GetWorld, StoreWorld } from './world.ts';

let azurite: TestAzurite;
/** From the first test on. */
export let azure: AzureFront;

beforeAll(async () => {
  azurite = await startTestAzurite();
  azure = createAzureFront(azurite);
});

afterAll(async () => {
  await azurite?.stop();
});

export const azureWorldWith = (copy: CopyTuning): GetWorld => {
  let world: StoreWorld | undefined;
  return () => {
    world ??= {
      storage: createAzureStorageAccounts({
        credential: azure.credential,
        httpClient: azure.httpClient,
        copy,
      }),
      seed: azuriteSeeder(azurite),
      follow: async ({ url, signature }) => {
        const request = createPipelineRequest({ url: `${url}?${signature}`, allowInsecureConnection: true });
        const { status, bodyAsText } = await azure.httpClient.sendRequest(request);
        return { status, text: bodyAsText ?? '' };
      },
      missingAccount: resourceIdOf('missing'),
      newAccount: () => resourceIdOf(azurite.takeAccount().name),
    };
    return world;
  };
};
