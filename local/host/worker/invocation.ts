// The messages between the host and the Node worker library, as the Functions RPC protocol shapes them
// (facts: @azure/functions-core types; only the fields that a Node worker reads or writes).

/** A value on the wire: exactly one member is set; none set means "no value". */
export interface TypedData {
  readonly string?: string;
  readonly json?: string;
  readonly bytes?: Uint8Array;
  readonly int?: number;
  readonly double?: number;
  readonly http?: unknown;
}

export interface NamedValue {
  readonly name: string;
  readonly data: TypedData;
}

/** One binding of a registered function: trigger options are kept as the app gave them. */
export interface BindingMetadata {
  readonly type: string;
  readonly direction: string;
  readonly name?: string;
  readonly [option: string]: unknown;
}

export interface FunctionMetadata {
  readonly name: string;
  readonly bindings: Readonly<Record<string, BindingMetadata>>;
  readonly retryOptions?: unknown;
}

export interface InvocationRequest {
  readonly functionName: string;
  /** The trigger's value under the trigger binding's name; other input bindings are filled in by the invoker. */
  readonly trigger: TypedData | undefined;
  readonly triggerMetadata?: Readonly<Record<string, TypedData>>;
  readonly invocationId?: string;
  /** Why it runs, for the log line: `Executing 'Functions.X' (Reason='...')`. */
  readonly reason?: string;
  /** Set on every try of a function whose trigger has a retry policy. */
  readonly retryContext?: RetryContext;
}

export interface RetryContext {
  readonly retryCount: number;
  readonly maxRetryCount: number;
  readonly exception?: { message?: string; source?: string; stackTrace?: string };
}

export interface InvocationResponse {
  readonly returnValue: TypedData | undefined;
  readonly outputData: readonly NamedValue[];
  /** The function returned something; in HTTP streaming mode `returnValue` does not tell. */
  readonly returned: boolean;
}

/** Runs registered functions. `invoke` rejects with whatever the function threw, unchanged. */
export interface FunctionInvoker {
  readonly functions: ReadonlyMap<string, FunctionMetadata>;
  invoke(request: InvocationRequest): Promise<InvocationResponse>;
}
