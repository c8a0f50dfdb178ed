// How Azure Resource Manager refuses: status and service code as seen in its answers, and what they mean to the ports.
// The service codes of Elastic SAN are published nowhere: where one is our guess, callers have nothing but the status.

import type { ResourceError, ResourceErrorCode } from '../../ports/resource-error.ts';
import { resourceError } from '../../ports/resource-error.ts';

const refusal =
  (status: number, serviceCode: string, code: ResourceErrorCode) =>
  (message: string): ResourceError =>
    resourceError(code, message, { status, serviceCode });

export const resourceNotFound = (id: string): ResourceError =>
  refusal(404, 'ResourceNotFound', 'not-found')(`The Resource '${id}' was not found.`);

export const parentNotFound = (id: string): ResourceError =>
  refusal(
    404,
    'ParentResourceNotFound',
    'not-found',
  )(`Failed to perform the operation: the parent resource '${id}' could not be found.`);

export const groupNotFound = (id: string): ResourceError =>
  refusal(404, 'ResourceGroupNotFound', 'not-found')(`Resource group '${id}' could not be found.`);

export const invalidName = refusal(400, 'InvalidResourceName', 'invalid-request');
export const invalidParameter = refusal(400, 'InvalidParameter', 'invalid-request');
export const changeNotAllowed = refusal(409, 'PropertyChangeNotAllowed', 'already-exists');
export const quotaExceeded = refusal(409, 'QuotaExceeded', 'quota-exceeded');
export const inUse = refusal(409, 'SnapshotInUse', 'conflict');
export const anotherOperation = refusal(409, 'AnotherOperationInProgress', 'conflict');
export const tooManyRequests = refusal(429, 'TooManyRequests', 'throttled');
export const unknownOperation = refusal(400, 'NoRegisteredProviderFound', 'unknown-operation');

export const notAuthorized = (action: string, id: string): ResourceError =>
  refusal(
    403,
    'AuthorizationFailed',
    'forbidden',
  )(`The client does not have authorization to perform action '${action}' over scope '${id}'.`);

export const scopeLocked = (id: string, operation: 'delete' | 'write', scopes: readonly string[]) =>
  refusal(
    409,
    'ScopeLocked',
    'scope-locked',
  )(
    `The scope '${id}' cannot perform ${operation} operation because following scope(s) are locked: '${scopes.join(
      ',',
    )}'. Please remove the lock and try again.`,
  );
