// Which storage the settings mean: accounts in Azure by the app's identity, or the emulator's by their keys. The storage
// SDK is loaded here and not with the bundle, of whose import it would be a third.

import type { Settings } from '../config/schema.ts';
import type { StorageAccounts } from '../ports/object-store.ts';

export const composeStorage = async ({ storage, vault }: Settings): Promise<StorageAccounts> => {
  const { createAzureStorageAccounts, createEmulatorStorageAccounts } = await import(
    '../azure/blob/storage-accounts.ts'
  );
  if (storage.kind === 'azure') {
    const { createAppCredential } = await import('../azure/identity/credential.ts');
    return createAzureStorageAccounts({ credential: createAppCredential() });
  }
  return createEmulatorStorageAccounts({
    blobEndpoint: storage.blobEndpoint,
    accounts: storage.accounts,
    location: vault.location,
  });
};
