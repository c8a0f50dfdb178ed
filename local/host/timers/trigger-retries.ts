// The retry policy of a trigger (`retry` in the app): fixed delay or exponential back-off, on the host's clock.

import type { HostClock } from '../clock.ts';
import type { FunctionInvoker, InvocationRequest, RetryContext } from '../worker/invocation.ts';

export interface RetryOptions {
  readonly retryStrategy?: string;
  /** -1: without end. */
  readonly maxRetryCount?: number;
  readonly delayInterval?: { readonly seconds?: number };
  readonly minimumInterval?: { readonly seconds?: number };
  readonly maximumInterval?: { readonly seconds?: number };
}

/** Never rejects: the invocations' own log lines have the errors, and a failed timer must not end its schedule. */
export async function runWithRetries(
  invoker: FunctionInvoker,
  clock: HostClock,
  rawOptions: unknown,
  request: InvocationRequest,
): Promise<void> {
  const options = rawOptions as RetryOptions | undefined;
  const most = options?.maxRetryCount ?? 0;
  let retryContext: RetryContext | undefined = options ? { retryCount: 0, maxRetryCount: most } : undefined;
  for (let attempt = 0; ; attempt++) {
    try {
      await invoker.invoke(retryContext ? { ...request, retryContext } : request);
      return;
    } catch (error) {
      if (!options || (most >= 0 && attempt >= most)) return;
      const message = error instanceof Error ? error.message : String(error);
      retryContext = { retryCount: attempt + 1, maxRetryCount: most, exception: { message } };
      await passTime(clock, retryDelayMs(options, attempt));
    }
  }
}

/** Before the retry that follows attempt `attempt` (from 0). */
export function retryDelayMs(options: RetryOptions, attempt: number): number {
  if (!/exponential/i.test(options.retryStrategy ?? '')) return (options.delayInterval?.seconds ?? 0) * 1000;
  const least = (options.minimumInterval?.seconds ?? 0) * 1000;
  const most = (options.maximumInterval?.seconds ?? Number.POSITIVE_INFINITY) * 1000;
  return Math.min(most, Math.max(least, 1000) * 2 ** attempt);
}

function passTime(clock: HostClock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.at(clock.now() + ms, resolve);
  });
}
