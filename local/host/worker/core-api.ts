// What the Node programming model library expects of `@azure/functions-core`, the module that a Functions worker
// provides at run time (shape: types-core/index.d.ts of the Node worker). Only types.

import type { FunctionMetadata, NamedValue, RetryContext, TypedData } from './invocation.ts';

export type RpcLogLevel = 'trace' | 'debug' | 'information' | 'warning' | 'error' | 'critical' | 'none';
export type RpcLogCategory = 'user' | 'system' | 'customMetric';

export type HookName = 'appStart' | 'appTerminate' | 'preInvocation' | 'postInvocation' | 'log';
export type HookData = Record<string, unknown>;
export type HookCallback = (context: object) => unknown;
export type FunctionCallback = (...inputsThenContext: unknown[]) => unknown;

export interface CoreInvocationRequest {
  readonly invocationId: string;
  readonly functionId: string;
  readonly inputData: readonly NamedValue[];
  readonly triggerMetadata: Readonly<Record<string, TypedData>>;
  readonly traceContext: { traceParent: string; traceState: string; attributes: Record<string, string> };
  readonly retryContext?: RetryContext;
}

export interface CoreInvocationContext {
  readonly invocationId: string;
  readonly request: CoreInvocationRequest;
  readonly metadata: FunctionMetadata;
  /** The library compares it when user code logs after its function has ended. */
  state?: 'preInvocationHooks' | 'invocation' | 'postInvocationHooks' | undefined;
  log(level: RpcLogLevel, category: RpcLogCategory, message: string): void;
}

export interface InvocationModel {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: FunctionCallback): Promise<unknown>;
  getResponse(
    context: unknown,
    result: unknown,
  ): Promise<{ returnValue?: TypedData | null; outputData?: NamedValue[] | null }>;
}

export interface ProgrammingModel {
  readonly name: string;
  readonly version: string;
  getInvocationModel(context: CoreInvocationContext): InvocationModel | Promise<InvocationModel>;
  getCapabilities?(capabilities: Record<string, string>): Promise<Record<string, string>>;
}

export interface RegisteredFunction {
  readonly metadata: FunctionMetadata;
  readonly callback: FunctionCallback;
}
