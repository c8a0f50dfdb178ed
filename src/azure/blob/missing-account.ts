// The store of an account that the emulator was not given: every call is refused as Azure refuses it, on use.

import type { ObjectStore } from '../../ports/object-store.ts';
import { storeError } from '../../ports/object-store.ts';

export const missingAccountStore = (accountId: string): ObjectStore => {
  const refuse = async (): Promise<never> => {
    throw storeError('account-not-found', `No storage account ${accountId}`);
  };
  return {
    accountId,
    listContainers: refuse,
    createContainer: refuse,
    containerMetadata: refuse,
    deleteContainer: refuse,
    listBlobs: refuse,
    head: refuse,
    read: refuse,
    digest: refuse,
    write: refuse,
    stageBlock: refuse,
    commitBlocks: refuse,
    readLink: refuse,
    delete: refuse,
    deleteMany: refuse,
    copyFrom: refuse,
    isHierarchical: refuse,
    requests: () => 0,
  };
};
