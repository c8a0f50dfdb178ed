// Which storage the settings mean: accounts in Azure by the app's identity, or the emulator's by their keys.

import { createAzureStorageAccounts, createEmulatorStorageAccounts } from '../azure/blob/storage-accounts.ts';
import { createAppCredential } from '../azure/identity/credential.ts';
import type { Settings } from '../config/schema.ts';
import type { StorageAccounts } from '../ports/object-store.ts';

export const composeStorage = ({ storage, vault }: Settings): StorageAccounts =>
  storage.kind === 'azure'
    ? createAzureStorageAccounts({ credential: createAppCredential() })
    : createEmulatorStorageAccounts({
        blobEndpoint: storage.blobEndpoint,
        accounts: storage.accounts,
        location: vault.location,
      });
