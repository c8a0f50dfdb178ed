// Puts the Durable engine behind the host's extension point.

import path from 'node:path';
import { openDurableEngine } from './durable/engine.ts';
import { serveManagement } from './durable/management/http-adapter.ts';
import { parseDurableOptions } from './durable/options.ts';
import { crashingWrites, parseCrashPlan } from './durable/store/write-faults.ts';
import type { DurableExtension } from './durable-extension.ts';
import type { HostContext } from './host.ts';
import { HostStartError } from './host-start-error.ts';
import type { FunctionInvoker } from './worker/invocation.ts';

export interface DurableAddress {
  readonly invoker: FunctionInvoker;
  readonly publicUrl: string;
  readonly rpcUrl: string;
  /** The value of `code=` in the URLs that clients get. */
  readonly systemKey: string;
}

/** Names a journal write at which the process kills itself, for crash tests: `3:torn`. */
const CRASH_SETTING = 'FUNCTIONS_HOST_CRASH_AT_WRITE';

export async function createDurable(
  { config, setup, options, time, log }: HostContext,
  address: DurableAddress,
): Promise<DurableExtension> {
  const durable = parseDurableOptions(config.durableTask);
  const [wrong] = durable.problems;
  if (wrong) {
    throw new HostStartError(`host.json: field "extensions.durableTask.${wrong.field}" ${wrong.problem}`, {
      code: 'config',
    });
  }
  const crash = parseCrashPlan(setup.environment[CRASH_SETTING]);
  const engine = await openDurableEngine({
    options: durable.options,
    folder: path.join(setup.stateDirectory, 'durable', durable.options.hubName),
    clock: time.clock,
    invoker: address.invoker,
    key: address.systemKey,
    strict: options.strict ?? false,
    warn: (instanceId, code, text) =>
      log.write('warning', 'Host.Durable', `${instanceId}: [${code}] ${text}`),
    onFatal(error) {
      log.write('error', 'Host.Durable', `The host stops: ${error.message}`);
      process.exit(1);
    },
    faults: crash && crashingWrites(crash),
  });
  const addresses = { publicOrigin: address.publicUrl, rpcBaseUrl: address.rpcUrl };
  return {
    clientBinding: () => engine.clientBinding(addresses),
    handle: (request, response, rest) => serveManagement(request, response, rest, engine.handle),
    idle: () => engine.idle(),
    start: async () => engine.start(),
    stop: () => engine.stop(),
  };
}
