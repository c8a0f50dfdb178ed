// The app's settings on this machine: the accounts of the home folder, in Azurite, and the simulated Resource
// Manager.

import type { HomeIdentity } from './home.ts';
import { accountId, allAccounts } from './home.ts';

interface Endpoints {
  readonly blobEndpoint: string;
  readonly resourceManagerEndpoint: string;
}

export const appSettings = (
  identity: HomeIdentity,
  { blobEndpoint, resourceManagerEndpoint }: Endpoints,
): Readonly<Record<string, string>> => ({
  TASKHUB_NAME: 'holdfast',
  HOLDFAST_SUBSCRIPTION_ID: identity.subscriptionId,
  HOLDFAST_RESOURCE_GROUP: identity.resourceGroup,
  HOLDFAST_VAULT_NAME: identity.vaultName,
  HOLDFAST_LOCATION: identity.location,
  HOLDFAST_CONTROL_ACCOUNT: accountId(identity, identity.accounts.control),
  HOLDFAST_DATA_ACCOUNTS: identity.accounts.data.map((account) => accountId(identity, account)).join(','),
  HOLDFAST_STORAGE: 'emulator',
  HOLDFAST_EMULATOR_BLOB_ENDPOINT: blobEndpoint,
  HOLDFAST_EMULATOR_ACCOUNTS: allAccounts(identity)
    .map(({ name, key }) => `${name}:${key}`)
    .join(';'),
  HOLDFAST_RESOURCE_MANAGER_ENDPOINT: resourceManagerEndpoint,
  // Short slices: progress is reported between them, and someone is watching.
  HOLDFAST_SLICE_SECONDS: '4',
  HOLDFAST_POLL_SECONDS: '10',
  HOLDFAST_SAN_POLL_SECONDS: '1',
  // Each start backs the volume up twice, and restores it twice.
  HOLDFAST_SAN_BACKUPS_PER_DAY: '1000',
  HOLDFAST_SAN_RESTORES_PER_DAY: '1000',
});
