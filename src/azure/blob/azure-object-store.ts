// The object store port on the Azure SDK: each method is in the file of its concern.

import type { ObjectStore } from '../../ports/object-store.ts';
import type { BlobAccount } from './blob-account.ts';
import { blobUrl } from './blob-address.ts';
import { commitBlocks, stageBlock } from './blocks.ts';
import { containerMetadata, createContainer, deleteContainer } from './containers.ts';
import { copyFrom } from './copy.ts';
import type { CopyStrategy } from './copy-strategy.ts';
import { deleteMany } from './delete-many.ts';
import { digest } from './digest.ts';
import { deleteBlob, head, read, write } from './documents.ts';
import { listBlobs, listContainers } from './listing.ts';

export interface CopyParties {
  readonly strategy: CopyStrategy;
  /** Finds the account of a copy's source. */
  readonly accountOf: (accountId: string) => BlobAccount;
}

export const createAzureObjectStore = (
  account: BlobAccount,
  { strategy, accountOf }: CopyParties,
): ObjectStore => ({
  accountId: account.accountId,
  listContainers: () => listContainers(account),
  createContainer: (name, metadata = {}) => createContainer(account, name, metadata),
  containerMetadata: (name) => containerMetadata(account, name),
  deleteContainer: (name) => deleteContainer(account, name),
  listBlobs: (container, options = {}) => listBlobs(account, container, options),
  head: (container, name) => head(account, container, name),
  read: (container, name) => read(account, container, name),
  digest: (container, name) => digest(account, container, name),
  write: (container, name, bytes, options = {}) => write(account, { container, name }, bytes, options),
  stageBlock: (container, name, blockId, bytes) => stageBlock(account, { container, name }, blockId, bytes),
  commitBlocks: (container, name, blockIds, options = {}) =>
    commitBlocks(account, { container, name }, blockIds, options),
  readLink: async (container, name, expiresAt) => ({
    url: blobUrl(account.url, container, name),
    signature: await account.signRead(container, name, expiresAt),
  }),
  delete: (container, name, options = {}) => deleteBlob(account, container, name, options.ifMatch),
  deleteMany: (container, names) => deleteMany(account, container, names),
  copyFrom: async (request) => {
    const source = accountOf(request.source.store.accountId);
    return copyFrom(strategy, { request, source, target: account });
  },
  isHierarchical: () => account.isHierarchical(),
  requests: account.requests,
});
