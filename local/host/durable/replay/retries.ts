// A call with retries as the framework makes it: attempt, timer, attempt, ... Whoever changes the number of timers
// here shifts every later sequence number against the library's count.

import type { Execution } from './execution.ts';
import type { RetryOptions } from './function-state.ts';
import { Future } from './future.ts';

/** Six days, the longest delay of the storage provider; also where no longest interval is given. */
export const MAX_RETRY_INTERVAL_MS = 6 * 24 * 3_600_000;

export function callWithRetries(execution: Execution, options: RetryOptions, call: () => Future): Future {
  const result = new Future();
  if (options.maxNumberOfAttempts < 1) result.fail('no attempt is allowed');
  const firstAttemptMs = execution.nowMs;
  const attempt = (number: number): void => {
    const task = call();
    task.whenSettled(() => {
      if (!task.failed) result.succeed();
      else afterFailure(number, task.error ?? '');
    });
  };
  const afterFailure = (number: number, error: string): void => {
    if (number >= options.maxNumberOfAttempts) {
      // A timer without delay follows the last failure; histories of old have it and the library counts it.
      execution.createTimer(execution.nowMs).whenSettled(() => result.fail(error));
      return;
    }
    const delayMs = retryDelay(options, number, execution.nowMs - firstAttemptMs);
    // Out of time: the host stops without the timer that the library waits for, so the instance hangs.
    if (delayMs === 0) result.fail(error);
    else execution.createTimer(execution.nowMs + delayMs).whenSettled(() => attempt(number + 1));
  };
  if (!result.settled) attempt(1);
  return result;
}

function retryDelay(options: RetryOptions, failures: number, elapsedMs: number): number {
  const timeoutMs = options.retryTimeoutInMilliseconds;
  if (timeoutMs !== undefined && elapsedMs >= timeoutMs) return 0;
  const wantedMs =
    options.firstRetryIntervalInMilliseconds * (options.backoffCoefficient ?? 1) ** (failures - 1);
  return Math.min(wantedMs, options.maxRetryIntervalInMilliseconds ?? MAX_RETRY_INTERVAL_MS);
}
