// What the state of a blob refuses, in the service's codes: leases, immutability, tiers, keys of the owner, directories.

import { storeError } from '../ports/object-store.ts';
import type { MemoryAccount, MemoryBlob } from './memory-account.ts';

export const keyRequired = (container: string, name: string) =>
  storeError('source-unreadable', `${container}/${name} is encrypted with a key of its owner`, {
    status: 409,
    serviceCode: 'BlobUsesCustomerSpecifiedEncryption',
  });

export const checkReadable = (blob: MemoryBlob, container: string, name: string): void => {
  if (blob.customerProvidedKey) throw keyRequired(container, name);
  if (blob.tier === 'Archive') {
    throw storeError('source-unreadable', `${container}/${name} is archived`, {
      status: 409,
      serviceCode: 'BlobArchived',
    });
  }
};

export const checkUnguarded = (
  account: MemoryAccount,
  blob: MemoryBlob,
  container: string,
  name: string,
): void => {
  const guard = account.guardOf(blob);
  if (guard === undefined) return;
  if (guard === 'lease') {
    throw storeError('lease-held', `${container}/${name} is leased`, {
      status: 412,
      serviceCode: 'LeaseIdMissing',
    });
  }
  throw storeError('immutable', `${container}/${name} is immutable`, {
    status: 409,
    serviceCode: guard === 'immutable' ? 'BlobImmutableDueToPolicy' : 'BlobImmutableDueToLegalHold',
  });
};

export const checkReplaceable = (
  account: MemoryAccount,
  blob: MemoryBlob | undefined,
  container: string,
  name: string,
): void => {
  if (blob === undefined) return;
  checkUnguarded(account, blob, container, name);
  if (blob.directory) {
    throw storeError('invalid-request', `${container}/${name} is a directory`, {
      status: 409,
      serviceCode: 'ResourceTypeMismatch',
    });
  }
};

export const hasChildren = (account: MemoryAccount, container: string, name: string): boolean =>
  [...account.containerOf(container).blobs.keys()].some((other) => other.startsWith(`${name}/`));

export const alreadyExists = (container: string, name: string) =>
  storeError('condition-not-met', `${container}/${name} exists`, {
    status: 409,
    serviceCode: 'BlobAlreadyExists',
  });

export const conditionNotMet = (container: string, name: string) =>
  storeError('condition-not-met', `${container}/${name} has another ETag`, {
    status: 412,
    serviceCode: 'ConditionNotMet',
  });
