// What Event Grid does after one delivery attempt: done, try again after a while, or give the event up.
// Figures: Event Grid "delivery and retry" (30 attempts; the waits below; floors by status code).

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const BACKOFF_MS = [10 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, 60 * MINUTE];
const MAX_ATTEMPTS = 30;

const FLOOR_MS: Readonly<Record<number, number>> = {
  401: 5 * MINUTE,
  403: 5 * MINUTE,
  404: 5 * MINUTE,
  408: 2 * MINUTE,
  503: 30 * SECOND,
};

export type Verdict =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'retry'; readonly afterMs: number }
  | { readonly kind: 'dead-letter'; readonly reason: string };

/** `status` is undefined when no response came; `attempt` counts from 1. */
export const judgeAttempt = (status: number | undefined, attempt: number): Verdict => {
  if (status !== undefined && status >= 200 && status <= 204) return { kind: 'delivered' };
  if (status === 400 || status === 413) return { kind: 'dead-letter', reason: `answered ${status}` };
  if (attempt >= MAX_ATTEMPTS) return { kind: 'dead-letter', reason: `${MAX_ATTEMPTS} attempts failed` };
  const backoff = BACKOFF_MS[Math.min(attempt, BACKOFF_MS.length) - 1] ?? 0;
  return { kind: 'retry', afterMs: Math.max(backoff, status === undefined ? 0 : (FLOOR_MS[status] ?? 0)) };
};
