// Log entries of the app and its worker library, under the categories by which host.json filters them.

import type { HostLog } from './log.ts';
import type { WorkerLogEntry } from './worker/worker-app.ts';

export function workerLog(log: HostLog, { level, category, message, functionName }: WorkerLogEntry): void {
  if (category !== 'user') log.write(level, 'Worker.rpcWorkerProcess', message);
  else
    log.write(
      level,
      functionName === undefined ? 'Host.Function.Console' : `Function.${functionName}.User`,
      message,
    );
}
