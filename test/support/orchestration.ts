// One orchestration on the executor of durable-functions, turn by turn, without a host: its history as the Durable
// extension writes it, and what it has asked for. Who drives it decides what happens when (replay.ts, test/simulation).
// Strict where the extension is merely patient: what would hang an instance, or break a limit, throws.

import type { Workflow } from '../../src/workflows/engine.ts';
import type { Action, HistoryEvent, TurnResult } from './durable-executor.ts';
import { replay, StandingWorkflow } from './durable-executor.ts';

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

export interface Generation {
  readonly input: unknown;
  readonly history: readonly HistoryEvent[];
  readonly result: TurnResult;
}

/** An activity that the workflow has called. */
export interface AskedActivity {
  readonly id: number;
  readonly name: string;
  readonly input: object;
  readonly attempt: number;
  readonly action: Action;
}

interface AskedTimer {
  readonly id: number;
  readonly fireAt: number;
  /** Of the timer's action among all; absent: the timer of a retry. */
  readonly position?: number;
  /** The activity that is tried again when it fires. */
  readonly retries?: AskedActivity;
}

/** Where a turn leaves the workflow. */
export type AfterTurn =
  | { readonly state: 'waits' }
  | { readonly state: 'continues-as-new' }
  | { readonly state: 'returned'; readonly output: unknown };

export interface OrchestrationStart {
  readonly workflow: Workflow<object>;
  readonly instanceId: string;
  readonly input: object;
  /** Asked before every turn; true: from where it stands, if it is still there. Absent: every turn replays all. */
  readonly goesOn?: () => boolean;
}

export class Orchestration {
  readonly generations: Generation[] = [];
  customStatus: unknown;
  /** Called and not begun: whoever drives takes them from here. */
  readonly asked: AskedActivity[] = [];
  private readonly start: OrchestrationStart;
  private history: HistoryEvent[] = [];
  private input: unknown;
  private nextId = 0;
  private known: readonly string[] = [];
  private timers: AskedTimer[] = [];
  private begun = false;
  private standing: StandingWorkflow | undefined;

  constructor(start: OrchestrationStart) {
    this.start = start;
    this.input = start.input;
  }

  get instanceId(): string {
    return this.start.instanceId;
  }

  /** Whether the present generation has had its first turn, which needs no event. */
  get hasBegun(): boolean {
    return this.begun;
  }

  async turn(now: number, events: readonly HistoryEvent[]): Promise<AfterTurn> {
    const Timestamp = new Date(now).toISOString();
    const stamp = (event: HistoryEvent): HistoryEvent => ({ ...event, Timestamp, IsPlayed: false });
    const fresh = this.begun ? events : [executionStarted, ...events];
    this.begun = true;
    const added = [{ EventType: E.orchestratorStarted, EventId: -1 }, ...fresh].map(stamp);
    const result = await this.execute(added);
    this.takeUp(result, stamp);
    this.history.push(stamp({ EventType: E.orchestratorCompleted, EventId: -1 }));
    if (result.customStatus !== undefined) this.customStatus = result.customStatus;
    limit('custom status', result.customStatus, MAX_STATUS);
    return result.isDone ? this.finish(result) : { state: 'waits' };
  }

  /** What held it between its turns is gone: the next one replays its history. */
  forget(): void {
    this.standing = undefined;
  }

  private async execute(added: readonly HistoryEvent[]): Promise<TurnResult> {
    const { workflow, instanceId, goesOn } = this.start;
    const standing = goesOn?.() === true ? this.standing : undefined;
    this.standing = undefined;
    const went = standing?.turn(added);
    if (went === undefined) this.history = this.history.map((event) => ({ ...event, IsPlayed: true }));
    this.history.push(...added);
    if (went !== undefined) this.standing = standing;
    if (went !== undefined) return went;
    const { result, executor } = await replay(workflow, instanceId, this.history, this.input);
    if (goesOn !== undefined) this.standing = new StandingWorkflow(executor, result);
    return result;
  }

  /** The earliest first. */
  get openTimers(): readonly { readonly id: number; readonly fireAt: number }[] {
    return this.timers.toSorted((a, b) => a.fireAt - b.fireAt);
  }

