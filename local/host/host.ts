// Starts a Functions host around one app in this process: configuration, listeners, app, triggers. One app a process:
// the worker library and the app's modules keep their registrations for the life of the process.

import { readHostConfig } from './config/host-json.ts';
import type { DurableExtension } from './durable-extension.ts';
import { createDurable } from './durable-start.ts';
import type { HostFunction } from './function-index.ts';
import type { HostContext } from './host-context.ts';
import type { HostOptions } from './host-options.ts';
import { announceHost, prepare } from './host-options.ts';
import type { HostTime } from './host-time.ts';
import { startTime } from './host-time.ts';
import type { InvocationLog } from './invocation-log.ts';
import { createInvocationLog } from './invocation-log.ts';
import type { Listener } from './listeners.ts';
import { listen } from './listeners.ts';
import { createLog } from './log.ts';
import type { ServedApp } from './served-app.ts';
import { serveApp } from './served-app.ts';
import { lockState } from './state-lock.ts';
import { withTimeout } from './worker/function-timeout.ts';
import { createInvoker } from './worker/invoker.ts';
import { loadApp } from './worker/load-app.ts';
import { isType, triggerBinding } from './worker/typed-data.ts';
import type { WorkerApp } from './worker/worker-app.ts';
import { createWorkerApp, runHooks } from './worker/worker-app.ts';
import { workerLog } from './worker-log.ts';

export interface RunningHost {
  /** `http://localhost:<port>`. */
  readonly baseUrl: string;
  readonly port: number;
  readonly routePrefix: string;
  readonly functions: readonly HostFunction[];
  readonly time: HostTime;
  /** The webhook that delivers events to a function, with its key when keys are asked for. */
  eventGridUrl(functionName: string): string;
  /** Resolves when nothing runs and nothing can happen before time passes or a request comes. */
  idle(): Promise<void>;
  /** Takes no more work, waits `graceMs` for what runs, calls the app's appTerminate hooks. */
  stop(graceMs?: number): Promise<void>;
}

// Less than the time after which what stops a host usually kills it.
const DEFAULT_GRACE_MS = 3000;

/** Rejects with a HostStartError when the configuration, the app or the port does not allow a start. */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const setup = prepare(options);
  const config = readHostConfig(setup.appDirectory, setup.environment);
  const time = startTime(options.clock ?? 'system', options.drivenStart);
  const log = createLog({
    clock: time.clock,
    levels: config.logLevels,
    verbose: options.verbose ?? false,
    print: options.print ?? ((line) => console.log(line)),
  });
  const listeners: Listener[] = [];
  let unlock: (() => void) | undefined;
  try {
    const front = await listen(setup.port);
    listeners.push(front);
    const rpc = await listen(0);
    listeners.push(rpc);
    unlock = lockState(setup.stateDirectory);
    return await startOn(front, rpc, { options, setup, config, time, log, unlock });
  } catch (error) {
    for (const listener of listeners) await listener.close(0);
    unlock?.();
    time.release();
    throw error;
  }
}

async function startOn(
  front: Listener,
  rpc: Listener,
  context: HostContext & { unlock(): void },
): Promise<RunningHost> {
  const { setup, config, time, log, unlock } = context;
  announceHost(setup.environment, setup.appDirectory, front.port);
  const app = createWorkerApp((entry) => workerLog(log, entry));
  const loaded = await loadApp(app, setup.appDirectory);
  const invocations = createInvocationLog(log, (name) => answersRequests(app, name));
  const plain = createInvoker(app, { ...invocations, durableClientBinding: () => durable.clientBinding() });
  const invoker = withTimeout(plain, config.functionTimeoutMs);
  const served = serveApp(context, { invoker, httpUri: loaded.httpUri, port: front.port });
  const durable = await createDurable(context, {
    invoker: { ...invoker, functions: served.readyFunctions },
    publicUrl: served.baseUrl,
    rpcUrl: `http://127.0.0.1:${rpc.port}/durabletask/`,
    systemKey: served.durableKey,
  });
  time.settleWith(() => settled(invocations, durable, false));
  await durable.start();
  front.serve(served.front(durable));
  rpc.serve(served.rpc(durable));
  served.startTimers();
  await time.advance?.(time.clock.now()); // a driven clock fires what is due at the start
  const parts: StopParts = { app, front, rpc, served, invocations, durable, time, unlock };
  let stopping: Promise<void> | undefined;
  return {
    baseUrl: served.baseUrl,
    port: front.port,
    routePrefix: config.routePrefix,
    functions: served.functions,
    time,
    eventGridUrl: served.eventGridUrl,
    idle: () => settled(invocations, durable, true),
    stop(graceMs = DEFAULT_GRACE_MS) {
      stopping ??= stopAll(parts, graceMs);
      return stopping;
    },
  };
}

interface StopParts {
  readonly app: WorkerApp;
  readonly front: Listener;
  readonly rpc: Listener;
  readonly served: ServedApp;
  readonly invocations: InvocationLog;
  readonly durable: DurableExtension;
  readonly time: HostTime;
  unlock(): void;
}

async function stopAll(
  { app, front, rpc, served, invocations, durable, time, unlock }: StopParts,
  graceMs: number,
): Promise<void> {
  served.stopTimers();
  await front.close(graceMs);
  await durable.stop();
  await within(graceMs, invocations.quiet(true));
  await runHooks(app, 'appTerminate', { hookData: app.appLevelHookData, appHookData: app.appHookData });
  await rpc.close(0);
  unlock();
  time.release();
}

/**
 * Nothing runs any more. Between two steps of a driven clock, functions that answer requests do not count: one that
 * waits for an orchestration would hold up the time for which that orchestration waits.
 */
async function settled(
  invocations: InvocationLog,
  durable: DurableExtension,
  withRequests: boolean,
): Promise<void> {
  do {
    await invocations.quiet(withRequests);
    await durable.idle();
    // What an invocation's end sets off (a timer re-armed, an answer sent) happens before the next turn of the loop.
    await new Promise((resolve) => setImmediate(resolve));
  } while (invocations.running(withRequests) > 0);
}

function answersRequests(app: WorkerApp, functionName: string): boolean {
  const metadata = app.functions.get(functionName)?.metadata;
  const trigger = metadata && triggerBinding(metadata);
  return trigger !== undefined && isType(trigger.binding, 'httpTrigger');
}

function within(ms: number, work: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    void work.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
