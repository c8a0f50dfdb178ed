// Decides whether and when a request is sent again. The SDK's own policy ignores Retry-After and 429, so it is off.

export interface RetryLimits {
  /** Requests sent at most, the first included. */
  readonly maxTries: number;
  /** First wait without Retry-After; doubles with each try. Milliseconds. */
  readonly firstDelayMs: number;
  /**
   * Longest wait. A Retry-After beyond it ends the trying: asking sooner than told only prolongs throttling, and whoever
   * called is better placed to wait.
   */
  readonly maxDelayMs: number;
}

export const DEFAULT_RETRY_LIMITS: RetryLimits = { maxTries: 5, firstDelayMs: 500, maxDelayMs: 30_000 };

/** What came of a request: an answer, or a failure to get one. */
export type RequestOutcome =
  | { readonly status: number; readonly header: (name: string) => string | undefined }
  | { readonly errorCode: string };

const RETRIABLE_STATUS: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);
/** Failures of the source during a copy, which the target reports under a status of its own. */
const RETRIABLE_SOURCE_ERRORS: ReadonlySet<string> = new Set([
  'ServerBusy',
  'InternalError',
  'OperationTimedOut',
]);
/** ENOTFOUND is not among them: the account does not exist. */
const RETRIABLE_ERRORS: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'REQUEST_SEND_ERROR',
  'PARSE_ERROR', // the answer broke off
  'TRY_TIMEOUT',
]);

const isRetriable = (outcome: RequestOutcome): boolean => {
  if ('errorCode' in outcome) return RETRIABLE_ERRORS.has(outcome.errorCode);
  if (RETRIABLE_STATUS.has(outcome.status)) return true;
  return (
    outcome.status >= 400 && RETRIABLE_SOURCE_ERRORS.has(outcome.header('x-ms-copy-source-error-code') ?? '')
  );
};

/** Retry-After is in seconds or a date; the two others, which Azure services also send, are in milliseconds. */
export const retryAfterMs = (
  header: (name: string) => string | undefined,
  nowMs: number,
): number | undefined => {
  const milliseconds = header('retry-after-ms') ?? header('x-ms-retry-after-ms');
  if (milliseconds !== undefined && /^\d+$/.test(milliseconds)) return Number(milliseconds);
  const value = header('retry-after');
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
};

/**
 * Milliseconds to wait before the request is sent again, or undefined to give up. `tries` have been made; `random` is in
 * [0, 1) and spreads requests that were throttled together.
 */
export const nextDelay = (
  tries: number,
  outcome: RequestOutcome,
  {
    limits,
    nowMs,
    random,
  }: { readonly limits: RetryLimits; readonly nowMs: number; readonly random: number },
): number | undefined => {
  if (tries >= limits.maxTries || !isRetriable(outcome)) return undefined;
  const asked = 'status' in outcome ? retryAfterMs(outcome.header, nowMs) : undefined;
  if (asked !== undefined) return asked > limits.maxDelayMs ? undefined : asked;
  const backoff = Math.min(limits.firstDelayMs * 2 ** (tries - 1), limits.maxDelayMs);
  return backoff * (0.5 + random / 2);
};
