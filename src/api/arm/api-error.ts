// What the API answers when it refuses: Azure Resource Manager's error body with an HTTP status. One union of codes.

import type { Failure, FailureCode, Outcome } from '../../domain/shared/failure.ts';

export type ApiErrorCode =
  | FailureCode
  | 'AuthenticationFailed'
  | 'InvalidAuthenticationTokenAudience'
  | 'AuthorizationFailed'
  | 'MissingApiVersionParameter'
  | 'InvalidApiVersionParameter'
  | 'InvalidRequestContent'
  | 'InvalidQueryParameter'
  | 'RequestContentTooLarge'
  | 'SubscriptionNotFound'
  | 'ResourceGroupNotFound'
  | 'ResourceNotFound'
  | 'InvalidResourceType'
  | 'MethodNotAllowed'
  | 'OperationCanceled'
  | 'ServiceUnavailable';

export interface ApiErrorDetail {
  readonly code: ApiErrorCode;
  readonly message: string;
  /** JSON path of the request field, or the query parameter. */
  readonly target?: string;
}

export interface ApiError extends ApiErrorDetail {
  readonly status: number;
  readonly details?: readonly ApiErrorDetail[];
  readonly recommendedAction?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

export type ApiResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ApiError };

export const accept = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });

export const refuse = (error: ApiError): { readonly ok: false; readonly error: ApiError } => ({
  ok: false,
  error,
});

/** Statuses of failures other than 400, the request's own fault. */
const failureStatus: Partial<Record<FailureCode, number>> = {
  UserErrorMissingRequiredPermissions: 403,
  UserErrorBackupInstanceNotFound: 404,
  UserErrorOperationInProgress: 409,
  UserErrorExportExpired: 404,
  UserErrorJobCancelled: 409,
  UserErrorJobAlreadyEnded: 409,
  UserErrorPolicyInUse: 409,
  UserErrorDppDatasourceAlreadyProtected: 409,
  NoDataAccountAvailable: 409,
  UserErrorDailyLimitReached: 429,
  RecoveryPointDamaged: 500,
  VaultDocumentDamaged: 500,
  VaultDataMissing: 500,
  InternalError: 500,
};

export const failureToError = (failure: Failure): ApiError => ({
  status: failureStatus[failure.code] ?? 400,
  code: failure.code,
  message: failure.message,
  ...(failure.target === undefined ? {} : { target: failure.target }),
  ...(failure.recommendedAction.length === 0 ? {} : { recommendedAction: failure.recommendedAction }),
  ...(failure.retryAfterSeconds === undefined
    ? {}
    : { headers: { 'Retry-After': String(failure.retryAfterSeconds) } }),
});

/** Several failures as one refusal, each of them in `details`; undefined where there is none. */
export const manyFailures = (
  failures: readonly Failure[],
  toField: (target: string) => string,
): ApiError | undefined => {
  const errors = failures.map((failure) =>
    failureToError(failure.target === undefined ? failure : { ...failure, target: toField(failure.target) }),
  );
  const [first] = errors;
  if (first === undefined) return undefined;
  return {
    ...first,
    recommendedAction: errors.flatMap(({ recommendedAction }) => recommendedAction ?? []),
    details: errors.map(({ code, message, target }) => ({
      code,
      message,
      ...(target === undefined ? {} : { target }),
    })),
  };
};

/** @param toField the request's name of the field that the failure names by another */
export const fromOutcome = <T>(
  outcome: Outcome<T>,
  toField: (target: string) => string = (target) => target,
): ApiResult<T> => {
  if (outcome.ok) return accept(outcome.value);
  const { failure } = outcome;
  const { target } = failure;
  return refuse(failureToError(target === undefined ? failure : { ...failure, target: toField(target) }));
};

export const resourceNotFound = (type: string, name: string): ApiError => ({
  status: 404,
  code: 'ResourceNotFound',
  message: `The resource '${type}/${name}' was not found.`,
  target: name,
});

export const methodNotAllowed = (method: string, served: readonly string[]): ApiError => ({
  status: 405,
  code: 'MethodNotAllowed',
  message: `The method ${method} is not served here. Served: ${served.join(', ')}.`,
  headers: { Allow: served.join(', ') },
});

export const pathNotServed = (method: string, path: string): ApiError => ({
  status: 404,
  code: 'InvalidResourceType',
  message: `Nothing is served for ${method} ${path}.`,
});

/** `CloudError` of the specification. */
export const errorBody = (error: ApiError): object => ({
  error: {
    code: error.code,
    message: error.message,
    ...(error.target === undefined ? {} : { target: error.target }),
    ...(error.details === undefined ? {} : { details: error.details }),
    ...(error.recommendedAction === undefined
      ? {}
      : {
          additionalInfo: [
            { type: 'RecommendedAction', info: { recommendedAction: error.recommendedAction } },
          ],
        }),
  },
});
