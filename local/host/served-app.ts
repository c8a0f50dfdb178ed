// Everything that serves a loaded app: its routes, webhooks, admin API and timers, ready to be put on the listeners.

import path from 'node:path';
import { createAdminApi } from './admin/admin-api.ts';
import { findSetting, isOn } from './config/app-settings.ts';
import type { DurableExtension } from './durable-extension.ts';
import { createEventGridWebhook } from './event-grid/webhook.ts';
import type { HostFunction } from './function-index.ts';
import { indexFunctions } from './function-index.ts';
import type { HostContext } from './host-context.ts';
import type { AccessKeys } from './http/access-keys.ts';
import { loadAccessKeys } from './http/access-keys.ts';
import { createFront } from './http/front.ts';
import { createFunctionEndpoint } from './http/function-endpoint.ts';
import { functionRoutes } from './http/function-urls.ts';
import { bodyLimit } from './http/request-body.ts';
import { overlapWarnings } from './http/route-overlaps.ts';
import { createRouteTable } from './http/route-table.ts';
import type { RequestListener } from './listeners.ts';
import type { TimerListeners } from './timers/timer-listeners.ts';
import { createTimerListeners } from './timers/timer-listeners.ts';
import { createTimerStatusStore } from './timers/timer-status.ts';
import type { FunctionInvoker, FunctionMetadata } from './worker/invocation.ts';

export interface ServedApp {
  readonly baseUrl: string;
  readonly functions: readonly HostFunction[];
  /** What the Durable engine may run: neither disabled functions nor those in error. */
  readonly readyFunctions: ReadonlyMap<string, FunctionMetadata>;
  /** The key that opens the Durable webhook; its URLs carry it even where keys are not asked for. */
  readonly durableKey: string;
  front(durable: DurableExtension): RequestListener;
  /** The listener that only the app's own process is meant to use: the Durable API without keys. */
  rpc(durable: DurableExtension): RequestListener;
  startTimers(): void;
  stopTimers(): void;
  eventGridUrl(functionName: string): string;
}

export interface LoadedParts {
  readonly invoker: FunctionInvoker;
  readonly httpUri: string | undefined;
  readonly port: number;
}

export function serveApp(context: HostContext, loaded: LoadedParts): ServedApp {
  const { options, setup, config, time } = context;
  const baseUrl = `http://localhost:${loaded.port}`;
  const only = options.functions ?? config.functions;
  const indexed = indexFunctions(loaded.invoker.functions, setup.environment, only);
  const routed = functionRoutes(indexed, config.routePrefix);
  const timers = createTimerListeners({
    functions: routed.functions,
    invoker: loaded.invoker,
    clock: time.clock,
    store: createTimerStatusStore(path.join(setup.stateDirectory, 'timers')),
    zoneName: findSetting(setup.environment, 'WEBSITE_TIME_ZONE'),
    log: context.log,
  });
  const functions = timers.functions;
  warn(context, functions, overlapWarnings(routed.routes));
  const names = functions.map(({ name }) => name);
  const keys = loadAccessKeys(setup.keysFile, names);
  const enforced = options.enableAuth ? keys : undefined;
  const served = { context, loaded, baseUrl, functions, timers, keys: enforced, routes: routed.routes };
  const ready = functions.filter(({ state }) => state.kind === 'ready');
  return {
    baseUrl,
    functions,
    readyFunctions: new Map(ready.map(({ name, metadata }) => [name, metadata])),
    durableKey: keys.systemKeys.durabletask_extension ?? '',
    front: (durable) => frontOf(served, durable),
    rpc: (durable) => rpcOf(context, durable),
    startTimers() {
      for (const { name } of ready) timers.byName.get(name)?.start();
    },
    stopTimers() {
      for (const listener of timers.byName.values()) listener.stop();
    },
    eventGridUrl(functionName) {
      const code = encodeURIComponent(keys.systemKeys.eventgrid_extension ?? '');
      return `${baseUrl}/runtime/webhooks/EventGrid?functionName=${encodeURIComponent(functionName)}&code=${code}`;
    },
  };
}

interface Served {
  readonly context: HostContext;
  readonly loaded: LoadedParts;
  readonly baseUrl: string;
  readonly functions: readonly HostFunction[];
  readonly timers: TimerListeners;
  readonly keys: AccessKeys | undefined;
  readonly routes: Parameters<typeof createRouteTable>[0];
}

function frontOf(served: Served, durable: DurableExtension): RequestListener {
  const { context, loaded, baseUrl, functions, keys, timers } = served;
  const { setup, config, time, log } = context;
  const { invoker, httpUri } = loaded;
  const limit = bodyLimit(findSetting(setup.environment, 'FUNCTIONS_REQUEST_BODY_SIZE_LIMIT'));
  const now = () => time.clock.now();
  return createFront({
    localOrigin: baseUrl,
    cors: setup.cors,
    keys,
    routes: createRouteTable(served.routes),
    functions: new Map(functions.map((known) => [known.name, known])),
    homepage: !isOn(findSetting(setup.environment, 'AzureWebJobsDisableHomepage')),
    callFunction: createFunctionEndpoint({ invoker, config, httpUri, bodyLimit: limit, keys }),
    admin: createAdminApi({
      hostId: setup.hostId,
      baseUrl,
      routePrefix: config.routePrefix,
      functions,
      invoker,
      keys,
      manual: {
        streaming: httpUri !== undefined,
        timerPayload: (name) => timers.byName.get(name)?.manualPayload(),
      },
      advanceClock: time.advance,
      now,
    }),
    eventGrid: createEventGridWebhook({ invoker, functions, bodyLimit: limit, now }),
    durable: durable.handle,
    onError: (error) =>
      log.write('error', 'Host.Http', `The host could not answer a request: ${describe(error)}`),
  });
}

function rpcOf({ log }: HostContext, durable: DurableExtension): RequestListener {
  return (request, response) => {
    const [, root = '', ...rest] = (request.url ?? '/').split('?')[0]?.split('/') ?? [];
    if (root.toLowerCase() !== 'durabletask') {
      response.writeHead(404).end();
      return;
    }
    durable.handle(request, response, rest.join('/')).catch((error: unknown) => {
      log.write('error', 'Host.Durable', `The host could not answer a Durable request: ${describe(error)}`);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  };
}

/** What the user should know before the first request. */
function warn(
  { log, setup }: HostContext,
  functions: readonly HostFunction[],
  overlaps: readonly string[],
): void {
  const tell = (message: string) => log.write('warning', 'Host.Startup', message);
  for (const name of setup.skippedSettings) {
    tell(`Skipping '${name}' from local settings as it's already defined in current environment variables.`);
  }
  for (const { name, state } of functions) {
    if (state.kind === 'failed') tell(`The '${name}' function is in error: ${state.reason}`);
    if (state.kind === 'unserved') tell(`The '${name}' function is not served: ${state.reason}`);
  }
  for (const overlap of overlaps) tell(overlap);
  if (functions.length === 0) tell('No functions were found.');
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
