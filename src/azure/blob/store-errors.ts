// What the service's refusals and the network's failures mean to the port. The service's codes are listed at
// https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes

import type { PipelineResponse } from '@azure/core-rest-pipeline';
import type { StoreError, StoreErrorCode } from '../../ports/object-store.ts';
import { isStoreError, storeError } from '../../ports/object-store.ts';
import { retryAfterMs } from '../http/retry-policy.ts';

/** The parts of the SDK's RestError that are read here. */
interface RestFailure extends Error {
  readonly statusCode?: number;
  readonly code?: string;
  readonly response?: { readonly headers: { get(name: string): string | undefined } };
}

const BY_SERVICE_CODE: Readonly<Record<string, StoreErrorCode>> = {
  BlobNotFound: 'blob-not-found',
  ContainerNotFound: 'container-not-found',
  ContainerBeingDeleted: 'unavailable', // for about 30 s
  ConditionNotMet: 'condition-not-met',
  TargetConditionNotMet: 'condition-not-met',
  BlobAlreadyExists: 'condition-not-met',
  SourceConditionNotMet: 'source-changed',
  BlobArchived: 'source-unreadable',
  BlobBeingRehydrated: 'source-unreadable',
  BlobUsesCustomerSpecifiedEncryption: 'source-unreadable',
  InvalidBlobType: 'source-unreadable',
  PendingCopyOperation: 'unavailable',
  OperationTimedOut: 'unavailable',
  ServerBusy: 'throttled',
};

const BY_ERROR_CODE: Readonly<Record<string, StoreErrorCode>> = {
  ENOTFOUND: 'account-not-found',
  EAI_AGAIN: 'unavailable',
  ECONNREFUSED: 'unavailable',
  ECONNRESET: 'unavailable',
  EPIPE: 'unavailable',
  ETIMEDOUT: 'unavailable',
  REQUEST_SEND_ERROR: 'unavailable',
  PARSE_ERROR: 'unavailable',
};

/** Names of the identity SDK's errors: nobody is signed in, or the token was refused. */
const CREDENTIAL_ERRORS: ReadonlySet<string> = new Set([
  'AggregateAuthenticationError',
  'AuthenticationError',
  'AuthenticationRequiredError',
  'CredentialUnavailableError',
]);

/** What Node says of headers that cannot be sent, such as metadata outside ASCII. */
const HEADER_ERRORS: ReadonlySet<string> = new Set(['ERR_INVALID_CHAR', 'ERR_INVALID_HTTP_TOKEN']);

const byStatus = (status: number): StoreErrorCode => {
  if (status === 429 || status === 503) return 'throttled';
  if (status >= 500 || status === 408) return 'unavailable';
  if (status === 401 || status === 403) return 'forbidden';
  return 'invalid-request';
};

/** CannotVerifyCopySource tells the source's answer by its status only. */
const bySourceStatus = (status: number): StoreErrorCode => {
  if (status === 404) return 'source-not-found';
  if (status === 412 || status === 304) return 'source-changed';
  if (status === 409) return 'source-unreadable';
  return byStatus(status);
};

const byServiceCode = (serviceCode: string, status: number): StoreErrorCode => {
  if (serviceCode === 'CannotVerifyCopySource') return bySourceStatus(status);
  if (serviceCode.startsWith('BlobImmutable') || serviceCode.startsWith('ContainerImmutable'))
    return 'immutable';
  if (serviceCode.startsWith('Lease')) return 'lease-held';
  return BY_SERVICE_CODE[serviceCode] ?? byStatus(status);
};

/** What the source of a copy said, where the service hands that on. */
const sourceCodeOf = (header: (name: string) => string | undefined): StoreErrorCode | undefined => {
  const serviceCode = header('x-ms-copy-source-error-code');
  const status = Number(header('x-ms-copy-source-status-code') ?? Number.NaN);
  if (serviceCode === undefined && Number.isNaN(status)) return undefined;
  const code = byServiceCode(serviceCode ?? 'CannotVerifyCopySource', status);
  if (code === 'blob-not-found' || code === 'container-not-found') return 'source-not-found';
  return code === 'condition-not-met' ? 'source-changed' : code;
};

/** Below it stand the request's id and time, which the service's own logs have. */
const messageOf = (failure: RestFailure, status: number): string =>
  failure.message.split('\n', 1)[0] || `The service answered ${status}`;

const fromAnswer = (failure: RestFailure, status: number): StoreError => {
  const header = (name: string): string | undefined => failure.response?.headers.get(name);
  const serviceCode = failure.code ?? header('x-ms-error-code');
  const code =
    sourceCodeOf(header) ??
    (serviceCode === undefined ? byStatus(status) : byServiceCode(serviceCode, status));
  const retryAfter = retryAfterMs(header, Date.now());
  return storeError(code, messageOf(failure, status), {
    status,
    ...(serviceCode === undefined ? {} : { serviceCode }),
    ...(retryAfter === undefined ? {} : { retryAfterMs: retryAfter }),
  });
};

/** The error for one part of the answer to a batch. */
export const refusalInBatch = (
  status: number,
  serviceCode: string | undefined,
  body: string | undefined,
): StoreError =>
  fromAnswer(
    Object.assign(new Error(messageIn(body)), serviceCode === undefined ? {} : { code: serviceCode }),
    status,
  );

const messageIn = (body: string | undefined): string =>
  /<Message>(?<text>[^<]*)/.exec(body ?? '')?.groups?.text ?? '';

/** The error for an answer to a request of our own. */
export const refusal = (response: PipelineResponse): StoreError =>
  fromAnswer(
    Object.assign(new Error(messageIn(response.bodyAsText ?? undefined)), { response }),
    response.status,
  );

/**
 * The SDK's error is not kept as the cause: it holds the request, and with it signatures. An error that no service or
 * network can have made is a defect and comes back as it is.
 */
export const toStoreError = (error: unknown): unknown => {
  if (isStoreError(error) || !(error instanceof Error)) return error;
  const failure = error as RestFailure;
  if (failure.name === 'AbortError') return storeError('unavailable', 'The service did not answer in time');
  if (CREDENTIAL_ERRORS.has(failure.name)) return storeError('forbidden', failure.message);
  if (HEADER_ERRORS.has(failure.code ?? '')) return storeError('invalid-request', failure.message);
  if (failure.name !== 'RestError') return error;
  if (failure.statusCode !== undefined && failure.statusCode >= 400)
    return fromAnswer(failure, failure.statusCode);
  return storeError(BY_ERROR_CODE[failure.code ?? ''] ?? 'unavailable', failure.message);
};

/** Runs a call to the service, and turns what it throws into the port's errors. */
export const guarded = async <T>(call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    throw toStoreError(error);
  }
};

export const hasStatus = (error: unknown, status: number): boolean =>
  isStoreError(error) && error.status === status;
