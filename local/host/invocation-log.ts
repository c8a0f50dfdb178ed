// The lines that frame every invocation, as the host writes them, and the count of what runs.

import type { HostLog } from './log.ts';
import type { InvocationEnd, InvocationStart } from './worker/invoker.ts';

export interface InvocationLog {
  onStart(started: InvocationStart): void;
  onEnd(ended: InvocationEnd): void;
  /** Functions that run now; those that answer an HTTP request only when asked for. */
  running(withRequests: boolean): number;
  /** Resolves when no such function runs. */
  quiet(withRequests: boolean): Promise<void>;
}

export function createInvocationLog(
  log: HostLog,
  isRequest: (functionName: string) => boolean,
): InvocationLog {
  let requests = 0;
  let others = 0;
  let waiting: { readonly withRequests: boolean; readonly resolve: () => void }[] = [];
  const running = (withRequests: boolean) => others + (withRequests ? requests : 0);
  const count = (functionName: string, change: number) => {
    if (isRequest(functionName)) requests += change;
    else others += change;
  };
  return {
    running,
    onStart({ functionName, invocationId, reason }) {
      count(functionName, 1);
      const text = `Executing 'Functions.${functionName}' (Reason='${reason}', Id=${invocationId})`;
      log.write('information', `Function.${functionName}`, text);
    },
    onEnd(ended) {
      count(ended.functionName, -1);
      log.write(ended.failed ? 'error' : 'information', `Function.${ended.functionName}`, endLine(ended));
      const ready = waiting.filter(({ withRequests }) => running(withRequests) === 0);
      waiting = waiting.filter((waiter) => !ready.includes(waiter));
      for (const { resolve } of ready) resolve();
    },
    quiet(withRequests) {
      if (running(withRequests) === 0) return Promise.resolve();
      return new Promise((resolve) => waiting.push({ withRequests, resolve }));
    },
  };
}

function endLine({ functionName, invocationId, durationMs, failed, error }: InvocationEnd): string {
  const outcome = failed ? 'Failed' : 'Succeeded';
  const text = `Executed 'Functions.${functionName}' (${outcome}, Id=${invocationId}, Duration=${Math.round(durationMs)}ms)`;
  if (!failed) return text;
  const shown = error instanceof Error ? `${error.message}\nStack: ${error.stack ?? ''}` : String(error);
  return `${text}\nException while executing function: Functions.${functionName}. Result: Failure\nException: ${shown}`;
}
