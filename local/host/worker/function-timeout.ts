// host.json `functionTimeout`. The real host then ends the worker process; here the invocation fails at that moment
// and the code that overran goes on unobserved, because it shares the process with the host.

import type { FunctionInvoker } from './invocation.ts';

// setTimeout holds no more; a limit beyond it is none.
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export function withTimeout(invoker: FunctionInvoker, limitMs: number | undefined): FunctionInvoker {
  if (limitMs === undefined || limitMs > LONGEST_TIMER_MS) return invoker;
  return {
    functions: invoker.functions,
    invoke(request) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          const seconds = limitMs / 1000;
          reject(
            new Error(
              `Timeout value of ${seconds} s was exceeded by function: Functions.${request.functionName}`,
            ),
          );
        }, limitMs);
        timer.unref();
        invoker
          .invoke(request)
          .then(resolve, reject)
          .finally(() => clearTimeout(timer));
      });
    },
  };
}
