// Puts the Durable engine behind the host's extension point, configured by host.json's durableTask section.

import path from 'node:path';
import { openDurableEngine } from './durable/engine.ts';
import { serveManagement } from './durable/management/http-adapter.ts';
import { parseDurableOptions } from './durable/options.ts';
import type { DurableExtension } from './durable-extension.ts';
import type { HostContext } from './host-context.ts';
import { HostStartError } from './host-start-error.ts';
import type { FunctionInvoker } from './worker/invocation.ts';

export interface DurableAddress {
  readonly invoker: FunctionInvoker;
  readonly publicUrl: string;
  readonly rpcUrl: string;
  /** The value of `code=` in the URLs that clients get. */
  readonly systemKey: string;
}

export async function createDurable(
  context: HostContext,
  address: DurableAddress,
): Promise<DurableExtension> {
  const { options, setup, config, time, log } = context;
  const engine = await openDurableEngine({
    options: durableOptions(context),
    folder: path.join(setup.stateDirectory, 'durable'),
    clock: time.clock,
    invoker: address.invoker,
    key: address.systemKey,
    strict: options.strict ?? false,
    // Driven time is for tests: they kill processes, not machines, and have years to get through.
    syncToDisk: options.clock !== 'driven',
    warn(instanceId, code, text) {
      log.write('warning', 'Host.Triggers.DurableTask', `${instanceId}: ${text} (${code})`);
    },
    onFatal(error) {
      log.write(
        'critical',
        'Host.Triggers.DurableTask',
        `The host must end: ${error.stack ?? error.message}`,
      );
      (options.onFatal ?? exitAtOnce)(error);
    },
  });
  const binding = engine.clientBinding({ publicOrigin: address.publicUrl, rpcBaseUrl: address.rpcUrl });
  return {
    clientBinding: () => binding,
    handle: (request, response, rest) => serveManagement(request, response, rest, engine.handle),
    idle: engine.idle,
    start: async () => engine.start(),
    stop: engine.stop,
  };

  function durableOptions({ setup: { appDirectory } }: HostContext) {
    const parsed = parseDurableOptions(config.durableTask);
    if (parsed.problems.length === 0) return parsed.options;
    const file = path.join(appDirectory, 'host.json');
    const texts = parsed.problems.map(
      ({ field, problem }) => `field "extensions.durableTask.${field}" ${problem}`,
    );
    throw new HostStartError(`${file}: ${texts.join('; ')}`, { code: 'config' });
  }
}

function exitAtOnce(): void {
  process.exit(1);
}
