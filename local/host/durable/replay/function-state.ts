// What the durable-functions library returns for one turn of an orchestrator (OrchestratorState): all actions that
// the function has yielded since its execution began, and how it stands.

export const ActionType = {
  CallActivity: 0,
  CallActivityWithRetry: 1,
  CallSubOrchestrator: 2,
  CallSubOrchestratorWithRetry: 3,
  ContinueAsNew: 4,
  CreateTimer: 5,
  WaitForExternalEvent: 6,
  CallEntity: 7,
  CallHttp: 8,
  SignalEntity: 9,
  ScheduledSignalEntity: 10,
  WhenAny: 11,
  WhenAll: 12,
  LockEntities: 13,
  ReleaseEntities: 14,
} as const;

export interface RetryOptions {
  readonly firstRetryIntervalInMilliseconds: number;
  readonly maxNumberOfAttempts: number;
  readonly backoffCoefficient?: number;
  readonly maxRetryIntervalInMilliseconds?: number;
  readonly retryTimeoutInMilliseconds?: number;
}

/** One yielded action; which fields it has follows from its type. */
export interface FunctionAction {
  readonly actionType: number;
  readonly functionName?: string;
  readonly instanceId?: string | null;
  readonly version?: string | null;
  readonly input?: unknown;
  readonly retryOptions?: RetryOptions;
  readonly fireAt?: string;
  readonly isCanceled?: boolean;
  readonly externalEventName?: string;
  readonly operation?: string;
  readonly compoundActions?: readonly FunctionAction[];
  readonly lockSet?: readonly { readonly name: string; readonly key: string }[];
  readonly lockRequestId?: string;
}

export interface FunctionState {
  readonly isDone: boolean;
  readonly actions: readonly (readonly FunctionAction[])[];
  readonly output?: unknown;
  readonly error?: string | null;
  readonly customStatus?: unknown;
}

/** The function could not be run, or failed in a way that says nothing of its actions. */
export interface FunctionFault {
  readonly fault: { readonly reason: string; readonly details: string | null };
}

export type FunctionResult = FunctionState | FunctionFault;

export function isFault(result: FunctionResult): result is FunctionFault {
  return 'fault' in result;
}
