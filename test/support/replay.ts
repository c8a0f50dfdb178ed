// Runs a workflow through the executor of durable-functions, turn by turn, without a host: histories as the Durable
// extension writes them, activities called for real, time that jumps to the next timer. Strict where the extension is
// merely patient: what would hang an instance, or break a limit, throws.

import { createRequire } from 'node:module';
import type { Workflow } from '../../src/workflows/engine.ts';

interface Action {
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

interface TurnResult {
  readonly isDone: boolean;
  readonly actions: readonly (readonly Action[])[];
  readonly output?: unknown;
  readonly customStatus?: unknown;
}

export type HistoryEvent = Readonly<Record<string, unknown>> & { readonly EventType: number };

const require = createRequire(import.meta.url);
const { createOrchestrator, DummyOrchestrationContext, DurableOrchestrationInput } =
  require('durable-functions/lib/src/util/testingUtils.js') as {
    createOrchestrator: (workflow: unknown) => (trigger: unknown, context: unknown) => Promise<TurnResult>;
    DummyOrchestrationContext: new (name: string, id: string, log: () => void) => unknown;
    DurableOrchestrationInput: new (...values: unknown[]) => unknown;
  };

const E = {
  executionStarted: 0,
  taskScheduled: 4,
  taskCompleted: 5,
  taskFailed: 6,
  timerCreated: 10,
  timerFired: 11,
  orchestratorStarted: 12,
  orchestratorCompleted: 13,
  eventRaised: 15,
} as const;
const A = {
  callActivity: 0,
  callActivityWithRetry: 1,
  continueAsNew: 4,
  createTimer: 5,
  wait: 6,
  any: 11,
  all: 12,
};

// https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-azure-storage-provider: larger messages
// leave the queue for blobs; 16 KB is the limit of a custom status.
const MAX_MESSAGE = 45 * 1024;
const MAX_STATUS = 16 * 1024;

/** One turn of the executor over a history. */
export const executeTurn = async (
  workflow: Workflow<object>,
  instanceId: string,
  history: readonly HistoryEvent[],
  input: unknown,
): Promise<TurnResult> => {
  const trigger = new DurableOrchestrationInput(
    instanceId,
    structuredClone(history),
    structuredClone(input),
    '3.00:00:00',
    '6.00:00:00',
    30000,
    3,
  );
  const context = new DummyOrchestrationContext('workflow', instanceId, () => undefined);
  return JSON.parse(JSON.stringify(await createOrchestrator(workflow)(trigger, context))) as TurnResult;
};

export type RunActivity = (name: string, input: object) => Promise<object>;

export interface RunOptions {
  readonly workflow: Workflow<object>;
  readonly instanceId: string;
  readonly input: object;
  readonly activity: RunActivity;
  /** Milliseconds since the Unix epoch; moved on to the next timer when nothing else is to be done. */
  readonly time: { now: number };
  /** The real extension fires up to a second early. */
  readonly timersEarlyMs?: number;
  /** Order in which finished activities reach the workflow, each in a turn of its own; absent: all in one. */
  readonly deliver?: <T>(finished: readonly T[]) => readonly T[];
  /** Called when an activity has ended, before the workflow learns of it. */
  readonly onActivity?: (run: WorkflowRun, name: string) => void;
  /** Called when the workflow waits for an event or a timer: may raise events, or let time pass. */
  readonly onWaiting?: (run: WorkflowRun) => void | Promise<void>;
}

export interface Generation {
  readonly input: unknown;
  readonly history: readonly HistoryEvent[];
  readonly result: TurnResult;
}

interface PendingActivity {
  readonly id: number;
  readonly action: Action;
  readonly attempt: number;
}

interface PendingTimer {
  readonly id: number;
  readonly fireAt: number;
  /** Of the timer's action among all; absent: the timer of a retry. */
  readonly position?: number;
  /** The activity that is tried again when it fires. */
  readonly retries?: PendingActivity;
}

export class WorkflowRun {
  readonly generations: Generation[] = [];
  readonly called: { readonly name: string; readonly input: object }[] = [];
  customStatus: unknown;
  private readonly options: RunOptions;
  private readonly raised: HistoryEvent[] = [];
  private history: HistoryEvent[] = [];
  private input: unknown;
  private nextId = 0;
  private known = 0;
  private activities: PendingActivity[] = [];
  private timers: PendingTimer[] = [];

  constructor(options: RunOptions) {
    this.options = options;
    this.input = options.input;
  }

  get instanceId(): string {
    return this.options.instanceId;
  }

  raiseEvent(name: string, data: object): void {
    this.raised.push({ EventType: E.eventRaised, EventId: -1, Name: name, Input: JSON.stringify(data) });
  }

  async toEnd(): Promise<unknown> {
    for (;;) {
      const ended = await this.generation();
      if (ended !== undefined) return ended.output;
    }
  }

  /** undefined when the workflow continues as new. */
  private async generation(): Promise<{ readonly output: unknown } | undefined> {
    this.history = [];
    this.nextId = 0;
    this.known = 0;
    let fresh: HistoryEvent[] = [{ EventType: E.executionStarted, EventId: -1, Name: 'workflow' }];
    for (;;) {
      const result = await this.turn(fresh);
      if (result.isDone) return this.finish(result);
      fresh = await this.nextEvents();
    }
  }

