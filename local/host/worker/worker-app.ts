// The state of the one app that this process runs: what it registered through the core module, its hooks and
// the data that hooks share. Everything else in worker/ reads or fills it.

import type {
  FunctionCallback,
  HookCallback,
  HookData,
  HookName,
  RegisteredFunction,
  RpcLogCategory,
  RpcLogLevel,
} from './core-api.ts';
import type { FunctionMetadata } from './invocation.ts';

export interface WorkerLogEntry {
  readonly level: RpcLogLevel;
  readonly category: RpcLogCategory;
  readonly message: string;
  readonly functionName?: string;
  readonly invocationId?: string;
}

/** What a `log` hook sees besides the entry; absent outside an invocation. */
export interface LogScope {
  readonly hookData: HookData;
  readonly invocationContext: unknown;
}

export interface WorkerApp {
  readonly functions: Map<string, RegisteredFunction>;
  readonly hooks: Readonly<Record<HookName, HookCallback[]>>;
  readonly appHookData: HookData;
  /** `hookData` of appStart and appTerminate. */
  readonly appLevelHookData: HookData;
  /** After start-up nothing can be registered any more. */
  sealed: boolean;
  log(entry: WorkerLogEntry, scope?: LogScope): void;
}

export function createWorkerApp(write: (entry: WorkerLogEntry) => void): WorkerApp {
  const app: WorkerApp = {
    functions: new Map(),
    hooks: { appStart: [], appTerminate: [], preInvocation: [], postInvocation: [], log: [] },
    appHookData: {},
    appLevelHookData: {},
    sealed: false,
    log: (entry, scope) => write(applyLogHooks(app, entry, scope)),
  };
  return app;
}

export function addFunction(app: WorkerApp, metadata: FunctionMetadata, callback: FunctionCallback): void {
  if (app.sealed) throw systemError('A function can only be registered during app startup.');
  if (app.functions.has(metadata.name)) {
    throw systemError(`A function with id "${metadata.name}" has already been registered.`);
  }
  app.functions.set(metadata.name, { metadata, callback });
}

export function removeFunction(app: WorkerApp, name: string): void {
  if (app.sealed) throw systemError('A function can only be disposed during app startup.');
  app.functions.delete(name);
}

export async function runHooks(
  app: WorkerApp,
  name: Exclude<HookName, 'log'>,
  context: object,
): Promise<void> {
  for (const hook of app.hooks[name]) await hook(context);
}

/** An error as the worker's own: the library tells them apart by this mark. */
export function systemError(message: string, name = 'Error'): Error {
  return Object.assign(new Error(message), { name, isAzureFunctionsSystemError: true });
}

/** Hooks may rewrite the level and message of user logs; system logs pass unchanged, as does a log whose hook throws. */
function applyLogHooks(app: WorkerApp, entry: WorkerLogEntry, scope: LogScope | undefined): WorkerLogEntry {
  if (app.hooks.log.length === 0) return entry;
  const context = {
    level: entry.level,
    message: entry.message,
    category: entry.category,
    hookData: scope?.hookData ?? {},
    appHookData: app.appHookData,
    invocationContext: scope?.invocationContext,
  };
  try {
    for (const hook of app.hooks.log) hook(context);
  } catch {
    return entry; // the real worker ignores it too: a hook must not be able to silence a log by failing
  }
  return entry.category === 'user' ? { ...entry, level: context.level, message: context.message } : entry;
}
