// The lines that frame every invocation, as the host writes them, and the count of what runs.

import type { HostLog } from './log.ts';
import type { InvocationEnd, InvocationStart } from './worker/invoker.ts';

export interface InvocationLog {
  onStart(started: InvocationStart): void;
  onEnd(ended: InvocationEnd): void;
  readonly running: number;
  /** Resolves when nothing runs. */
  quiet(): Promise<void>;
}

export function createInvocationLog(log: HostLog): InvocationLog {
  let running = 0;
  let waiting: (() => void)[] = [];
  return {
    onStart({ functionName, invocationId, reason }) {
      running++;
      log.write(
        'information',
        `Function.${functionName}`,
        `Executing 'Functions.${functionName}' (Reason='${reason}', Id=${invocationId})`,
      );
    },
    onEnd({ functionName, invocationId, durationMs, failed, error }) {
      running--;
      const outcome = failed ? 'Failed' : 'Succeeded';
      const text = `Executed 'Functions.${functionName}' (${outcome}, Id=${invocationId}, Duration=${Math.round(durationMs)}ms)`;
      log.write(
        failed ? 'error' : 'information',
        `Function.${functionName}`,
        failed ? `${text}\n${describe(functionName, error)}` : text,
      );
      if (running > 0) return;
      for (const resolve of waiting) resolve();
      waiting = [];
    },
    get running() {
      return running;
    },
    quiet: () => (running === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}

function describe(functionName: string, error: unknown): string {
  const shown = error instanceof Error ? `${error.message}\nStack: ${error.stack ?? ''}` : String(error);
  return `Exception while executing function: Functions.${functionName}. Result: Failure\nException: ${shown}`;
}
