// What the answers of Azure Resource Manager and its providers mean to the ports. Codes are matched, never messages, but
// for quotas, which Compute refuses under a code that says everything and nothing.
// https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors

import type { ResourceError, ResourceErrorCode } from '../../ports/resource-error.ts';
import { isResourceError, resourceError } from '../../ports/resource-error.ts';
import { retryAfterMs } from '../http/retry-policy.ts';

/** The parts of the SDKs' RestError that are read here. */
interface RestFailure extends Error {
  readonly statusCode?: number;
  readonly code?: string;
  readonly response?: { readonly headers: { get(name: string): string | undefined } };
}

const BY_SERVICE_CODE: Readonly<Record<string, ResourceErrorCode>> = {
  ScopeLocked: 'scope-locked',
  PropertyChangeNotAllowed: 'already-exists',
  ReadOnlyDisabledSubscription: 'forbidden',
  NoRegisteredProviderFound: 'unknown-operation',
  InvalidResourceType: 'unknown-operation',
  InvalidApiVersionParameter: 'unknown-operation',
  UnsupportedApiVersion: 'unknown-operation',
  InternalServerError: 'unavailable',
  ServiceUnavailable: 'unavailable',
};

const QUOTA = /quota|(Limit|Count|Capacity)(Reached|Exceeded)/i;

const byStatus = (status: number | undefined): ResourceErrorCode => {
  if (status === undefined) return 'operation-failed';
  if (status === 429) return 'throttled';
  if (status >= 500 || status === 408) return 'unavailable';
  if (status === 401 || status === 403) return 'forbidden';
  if (status === 404) return 'not-found';
  if (status === 405) return 'unknown-operation';
  return status === 409 || status === 412 ? 'conflict' : 'invalid-request';
};

/** Without a status: what a long-running operation has ended with. */
export const classify = (
  status: number | undefined,
  serviceCode: string | undefined,
  message: string,
): ResourceErrorCode => {
  const code = serviceCode ?? '';
  const known = BY_SERVICE_CODE[code];
  if (known !== undefined) return known;
  if (code.endsWith('AlreadyExists')) return 'already-exists';
  if (status === 429) return 'throttled';
  if (QUOTA.test(code) || (code === 'OperationNotAllowed' && QUOTA.test(message))) return 'quota-exceeded';
  return byStatus(status);
};

/** Names of the identity SDK's errors: nobody is signed in, or the token was refused. */
const CREDENTIAL_ERRORS: ReadonlySet<string> = new Set([
  'AggregateAuthenticationError',
  'AuthenticationError',
  'AuthenticationRequiredError',
  'CredentialUnavailableError',
]);

const fromAnswer = (failure: RestFailure, status: number): ResourceError => {
  const header = (name: string): string | undefined => failure.response?.headers.get(name);
  const serviceCode = failure.code ?? header('x-ms-error-code');
  const [message = ''] = failure.message.split('\n', 1);
  const wait = retryAfterMs(header, Date.now());
  return resourceError(classify(status, serviceCode, message), message || `The service answered ${status}`, {
    status,
    ...(serviceCode === undefined ? {} : { serviceCode }),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
};

/** What is no answer and no failure of the network is a defect, and comes back as it is. */
export const toResourceError = (error: unknown): unknown => {
  if (isResourceError(error) || !(error instanceof Error)) return error;
  const failure = error as RestFailure;
  if (CREDENTIAL_ERRORS.has(failure.name)) return resourceError('forbidden', failure.message);
  if (failure.name === 'AbortError')
    return resourceError('unavailable', 'The service did not answer in time');
  if (failure.name !== 'RestError') return error;
  if (failure.statusCode !== undefined && failure.statusCode >= 400)
    return fromAnswer(failure, failure.statusCode);
  return resourceError('unavailable', failure.message);
};

export const refusable = async <T>(call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    throw toResourceError(error);
  }
};

/** undefined where the resource, or what it stands on, is not there. */
export const absentAsUndefined = async <T>(call: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await refusable(call);
  } catch (error) {
    if (isResourceError(error) && error.code === 'not-found') return undefined;
    throw error;
  }
};
