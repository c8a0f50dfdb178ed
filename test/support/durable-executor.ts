// The executor of durable-functions, without a host: one turn over a whole history, as every host replays it, or on from
// where the turn before has left the workflow. Both must ask for the same; a simulation draws which it is.

import { createRequire } from 'node:module';
import type { Workflow } from '../../src/workflows/engine.ts';

export interface Action {
  readonly actionType: number;
  readonly functionName?: string;
  readonly input?: unknown;
  readonly retryOptions?: {
    readonly maxNumberOfAttempts: number;
    readonly firstRetryIntervalInMilliseconds: number;
  };
  readonly fireAt?: string | Date;
  readonly isCanceled?: boolean;
  readonly externalEventName?: string;
  readonly compoundActions?: readonly Action[];
}

export interface TurnResult {
  readonly isDone: boolean;
  readonly actions: readonly (readonly Action[])[];
  readonly output?: unknown;
  readonly customStatus?: unknown;
}

export type HistoryEvent = Readonly<Record<string, unknown>> & { readonly EventType: number };

/** What is used of TaskOrchestrationExecutor, after its `execute`. */
export interface Executor {
  readonly actions: readonly Action[];
  readonly context: { readonly customStatus?: unknown };
  readonly output: unknown;
  readonly exception: Error | undefined;
  _isReplaying: boolean;
  processEvent(event: object): void;
  isDoneExecuting(): boolean;
  hasCompletedSuccessfully(): boolean;
}

const require = createRequire(import.meta.url);
const { DummyOrchestrationContext, DurableOrchestrationInput } =
  require('durable-functions/lib/src/util/testingUtils.js') as {
    DummyOrchestrationContext: new (name: string, id: string, log: () => void) => unknown;
    DurableOrchestrationInput: new (...values: unknown[]) => unknown;
  };
const { Orchestrator } = require('durable-functions/lib/src/orchestrations/Orchestrator.js') as {
  Orchestrator: new (
    workflow: unknown,
  ) => {
    handle: (trigger: unknown, context: unknown) => Promise<TurnResult>;
    readonly taskOrchestrationExecutor: Executor;
  };
};

/** One turn of the executor over a history. */
export const executeTurn = async (
  workflow: Workflow<object>,
  instanceId: string,
  history: readonly HistoryEvent[],
  input: unknown,
): Promise<TurnResult> => (await replay(workflow, instanceId, history, input)).result;

/** The same, and the executor in which the workflow now stands. */
export const replay = async (
  workflow: Workflow<object>,
  instanceId: string,
  history: readonly HistoryEvent[],
  input: unknown,
): Promise<{ readonly result: TurnResult; readonly executor: Executor }> => {
  const trigger = new DurableOrchestrationInput(
    instanceId,
    // The library changes the events that it is given.
    history.map((event) => ({ ...event })),
    structuredClone(input),
    '3.00:00:00',
    '6.00:00:00',
    30000,
    3,
  );
  const context = new DummyOrchestrationContext('workflow', instanceId, () => undefined);
  const orchestrator = new Orchestrator(workflow);
  const result = JSON.parse(JSON.stringify(await orchestrator.handle(trigger, context))) as TurnResult;
  return { result, executor: orchestrator.taskOrchestrationExecutor };
};

const copied = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** A workflow between two of its turns, which goes on with the events that are new. */
export class StandingWorkflow {
  private readonly executor: Executor;
  /** As the host has taken them from the results of earlier turns. */
  private readonly taken: Action[];

  constructor(executor: Executor, { actions }: TurnResult) {
    this.executor = executor;
    this.taken = [...(actions[0] ?? [])];
  }

  /** Undefined where the workflow throws: its history must be replayed to learn with what. */
  turn(events: readonly HistoryEvent[]): TurnResult | undefined {
    const { executor } = this;
    executor._isReplaying = false;
    for (const event of events) {
      executor.processEvent({ ...event, Timestamp: new Date(String(event.Timestamp)) });
      if (executor.isDoneExecuting()) break;
    }
    if (executor.exception !== undefined) return undefined;
    for (const [position, action] of executor.actions.entries())
      this.taken[position] = withCancels(this.taken[position] ?? copied(action), action);
    const { customStatus } = executor.context;
    return {
      isDone: executor.hasCompletedSuccessfully(),
      actions: [this.taken],
      ...(executor.output === undefined ? {} : { output: copied(executor.output) }),
      ...(customStatus === undefined ? {} : { customStatus: copied(customStatus) }),
    };
  }
}

/** The one thing that changes of an action that was asked for. */
const withCancels = (taken: Action, now: Action): Action => {
  const { compoundActions } = now;
  if (compoundActions === undefined)
    return taken.isCanceled === now.isCanceled ? taken : { ...taken, isCanceled: true };
  const below = taken.compoundActions ?? [];
  const canceled = compoundActions.map((action, at) => withCancels(below[at] ?? copied(action), action));
  return canceled.every((action, at) => action === below[at])
    ? taken
    : { ...taken, compoundActions: canceled };
};