  private async turn(fresh: readonly HistoryEvent[]): Promise<TurnResult> {
    const Timestamp = new Date(this.options.time.now).toISOString();
    const stamp = (event: HistoryEvent): HistoryEvent => ({ ...event, Timestamp, IsPlayed: false });
    this.history = this.history.map((event) => ({ ...event, IsPlayed: true }));
    this.history.push(stamp({ EventType: E.orchestratorStarted, EventId: -1 }), ...fresh.map(stamp));
    const { workflow, instanceId } = this.options;
    const result = await executeTurn(workflow, instanceId, this.history, this.input);
    this.takeUp(result, stamp);
    this.history.push(stamp({ EventType: E.orchestratorCompleted, EventId: -1 }));
    if (result.customStatus !== undefined) this.customStatus = result.customStatus;
    limit('custom status', result.customStatus, MAX_STATUS);
    return result;
  }

  private takeUp(result: TurnResult, stamp: (event: HistoryEvent) => HistoryEvent): void {
    const actions = result.actions.flat().flatMap(leafActions);
    for (const [position, action] of actions.entries()) {
      if (position < this.known) continue;
      if (action.actionType === A.wait || action.actionType === A.continueAsNew) continue;
      const id = this.nextId++;
      if (action.actionType === A.createTimer) {
        const fireAt = new Date(action.fireAt ?? 0).getTime();
        this.timers.push({ id, fireAt, position });
        this.history.push(
          stamp({ EventType: E.timerCreated, EventId: id, FireAt: new Date(fireAt).toISOString() }),
        );
      } else this.schedule({ id, action, attempt: 1 }, stamp);
    }
    this.known = actions.length;
    this.timers = this.timers.filter(
      ({ position }) => position === undefined || actions[position]?.isCanceled !== true,
    );
  }

  private schedule(activity: PendingActivity, stamp: (event: HistoryEvent) => HistoryEvent): void {
    limit(`input of ${activity.action.functionName}`, activity.action.input, MAX_MESSAGE);
    this.activities.push(activity);
    this.history.push(
      stamp({ EventType: E.taskScheduled, EventId: activity.id, Name: activity.action.functionName }),
    );
  }

  private finish(result: TurnResult): { readonly output: unknown } | undefined {
    const left = this.activities.length + this.timers.length;
    if (left > 0)
      throw new Error(`The workflow returned with ${left} activities or timers open: it would hang`);
    this.generations.push({ input: this.input, history: this.history, result });
    const again = result.actions.flat().find(({ actionType }) => actionType === A.continueAsNew);
    if (again === undefined) return { output: result.output };
    limit('input of continue-as-new', again.input, MAX_MESSAGE);
    this.input = again.input;
    return undefined;
  }

  private async nextEvents(): Promise<HistoryEvent[]> {
    if (this.activities.length > 0) await this.runActivities();
    if (this.finished.length > 0) return [...this.raised.splice(0), ...this.deliverFinished()];
    await this.options.onWaiting?.(this);
    if (this.raised.length > 0) return [this.raised.shift() as HistoryEvent];
    return [this.fireTimer()];
  }

  private readonly finished: {
    readonly activity: PendingActivity;
    readonly event: HistoryEvent;
    readonly ok: boolean;
  }[] = [];

  private async runActivities(): Promise<void> {
    const running = this.activities;
    this.activities = [];
    const done = await Promise.all(running.map((activity) => this.runActivity(activity)));
    const { deliver } = this.options;
    this.finished.push(...(deliver === undefined ? done : deliver(done)));
  }

  private async runActivity(activity: PendingActivity) {
    const { functionName: name = '', input } = activity.action;
    this.called.push({ name, input: input as object });
    try {
      const output = await this.options.activity(name, structuredClone(input) as object);
      limit(`output of ${name}`, output, MAX_MESSAGE);
      this.options.onActivity?.(this, name);
      const event = { EventType: E.taskCompleted, EventId: -1, TaskScheduledId: activity.id };
      return { activity, ok: true, event: { ...event, Result: JSON.stringify(output) } };
    } catch (error) {
      const Reason = `Activity function '${name}' failed:  ${error instanceof Error ? error.message : String(error)}`;
      const event = {
        EventType: E.taskFailed,
        EventId: -1,
        TaskScheduledId: activity.id,
        Reason,
        Details: '{}',
      };
      return { activity, ok: false, event };
    }
  }

  private deliverFinished(): HistoryEvent[] {
    const batch = this.options.deliver === undefined ? this.finished.splice(0) : this.finished.splice(0, 1);
    for (const { activity, ok } of batch) {
      if (ok || activity.action.retryOptions === undefined) continue;
      // The library counts a timer after every failed attempt, the last one included.
      const { firstRetryIntervalInMilliseconds: wait } = activity.action.retryOptions;
      this.timers.push({ id: this.nextId++, fireAt: this.options.time.now + wait, retries: activity });
    }
    return batch.map(({ event }) => event);
  }

  private fireTimer(): HistoryEvent {
    const [timer] = this.timers.toSorted((a, b) => a.fireAt - b.fireAt);
    if (timer === undefined) throw new Error('The workflow waits for an event that nothing will bring');
    this.timers = this.timers.filter((other) => other !== timer);
    const { time, timersEarlyMs = 0 } = this.options;
    time.now = Math.max(time.now, timer.fireAt - timersEarlyMs);
    const { retries } = timer;
    if (retries !== undefined && retries.attempt < (retries.action.retryOptions?.maxNumberOfAttempts ?? 1)) {
      this.activities.push({ ...retries, id: this.nextId++, attempt: retries.attempt + 1 });
    }
    return { EventType: E.timerFired, EventId: -1, TimerId: timer.id };
  }
}

const leafActions = (action: Action): readonly Action[] =>
  action.actionType === A.any || action.actionType === A.all
    ? (action.compoundActions ?? []).flatMap(leafActions)
    : [action];

const limit = (what: string, value: unknown, most: number): void => {
  const bytes = value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value), 'utf16le');
  if (bytes > most) throw new Error(`The ${what} has ${bytes} bytes; the limit is ${most}`);
};
