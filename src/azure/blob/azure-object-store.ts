// The object store port on the Azure SDK: each method is in the file of its concern.

import type { ObjectStore } from '../../ports/object-store.ts';
import type { BlobAccount } from './blob-account.ts';
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
  delete: (container, name, options = {}) => deleteBlob(account, container, name, options.ifMatch),
  deleteMany: (container, names) => deleteMany(account, container, names),
  copyFrom: async (request) => {
    const source = accountOf(request.source.store.accountId);
    return copyFrom(strategy, { request, source, target: account });
  },
  isHierarchical: () => account.isHierarchical(),
  requests: account.requests,
});
