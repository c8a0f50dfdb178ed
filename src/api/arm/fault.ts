// Faults that are not the request's: told apart by whether trying again can help, without details from inside.

import type { ApiError } from './api-error.ts';

/** What storage errors (StoreError) carry; the API does not know their port. */
const isTransient = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'transient' in error && error.transient === true;

/** What an unreadable vault says of itself (VaultError). */
const vaultCodes = ['VaultDocumentDamaged', 'VaultDataMissing'] as const;

export function faultToError(error: unknown, requestId: string): ApiError {
  if (isTransient(error)) {
    return {
      status: 503,
      code: 'ServiceUnavailable',
      message: `The storage behind the vault did not answer in time. Try again. Request ID: ${requestId}.`,
      headers: { 'Retry-After': '5' },
    };
  }
  const given = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  const code = vaultCodes.find((known) => known === given);
  if (code !== undefined && error instanceof Error) return { status: 500, code, message: error.message };
  return {
    status: 500,
    code: 'InternalError',
    message: `The request could not be served. The app's log has the reason under the request ID ${requestId}.`,
  };
}
