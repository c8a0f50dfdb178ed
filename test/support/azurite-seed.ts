// Sets up and looks at Azurite's accounts by the plain SDK, past the code under test.

import { BlobServiceClient, BlockBlobClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { accountNameOf } from '../../src/ports/object-store.ts';
import type { Seeder, SeedOptions } from '../contract/object-store/world.ts';
import type { TestAzurite } from './azurite.ts';

/** The SDK's own encoding of names lets `..` be resolved. */
const pathOf = (name: string): string => name.split('/').map(encodeURIComponent).join('%2F');

const uploadOptions = ({ metadata, tags, tier, ...headers }: SeedOptions) => ({
  blobHTTPHeaders: Object.fromEntries(
    Object.entries(headers).map(([key, value]) => [`blob${key[0]?.toUpperCase()}${key.slice(1)}`, value]),
  ),
  ...(metadata === undefined ? {} : { metadata: { ...metadata } }),
  ...(tags === undefined ? {} : { tags: { ...tags } }),
  ...(tier === undefined ? {} : { tier }),
});

export const azuriteSeeder = (azurite: TestAzurite): Seeder => {
  const credentialOf = (accountId: string): StorageSharedKeyCredential => {
    const name = accountNameOf(accountId);
    const key = azurite.accounts.find((account) => account.name === name)?.key ?? '';
    return new StorageSharedKeyCredential(name, key);
  };
  const blob = (accountId: string, container: string, name: string): BlockBlobClient =>
    new BlockBlobClient(
      `${azurite.blobEndpoint}/${accountNameOf(accountId)}/${container}/${pathOf(name)}`,
      credentialOf(accountId),
    );
  return {
    put: async (accountId, container, name, bytes, options = {}) => {
      await blob(accountId, container, name).upload(Buffer.from(bytes), bytes.length, uploadOptions(options));
    },
    append: async (accountId, container, name, bytes) => {
      const service = new BlobServiceClient(
        `${azurite.blobEndpoint}/${accountNameOf(accountId)}`,
        credentialOf(accountId),
      );
      const client = service.getContainerClient(container).getAppendBlobClient(name);
      await client.create();
      await client.appendBlock(Buffer.from(bytes), bytes.length);
    },
    tags: async (accountId, container, name) => (await blob(accountId, container, name).getTags()).tags,
    setTier: async (accountId, container, name, tier) => {
      await blob(accountId, container, name).setAccessTier(tier);
    },
    setMetadata: async (accountId, container, name, metadata) => {
      await blob(accountId, container, name).setMetadata(metadata);
    },
    snapshot: async (accountId, container, name) =>
      (await blob(accountId, container, name).createSnapshot()).snapshot ?? '',
    lease: async (accountId, container, name) => {
      await blob(accountId, container, name).getBlobLeaseClient().acquireLease(-1);
    },
  };
};
