// Finds the stores of storage accounts: in Azure by name and the app's identity, in the emulator by the keys it was given.

import type { TokenCredential } from '@azure/core-auth';
import { StorageSharedKeyCredential } from '@azure/storage-blob';
import type { ObjectStore, StorageAccounts } from '../../ports/object-store.ts';
import { accountNameOf, isStoreError, storeError } from '../../ports/object-store.ts';
import { bearerAccess, signedAccess } from './account-access.ts';
import type { FindAccountRecord } from './account-record.ts';
import { createAccountRecords, normaliseRegion } from './account-record.ts';
import { createAzureObjectStore } from './azure-object-store.ts';
import type { BlobAccount } from './blob-account.ts';
import { createPipelines, serviceClient } from './blob-account.ts';
import type { CopyStrategy, CopyTuning } from './copy-strategy.ts';
import { azureStrategy, emulatorStrategy } from './copy-strategy.ts';
import { missingAccountStore } from './missing-account.ts';
import { delegatedSignature, keySignature } from './read-signature.ts';
import { guarded } from './store-errors.ts';
import type { TransportOptions } from './transport.ts';
import { createTransport } from './transport.ts';

export interface AzureStorageOptions extends TransportOptions {
  readonly credential: TokenCredential;
  /** `blob.core.windows.net` unless told; other clouds have their own. */
  readonly endpointSuffix?: string;
  /** Azure Resource Manager; `https://management.azure.com` unless told. */
  readonly resourceManager?: string;
  readonly copy?: CopyTuning;
}

export interface EmulatorStorageOptions extends TransportOptions {
  /** Without account: `http://127.0.0.1:10000`. */
  readonly blobEndpoint: string;
  readonly accounts: readonly { readonly name: string; readonly key: string }[];
  /** The region that all its accounts are said to be in. */
  readonly location: string;
  readonly copy?: CopyTuning;
}

/** Keeps what `make` returns, by key; a failed promise is not kept. */
const remembered = <T>(make: (key: string) => T): ((key: string) => T) => {
  const known = new Map<string, T>();
  return (key) => {
    const value = known.get(key) ?? make(key);
    known.set(key, value);
    if (value instanceof Promise) value.catch(() => known.delete(key));
    return value;
  };
};

/** One account and one store for the life of the process. Resource IDs differ in case; account names do not. */
const openOnce = (
  strategy: CopyStrategy,
  connect: (accountId: string) => BlobAccount,
): ((accountId: string) => ObjectStore) => {
  interface Opened {
    readonly account: BlobAccount;
    readonly store: ObjectStore;
  }
  const byName = new Map<string, Opened>();
  const find = (accountId: string): Opened => {
    const name = accountNameOf(accountId);
    const known = byName.get(name);
    if (known !== undefined) return known;
    const account = connect(accountId);
    const made = {
      account,
      store: createAzureObjectStore(account, { strategy, accountOf: (id) => find(id).account }),
    };
    byName.set(name, made);
    return made;
  };
  return (accountId) => find(accountId).store;
};

/** The service itself tells, unless this app may not ask; then Azure Resource Manager does. */
const askKind = async (account: BlobAccount, findRecord: FindAccountRecord): Promise<boolean> => {
  try {
    const info = await guarded(() => serviceClient(account).getAccountInfo());
    return info.isHierarchicalNamespaceEnabled === true;
  } catch (error) {
    if (!isStoreError(error) || error.code !== 'forbidden') throw error;
    const record = await findRecord(account.accountId);
    if (record === undefined) throw error;
    return record.hierarchicalNamespace;
  }
};

export const createAzureStorageAccounts = (options: AzureStorageOptions): StorageAccounts => {
  const { credential, endpointSuffix = 'blob.core.windows.net', resourceManager, httpClient, copy } = options;
  const record = remembered(
    createAccountRecords({
      credential,
      ...(resourceManager === undefined ? {} : { endpoint: resourceManager }),
      ...(httpClient === undefined ? {} : { httpClient }),
    }),
  );
  const strategy = azureStrategy(copy);
  const connect = (accountId: string): BlobAccount => {
    const url = `https://${accountNameOf(accountId)}.${endpointSuffix}`;
    const transport = createTransport(options);
    const kind = remembered(() => askKind(account, record));
    const account: BlobAccount = {
      accountId,
      url,
      ...createPipelines(credential, transport.client),
      access: bearerAccess(url, credential),
      signRead: delegatedSignature(accountNameOf(accountId), () => serviceClient(account)),
      send: transport.send,
      isHierarchical: () => kind(accountId),
      requests: transport.sent,
    };
    return account;
  };
  return {
    open: openOnce(strategy, connect),
    region: async (accountId) => (await record(accountId))?.region,
  };
};

export const createEmulatorStorageAccounts = (options: EmulatorStorageOptions): StorageAccounts => {
  const keys = new Map(options.accounts.map(({ name, key }) => [name.toLowerCase(), key]));
  const endpoint = options.blobEndpoint.replace(/\/+$/, '');
  const strategy = emulatorStrategy(options.copy);
  const connect = (accountId: string): BlobAccount => {
    const name = accountNameOf(accountId);
    const accountKey = keys.get(name);
    if (accountKey === undefined)
      throw storeError('account-not-found', `The emulator has no account ${name}`);
    const url = `${endpoint}/${name}`;
    const key = new StorageSharedKeyCredential(name, accountKey);
    const transport = createTransport(options);
    return {
      accountId,
      url,
      ...createPipelines(key, transport.client),
      access: signedAccess(url, key),
      signRead: keySignature(key),
      send: transport.send,
      isHierarchical: async () => false,
      requests: transport.sent,
    };
  };
  const region = normaliseRegion(options.location);
  const isKnown = (accountId: string): boolean => keys.has(accountNameOf(accountId));
  const open = openOnce(strategy, connect);
  return {
    open: (accountId) => (isKnown(accountId) ? open(accountId) : missingAccountStore(accountId)),
    region: async (accountId) => (isKnown(accountId) ? region : undefined),
  };
};
