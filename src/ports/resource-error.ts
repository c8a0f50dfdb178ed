// What Azure Resource Manager's refusals mean to Holdfast; shared by the ports of resources. Classified in the adapter:
// callers look at `code` and `transient`, never at a class or a status.

export type ResourceErrorCode =
  | 'not-found' // the resource, or one that it stands on
  | 'already-exists' // another thing has this name; it was not touched
  | 'forbidden'
  | 'scope-locked' // a lock stands in the way; trying again does not help until someone removes it
  | 'conflict' // busy with another operation: later
  | 'quota-exceeded'
  | 'throttled'
  | 'unavailable' // 5xx, connection refused or reset, time-out
  | 'unknown-operation' // this region or version of the service does not have it
  | 'operation-failed' // an operation that was begun has ended so, for a reason of the service's
  | 'invalid-request';

/** Plain data: it also travels through durable histories. */
export interface ResourceFailure {
  readonly code: ResourceErrorCode;
  readonly message: string;
  /** The service's own error code. */
  readonly serviceCode?: string;
}

export interface ResourceError extends Error, Omit<ResourceFailure, 'message'> {
  readonly name: 'ResourceError';
  /** The same call may succeed later. */
  readonly transient: boolean;
  readonly status?: number;
  readonly retryAfterMs?: number;
}

const TRANSIENT_CODES: ReadonlySet<ResourceErrorCode> = new Set(['conflict', 'throttled', 'unavailable']);

export interface ResourceErrorDetails {
  readonly status?: number;
  readonly serviceCode?: string;
  readonly retryAfterMs?: number;
}

export const isResourceError = (error: unknown): error is ResourceError =>
  error instanceof Error && error.name === 'ResourceError';

/** The one way to make a ResourceError; `transient` follows from the code. */
export const resourceError = (
  code: ResourceErrorCode,
  message: string,
  details: ResourceErrorDetails = {},
): ResourceError =>
  Object.assign(
    new Error(message),
    { name: 'ResourceError' as const, code, transient: TRANSIENT_CODES.has(code) },
    details,
  );

export const failureFrom = ({ code, message, serviceCode }: ResourceFailure): ResourceFailure => ({
  code,
  message,
  ...(serviceCode === undefined ? {} : { serviceCode }),
});
