// Makes, reads and deletes containers.

import { isStoreError } from '../../ports/object-store.ts';
import type { BlobAccount } from './blob-account.ts';
import { containerClient } from './blob-account.ts';
import { guarded, hasStatus } from './store-errors.ts';

export const createContainer = async (
  account: BlobAccount,
  name: string,
  metadata: Readonly<Record<string, string>>,
): Promise<'created' | 'exists'> => {
  try {
    await guarded(() => containerClient(account, name).create({ metadata: { ...metadata } }));
    return 'created';
  } catch (error) {
    if (isStoreError(error) && error.serviceCode === 'ContainerAlreadyExists') return 'exists';
    throw error;
  }
};

export const containerMetadata = async (
  account: BlobAccount,
  name: string,
): Promise<Readonly<Record<string, string>> | undefined> => {
  try {
    const { metadata } = await guarded(() => containerClient(account, name).getProperties());
    return metadata ?? {};
  } catch (error) {
    if (hasStatus(error, 404)) return undefined;
    throw error;
  }
};

export const deleteContainer = async (account: BlobAccount, name: string): Promise<'deleted' | 'absent'> => {
  try {
    await guarded(() => containerClient(account, name).delete());
    return 'deleted';
  } catch (error) {
    if (hasStatus(error, 404)) return 'absent';
    throw error;
  }
};