  fire(id: number): HistoryEvent {
    const timer = this.timers.find((candidate) => candidate.id === id);
    if (timer === undefined) throw new Error(`No timer ${id} is open`);
    this.timers = this.timers.filter((other) => other !== timer);
    const { retries } = timer;
    if (retries !== undefined && retries.attempt < (retries.action.retryOptions?.maxNumberOfAttempts ?? 1)) {
      this.asked.push({ ...retries, id: this.nextId++, attempt: retries.attempt + 1 });
    }
    return { EventType: E.timerFired, EventId: -1, TimerId: id };
  }

  /** The event of an activity that has ended, when the workflow is to learn of it. */
  ended(activity: AskedActivity, outcome: ActivityOutcome, now: number): HistoryEvent {
    const { id, name, action } = activity;
    if ('output' in outcome) {
      limit(`output of ${name}`, outcome.output, MAX_MESSAGE);
      const Result = JSON.stringify(outcome.output);
      return { EventType: E.taskCompleted, EventId: -1, TaskScheduledId: id, Result };
    }
    if (action.retryOptions !== undefined) {
      // The library counts a timer after every failed attempt, the last one included.
      const { firstRetryIntervalInMilliseconds: wait } = action.retryOptions;
      this.timers.push({ id: this.nextId++, fireAt: now + wait, retries: activity });
    }
    const { error } = outcome;
    const Reason = `Activity function '${name}' failed:  ${error instanceof Error ? error.message : String(error)}`;
    return { EventType: E.taskFailed, EventId: -1, TaskScheduledId: id, Reason, Details: '{}' };
  }

  private takeUp(result: TurnResult, stamp: (event: HistoryEvent) => HistoryEvent): void {
    const actions = result.actions.flat().flatMap(leafActions);
    const taken = actions.map(({ actionType, functionName = '' }) => `${actionType} ${functionName}`);
    if (this.known.some((before, position) => before !== taken[position]))
      throw new Error(`The workflow was replayed and asked for other things: ${taken.join(', ')}`);
    for (const [position, action] of actions.entries()) {
      if (position < this.known.length) continue;
      if (action.actionType === A.wait || action.actionType === A.continueAsNew) continue;
      const id = this.nextId++;
      if (action.actionType === A.createTimer) {
        const fireAt = new Date(action.fireAt ?? 0).getTime();
        this.timers.push({ id, fireAt, position });
        this.history.push(
          stamp({ EventType: E.timerCreated, EventId: id, FireAt: new Date(fireAt).toISOString() }),
        );
      } else this.schedule(id, action, stamp);
    }
    this.known = taken;
    this.timers = this.timers.filter(
      ({ position }) => position === undefined || actions[position]?.isCanceled !== true,
    );
  }

  private schedule(id: number, action: Action, stamp: (event: HistoryEvent) => HistoryEvent): void {
    const { functionName: name = '', input } = action;
    limit(`input of ${name}`, input, MAX_MESSAGE);
    this.asked.push({ id, name, input: input as object, attempt: 1, action });
    this.history.push(stamp({ EventType: E.taskScheduled, EventId: id, Name: name }));
  }

  private finish(result: TurnResult): AfterTurn {
    const left = this.asked.length + this.timers.length;
    if (left > 0)
      throw new Error(`The workflow returned with ${left} activities or timers open: it would hang`);
    this.generations.push({ input: this.input, history: this.history, result });
    const again = result.actions.flat().find(({ actionType }) => actionType === A.continueAsNew);
    if (again === undefined) return { state: 'returned', output: result.output };
    limit('input of continue-as-new', again.input, MAX_MESSAGE);
    this.input = again.input;
    this.history = [];
    this.nextId = 0;
    this.known = [];
    this.begun = false;
    this.standing = undefined;
    return { state: 'continues-as-new' };
  }
}

export type ActivityOutcome = { readonly output: object } | { readonly error: unknown };

const executionStarted: HistoryEvent = { EventType: E.executionStarted, EventId: -1, Name: 'workflow' };

export const eventRaised = (name: string, data: object): HistoryEvent => ({
  EventType: E.eventRaised,
  EventId: -1,
  Name: name,
  Input: JSON.stringify(data),
});

const leafActions = (action: Action): readonly Action[] =>
  action.actionType === A.any || action.actionType === A.all
    ? (action.compoundActions ?? []).flatMap(leafActions)
    : [action];

const limit = (what: string, value: unknown, most: number): void => {
  const bytes = value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value), 'utf16le');
  if (bytes > most) throw new Error(`The ${what} has ${bytes} bytes; the limit is ${most}`);
};
