// An engine in this process, with the real libraries behind it: loads an app once, opens engines on folders, asks
// them over the management API, and keeps what every function was given and returned.

import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { HostClock } from '../../../local/host/clock.ts';
import { DrivenClock } from '../../../local/host/driven-clock.ts';
import type { DurableEngine } from '../../../local/host/durable/engine.ts';
import { openDurableEngine } from '../../../local/host/durable/engine.ts';
import type { DurableOptions } from '../../../local/host/durable/options.ts';
import { defaultDurableOptions } from '../../../local/host/durable/options.ts';
import type { FunctionInvoker, TypedData } from '../../../local/host/worker/invocation.ts';
import { createInvoker } from '../../../local/host/worker/invoker.ts';
import { loadApp } from '../../../local/host/worker/load-app.ts';
import { createWorkerApp } from '../../../local/host/worker/worker-app.ts';

export interface Invocation {
  readonly functionName: string;
  readonly trigger: string | undefined;
  /** Undefined while it runs, and when it failed. */
  returned: TypedData | undefined;
  error: unknown;
}

export interface FixtureOptions {
  readonly invoker: FunctionInvoker;
  readonly folder?: string;
  readonly clock?: HostClock;
  readonly strict?: boolean;
  readonly options?: Partial<DurableOptions>;
  readonly compactAfterBytes?: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface EngineFixture {
  readonly engine: DurableEngine;
  readonly folder: string;
  readonly invocations: readonly Invocation[];
  readonly warnings: readonly { instanceId: string; code: string; text: string }[];
  ask(method: string, target: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  status(id: string): Promise<InstanceStatus | undefined>;
  /** Stops the engine; removes the folder if the fixture made it. */
  close(): Promise<void>;
}

export interface InstanceStatus {
  readonly name: string;
  readonly runtimeStatus: string;
  readonly input: unknown;
  readonly output: unknown;
  readonly customStatus: unknown;
  readonly historyEvents?: readonly Record<string, unknown>[];
}

/** One app a process: the worker library keeps what was registered. */
export async function loadFunctions(appFolder: string): Promise<FunctionInvoker> {
  const app = createWorkerApp(() => undefined);
  await loadApp(app, appFolder);
  return createInvoker(app, { durableClientBinding: () => '{}' });
}

// 2026-01-05T08:00:00Z: any instant would do, a fixed one makes failures repeat.
export const START_MS = Date.UTC(2026, 0, 5, 8);

export async function openEngine(fixture: FixtureOptions): Promise<EngineFixture> {
  const folder = fixture.folder ?? mkdtempSync(path.join(os.tmpdir(), 'durable-engine-'));
  const invocations: Invocation[] = [];
  const warnings: { instanceId: string; code: string; text: string }[] = [];
  const engine = await openDurableEngine({
    options: { ...defaultDurableOptions(2), ...fixture.options },
    folder,
    clock: fixture.clock ?? new DrivenClock(START_MS),
    invoker: watched(fixture.invoker, invocations),
    key: 'KEY',
    strict: fixture.strict ?? false,
    syncToDisk: false,
    warn: (instanceId, code, text) => warnings.push({ instanceId, code, text }),
    onFatal(error) {
      throw error;
    },
    ...(fixture.compactAfterBytes === undefined ? {} : { compactAfterBytes: fixture.compactAfterBytes }),
  });
  engine.start();
  const ask = askOf(engine);
  return {
    engine,
    folder,
    invocations,
    warnings,
    ask,
    async status(id) {
      const answer = await ask(
        'GET',
        `instances/${encodeURIComponent(id)}?showHistory=true&showHistoryOutput=true`,
      );
      return answer.status === 404 ? undefined : (JSON.parse(answer.body) as InstanceStatus);
    },
    async close() {
      await engine.stop();
      if (fixture.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function askOf(engine: DurableEngine): EngineFixture['ask'] {
  return (method, target, body, headers = {}) => {
    const [path = '', query = ''] = target.split('?');
    const text = body === undefined ? '' : JSON.stringify(body);
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    return engine.handle({
      method,
      path,
      query,
      headers: { ...type, ...headers },
      body: text,
      origin: 'http://HOST',
      via: 'public',
    });
  };
}

function watched(invoker: FunctionInvoker, invocations: Invocation[]): FunctionInvoker {
  return {
    functions: invoker.functions,
    async invoke(request) {
      const invocation: Invocation = {
        functionName: request.functionName,
        trigger: request.trigger?.string,
        returned: undefined,
        error: undefined,
      };
      invocations.push(invocation);
      try {
        const response = await invoker.invoke(request);
        invocation.returned = response.returnValue;
        return response;
      } catch (error) {
        invocation.error = error;
        throw error;
      }
    },
  };
}
