// The object store port on the Azure SDK: each method is in the file of its concern.

import type { ObjectStore } from '../../ports/object-store.ts';
import type { BlobAccount } from './blob-account.ts';
import { containerMetadata, createContainer, deleteContainer } from './containers.ts';
import { copyFrom } from './copy.ts';
import { deleteBlob, head, read, write } from './documents.ts';
import { listBlobs, listContainers } from './listing.ts';

/** `accountOf` finds the account of a copy's source. */
export const createAzureObjectStore = (
  account: BlobAccount,
  accountOf: (accountId: string) => BlobAccount,
): ObjectStore => ({
  accountId: account.accountId,
  listContainers: () => listContainers(account),
  createContainer: (name, metadata = {}) => createContainer(account, name, metadata),
  containerMetadata: (name) => containerMetadata(account, name),
  deleteContainer: (name) => deleteContainer(account, name),
  listBlobs: (container, options = {}) => listBlobs(account, container, options),
  head: (container, name) => head(account, container, name),
  read: (container, name) => read(account, container, name),
  write: (container, name, bytes, options = {}) => write(account, { container, name }, bytes, options),
  delete: (container, name, options = {}) => deleteBlob(account, container, name, options.ifMatch),
  copyFrom: async (request) => copyFrom(account, accountOf(request.source.store.accountId), request),
  isHierarchical: () => account.isHierarchical(),
  requests: account.requests,
});
