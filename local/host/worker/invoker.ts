// Runs registered functions through the library's invocation model, as the Node worker's invocation handler does:
// arguments, preInvocation hooks, the function, postInvocation hooks, response. Fills in the other input bindings.

import { randomBytes, randomUUID } from 'node:crypto';
import type { CoreInvocationContext, HookData, InvocationModel, RegisteredFunction } from './core-api.ts';
import { programmingModel } from './core-module.ts';
import type {
  FunctionInvoker,
  FunctionMetadata,
  InvocationRequest,
  InvocationResponse,
  NamedValue,
} from './invocation.ts';
import { isType, triggerBinding } from './typed-data.ts';
import type { LogScope, WorkerApp } from './worker-app.ts';
import { runHooks, systemError } from './worker-app.ts';

export interface InvokerOptions {
  /** JSON text of a durableClient input binding. */
  durableClientBinding(): string;
  /** Told of every invocation: for the log and for waiting until nothing runs. */
  onStart?(started: InvocationStart): void;
  onEnd?(ended: InvocationEnd): void;
}

export interface InvocationStart {
  readonly functionName: string;
  readonly invocationId: string;
  readonly reason: string;
}

export interface InvocationEnd extends InvocationStart {
  readonly durationMs: number;
  readonly failed: boolean;
  readonly error: unknown;
}

/** To be called when the app is loaded: what it registered is then complete. */
export function createInvoker(app: WorkerApp, options: InvokerOptions): FunctionInvoker {
  return {
    functions: new Map([...app.functions].map(([name, { metadata }]) => [name, metadata])),
    async invoke(request) {
      const registered = app.functions.get(request.functionName);
      if (!registered)
        throw systemError(`Function code for '${request.functionName}' is not loaded and cannot be invoked.`);
      const invocationId = request.invocationId ?? randomUUID();
      const start = { functionName: request.functionName, invocationId, reason: request.reason ?? '(null)' };
      const began = performance.now();
      options.onStart?.(start);
      let error: unknown;
      let failed = true;
      try {
        const response = await runInvocation(app, registered, { ...request, invocationId }, options);
        failed = false;
        return response;
      } catch (thrown) {
        error = thrown;
        throw thrown;
      } finally {
        options.onEnd?.({ ...start, durationMs: performance.now() - began, failed, error });
      }
    },
  };
}

async function runInvocation(
  app: WorkerApp,
  { metadata, callback }: RegisteredFunction,
  request: InvocationRequest & { invocationId: string },
  options: InvokerOptions,
): Promise<InvocationResponse> {
  const scope: { hookData: HookData; invocationContext: unknown } = {
    hookData: {},
    invocationContext: undefined,
  };
  const core = coreContext(app, metadata, request, inputValues(metadata, request, options), scope);
  const model = programmingModel();
  if (!model) throw systemError('No programming model is loaded.');
  const invocation = await model.getInvocationModel(core);
  const { context, inputs } = await invocation.getArguments();
  scope.invocationContext = context;
  const shared = { hookData: scope.hookData, appHookData: app.appHookData, invocationContext: context };

  const before = { ...shared, functionCallback: callback, inputs };
  await inState(core, 'preInvocationHooks', () => runHooks(app, 'preInvocation', before));
  const after = { ...shared, inputs: before.inputs, result: null as unknown, error: null as unknown };
  try {
    after.result = await inState(core, 'invocation', () =>
      invocation.invokeFunction(context, before.inputs, before.functionCallback),
    );
  } catch (error) {
    after.error = error;
  }
  await inState(core, 'postInvocationHooks', () => runHooks(app, 'postInvocation', after));
  // null and undefined say "no error" here, as in the worker: a function that throws undefined has succeeded
  if (after.error !== null && after.error !== undefined) throw after.error;
  return response(invocation, metadata, context, after.result);
}

async function response(
  invocation: InvocationModel,
  metadata: FunctionMetadata,
  context: unknown,
  result: unknown,
): Promise<InvocationResponse> {
  const answer = await invocation.getResponse(context, result);
  const outputData = answer.outputData ?? [];
  const bound = metadata.bindings.$return;
  const written = outputData.map((output) => output.name);
  if (bound && !isType(bound, 'http') && answer.returnValue) written.push('$return');
  const unserved = written.find(
    (name) => !isType(metadata.bindings[name] ?? { type: '', direction: '' }, 'http'),
  );
  if (unserved !== undefined) throw unservedBinding(metadata, unserved, 'output');
  return {
    returnValue: answer.returnValue ?? undefined,
    outputData,
    returned: result !== null && result !== undefined,
  };
}

/** The trigger's value and every other input binding, in the order in which the app declared them. */
function inputValues(
  metadata: FunctionMetadata,
  request: InvocationRequest,
  options: InvokerOptions,
): NamedValue[] {
  const trigger = triggerBinding(metadata)?.name;
  const values: NamedValue[] = [];
  for (const [name, binding] of Object.entries(metadata.bindings)) {
    if (name === trigger) values.push({ name, data: request.trigger ?? {} });
    else if (binding.direction !== 'in') continue;
    else if (isType(binding, 'durableClient') || isType(binding, 'orchestrationClient')) {
      values.push({ name, data: { string: options.durableClientBinding() } });
    } else throw unservedBinding(metadata, name, 'input');
  }
  return values;
}

function unservedBinding(metadata: FunctionMetadata, name: string, direction: 'input' | 'output'): Error {
  const type = metadata.bindings[name]?.type;
  return systemError(
    `Function '${metadata.name}' uses the ${direction} binding '${name}' of type '${type}', which this host does not serve.`,
  );
}

function coreContext(
  app: WorkerApp,
  metadata: FunctionMetadata,
  request: InvocationRequest & { invocationId: string },
  inputData: readonly NamedValue[],
  scope: LogScope,
): CoreInvocationContext {
  const { invocationId, functionName, retryContext } = request;
  return {
    invocationId,
    metadata,
    request: {
      invocationId,
      functionId: functionName,
      inputData,
      triggerMetadata: request.triggerMetadata ?? {},
      traceContext: newTraceContext(),
      ...(retryContext ? { retryContext } : {}),
    },
    log: (level, category, message) =>
      app.log({ level, category, message, functionName, invocationId }, scope),
  };
}

function newTraceContext() {
  const traceParent = `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`;
  return { traceParent, traceState: '', attributes: {} };
}

async function inState<T>(
  core: CoreInvocationContext,
  state: NonNullable<CoreInvocationContext['state']>,
  run: () => Promise<T>,
): Promise<T> {
  core.state = state;
  try {
    return await run();
  } finally {
    core.state = undefined;
  }
}
