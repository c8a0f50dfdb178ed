// The module `@azure/functions-core`, given to every copy of @azure/functions in any node_modules by a hook in the
// CommonJS loader (ES modules that import the library reach it too: the library itself is CommonJS).
// One app per process: the library keeps the module and its own registrations for the life of the process.

import Module from 'node:module';
import type {
  FunctionCallback,
  HookCallback,
  HookName,
  ProgrammingModel,
  RpcLogCategory,
  RpcLogLevel,
} from './core-api.ts';
import type { FunctionMetadata } from './invocation.ts';
import type { WorkerApp } from './worker-app.ts';
import { addFunction, removeFunction, systemError } from './worker-app.ts';

// The versions that an app can ask for; those of the host and worker whose behaviour is followed.
const WORKER_VERSION = '3.14.1';
export const HOST_VERSION = '4.1052.200';

let attached: WorkerApp | undefined;
let model: ProgrammingModel | undefined;
let installed = false;

/** Makes the core module speak for `app`; installs the loader hook on first use. */
export function attachCoreModule(app: WorkerApp): void {
  attached = app;
  if (installed) return;
  installed = true;
  const loader = Module as unknown as { _load(request: string, ...rest: unknown[]): unknown };
  const load = loader._load;
  loader._load = function (request, ...rest) {
    return request === '@azure/functions-core' ? coreModule : load.call(this, request, ...rest);
  };
}

/** The last programming model that a copy of the library set, or undefined when no copy was loaded. */
export function programmingModel(): ProgrammingModel | undefined {
  return model;
}

class Disposable {
  #release: (() => unknown) | undefined;

  static from(...parts: { dispose: () => unknown }[]): Disposable {
    return new Disposable(() => {
      for (const part of parts) part.dispose();
    });
  }

  constructor(release: () => unknown) {
    this.#release = release;
  }

  dispose(): unknown {
    const release = this.#release;
    this.#release = undefined;
    return release?.();
  }
}

const coreModule = {
  version: WORKER_VERSION,
  hostVersion: HOST_VERSION,
  Disposable,
  registerFunction(
    metadata: FunctionMetadata & { functionId?: string },
    callback: FunctionCallback,
  ): Disposable {
    const app = currentApp();
    const name = metadata.name ?? metadata.functionId;
    addFunction(app, { ...metadata, name }, callback);
    return new Disposable(() => removeFunction(app, name));
  },
  registerHook(name: string, callback: HookCallback): Disposable {
    const hooks = currentApp().hooks;
    if (!Object.hasOwn(hooks, name)) throw systemError(`Unrecognized hook "${name}"`, 'RangeError');
    const list = hooks[name as HookName];
    list.push(callback);
    return new Disposable(() => {
      const at = list.indexOf(callback);
      if (at >= 0) list.splice(at, 1);
    });
  },
  setProgrammingModel(next: ProgrammingModel): void {
    model = next;
  },
  getProgrammingModel: programmingModel,
  log(level: RpcLogLevel, category: RpcLogCategory, message: string): void {
    currentApp().log({ level, category, message });
  },
};

function currentApp(): WorkerApp {
  if (!attached) throw systemError('No function app is attached to this process.');
  return attached;
}
