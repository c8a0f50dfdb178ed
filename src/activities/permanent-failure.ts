// Sorts what a step threw: faults that may pass are thrown on, for the workflow to try again; the others become failures
// to show, matched by code.

import type { Failure, FailureCode, Outcome } from '../domain/shared/failure.ts';
import type { StoreError, StoreErrorCode } from '../ports/object-store.ts';
import { isStoreError } from '../ports/object-store.ts';
import { isVaultError } from '../vault/vault-error.ts';

const failureCodes: Partial<Record<StoreErrorCode, FailureCode>> = {
  forbidden: 'UserErrorMissingRequiredPermissions',
  'account-not-found': 'UserErrorStorageAccountNotFound',
};

const actions: Partial<Record<StoreErrorCode, readonly string[]>> = {
  forbidden: [
    'Give the identity of the app the role Storage Blob Data Owner on the storage account, and check its network rules.',
  ],
  'account-not-found': ['Check that the storage account still exists and that its name is right.'],
};

const ofStore = (error: StoreError): Failure => ({
  code: failureCodes[error.code] ?? 'InternalError',
  message: error.message,
  recommendedAction: actions[error.code] ?? [],
});

/** Throws the error on when trying again may help, or when it is none of ours. */
export const permanentFailure = (error: unknown): Failure => {
  if (isVaultError(error)) {
    return {
      code: error.code,
      message: error.message,
      recommendedAction: ['Check the vault: something was changed or deleted in its storage accounts.'],
    };
  }
  if (isStoreError(error) && !error.transient) return ofStore(error);
  throw error;
};

export const isTransient = (error: unknown): error is StoreError => isStoreError(error) && error.transient;

export const settling = async <T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> => {
  try {
    return await work();
  } catch (error) {
    return { ok: false, failure: permanentFailure(error) };
  }
};
