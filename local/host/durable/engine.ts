// The Durable engine: opens its store, runs orchestrations, and answers the management API.

import { randomUUID } from 'node:crypto';
import type { HostClock } from '../clock.ts';
import type { FunctionInvoker } from '../worker/invocation.ts';
import { Dispatcher } from './dispatch/dispatcher.ts';
import { FunctionsCatalog } from './functions-catalog.ts';
import { DurableClient } from './management/client.ts';
import type { BindingAddresses } from './management/links.ts';
import { clientBinding } from './management/links.ts';
import type { ManagementAnswer, ManagementRequest } from './management/message.ts';
import { ManagementApi } from './management/router.ts';
import type { DurableOptions } from './options.ts';
import { Store } from './store/store.ts';
import type { WriteFaults } from './store/write-faults.ts';
import type { Warn } from './warnings.ts';

export interface DurableEngineOptions {
  readonly options: DurableOptions;
  /** Where the journal lives; one host at a time. */
  readonly folder: string;
  readonly clock: HostClock;
  readonly invoker: FunctionInvoker;
  /** What the public webhook's URLs carry as `code`; '' where no key is asked for. */
  readonly key: string;
  /** Turns every warning into a failed instance. */
  readonly strict: boolean;
  readonly warn: Warn;
  /**
   * The engine cannot go on: the journal cannot be written, or the engine has a bug. What was acknowledged is on
   * disk; the process must end without answering anything more.
   */
  onFatal(error: Error): void;
  readonly compactAfterBytes?: number;
  readonly faults?: WriteFaults | undefined;
  readonly syncToDisk?: boolean;
}

export interface DurableEngine {
  /** Takes up what the journal holds. */
  start(): void;
  stop(): Promise<void>;
  handle(request: ManagementRequest): Promise<ManagementAnswer>;
  clientBinding(addresses: BindingAddresses): string;
  /** Resolves when no turn or activity runs or is about to; timers may be armed. */
  idle(): Promise<void>;
  /** What runs at this moment, or is about to. */
  readonly running: { readonly turns: number; readonly activities: number };
}

const COMPACT_AFTER_BYTES = 8 * 1024 * 1024;

export async function openDurableEngine(settings: DurableEngineOptions): Promise<DurableEngine> {
  const { options, clock, invoker, warn, key } = settings;
  const ports = { clock, options, newExecutionId: () => randomUUID() };
  const store = await Store.open({
    folder: settings.folder,
    compactAfterBytes: settings.compactAfterBytes ?? COMPACT_AFTER_BYTES,
    faults: settings.faults,
    syncToDisk: settings.syncToDisk,
    onDelivered: (deliveries) => dispatcher.deliver(deliveries),
    onFailure: settings.onFatal,
  });
  const catalog = new FunctionsCatalog(invoker.functions);
  const { strict } = settings;
  const dispatcher = new Dispatcher(store, {
    ...ports,
    invoker,
    catalog,
    strict,
    warn,
    onFailure: settings.onFatal,
  });
  const client = new DurableClient({ ...ports, store });
  const links = { hubName: options.hubName, connectionName: options.connectionName, key };
  const api = new ManagementApi({ client, clock, links, warn });
  let stopped: Promise<void> | undefined;
  return {
    start: () => dispatcher.start(),
    stop() {
      stopped ??= dispatcher.stop().then(() => store.close());
      return stopped;
    },
    handle: (request) => api.handle(request),
    clientBinding: (addresses) => clientBinding(addresses, links),
    idle: () => dispatcher.idle(),
    get running() {
      return dispatcher.running;
    },
  };
}
