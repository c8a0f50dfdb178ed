// What a workflow may ask of its orchestrator: the part of the Durable context that is replay-safe, and typed calls of
// the catalogue's activities. No SDK here: the context of durable-functions fits by its shape.

import type { Activity } from './catalogue.ts';

export interface DurableTask {
  readonly isCompleted: boolean;
  readonly isFaulted: boolean;
  readonly result?: unknown;
}

export interface DurableTimer extends DurableTask {
  readonly cancel: () => void;
}

export interface RetrySchedule {
  readonly firstRetryIntervalInMilliseconds: number;
  readonly maxNumberOfAttempts: number;
  readonly backoffCoefficient: number;
  readonly maxRetryIntervalInMilliseconds: number;
}

export interface WorkflowContext {
  readonly df: {
    readonly instanceId: string;
    readonly currentUtcDateTime: Date;
    getInput<T>(): T;
    callActivity(name: string, input: object): DurableTask;
    callActivityWithRetry(name: string, schedule: RetrySchedule, input: object): DurableTask;
    createTimer(fireAt: Date): DurableTimer;
    waitForExternalEvent(name: string): DurableTask;
    continueAsNew(input: object): void;
    setCustomStatus(status: object): void;
    readonly Task: {
      all(tasks: DurableTask[]): DurableTask;
      any(tasks: DurableTask[]): DurableTask;
    };
  };
}

/** A part of a workflow: yields durable tasks, returns a value. */
export type Steps<T> = Generator<DurableTask, T, unknown>;

/** An orchestrator as it is registered: its input comes from the context. */
export type Workflow<Output extends object> = (context: WorkflowContext) => Steps<Output>;

// retryTimeoutInMilliseconds is left out for good: the instance hangs when it runs out on the real extension.
const schedules: Readonly<Record<Exclude<Activity<object, object>['retry'], 'none'>, RetrySchedule>> = {
  // Half an hour, as slices have.
  storage: {
    firstRetryIntervalInMilliseconds: 5_000,
    maxNumberOfAttempts: 12,
    backoffCoefficient: 2,
    maxRetryIntervalInMilliseconds: 300_000,
  },
  closing: {
    firstRetryIntervalInMilliseconds: 5_000,
    maxNumberOfAttempts: 15,
    backoffCoefficient: 2,
    maxRetryIntervalInMilliseconds: 300_000,
  },
};

/** Calls one activity; throws when its attempts are used up. */
export function* call<Input extends object, Output extends object>(
  context: WorkflowContext,
  activity: Activity<Input, Output>,
  input: Input,
): Steps<Output> {
  const task =
    activity.retry === 'none'
      ? context.df.callActivity(activity.name, input)
      : context.df.callActivityWithRetry(activity.name, schedules[activity.retry], input);
  return (yield task) as Output;
}

export type Settled<Output> =
  | { readonly ok: true; readonly value: Output }
  | { readonly ok: false; readonly thrown: unknown };

/**
 * Calls an activity once per input, side by side, and waits for every one of them, whether its siblings fail or not.
 * Only for activities without a retry schedule: on the real extension a failure beside a sibling that waits for its
 * retry mixes up the results that come after it.
 */
export function* settleAll<Input extends object, Output extends object>(
  context: WorkflowContext,
  activity: Activity<Input, Output> & { readonly retry: 'none' },
  inputs: readonly Input[],
): Steps<readonly Settled<Output>[]> {
  const tasks = inputs.map((input) => context.df.callActivity(activity.name, input));
  try {
    const values = (yield context.df.Task.all(tasks)) as readonly Output[];
    return values.map((value) => ({ ok: true, value }));
  } catch {
    // The first failure ends Task.all; its tasks are scheduled and can be waited for one by one.
    const settled: Settled<Output>[] = [];
    for (const task of tasks) settled.push(yield* settle<Output>(task));
    return settled;
  }
}

function* settle<Output>(task: DurableTask): Steps<Settled<Output>> {
  try {
    return { ok: true, value: (yield task) as Output };
  } catch (thrown) {
    return { ok: false, thrown };
  }
}

// Timers of the real extension fire up to a second early.
const TIMER_MARGIN_MS = 1_000;

export const timerIn = (context: WorkflowContext, seconds: number): DurableTimer =>
  context.df.createTimer(
    new Date(context.df.currentUtcDateTime.getTime() + seconds * 1_000 + TIMER_MARGIN_MS),
  );
