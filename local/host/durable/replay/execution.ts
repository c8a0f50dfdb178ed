// One execution being replayed: the sequence counter, the work scheduled and not yet seen in the history, and the
// tasks still open (the counterpart of the framework's TaskOrchestrationContext).

import type { EventRaised, HistoryEvent } from '../history/events.ts';
import { EventType } from '../history/events.ts';
import type { Complete, Decision } from './decision.ts';
import { Future } from './future.ts';
import type { ScheduledEvent } from './non-determinism.ts';
import { disagreement } from './non-determinism.ts';

/** Thrown when history and replay disagree; the instance then fails with the message. */
export class NonDeterminism extends Error {}

type Unnumbered<D> = D extends Decision ? Omit<D, 'id'> : never;

interface OpenTask {
  readonly kind: 'task' | 'timer' | 'sub-orchestration';
  readonly future: Future;
}

export class Execution {
  nowMs = 0;
  suspended = false;
  /** A timer that is cut into pieces is being waited for. */
  longTimer = false;
  readonly open = new Map<number, OpenTask>();
  #nextId = 0;
  #pending = new Map<number, Decision>();
  #heldBack = new Map<number, Decision>();
  #heldEvents: HistoryEvent[] = [];
  #nextGeneration: { readonly input: string | null; readonly carried: EventRaised[] } | undefined;
  #completed = false;

  /** Decisions in the order of their numbers. */
  get decisions(): Decision[] {
    return [...this.#pending.values()].sort((one, other) => one.id - other.id);
  }

  get continuesAsNew(): boolean {
    return this.#nextGeneration !== undefined;
  }

  get nextId(): number {
    return this.#nextId;
  }

  openTask(kind: OpenTask['kind'], decision: (id: number) => Decision): Future {
    const id = this.#nextId++;
    this.#pending.set(id, decision(id));
    const future = new Future();
    this.open.set(id, { kind, future });
    return future;
  }

  createTimer(fireAtMs: number, canceled = false): Future {
    const id = this.#nextId;
    const future = this.openTask('timer', () => ({ kind: 'timer', id, fireAtMs }));
    if (canceled) {
      this.open.delete(id);
      future.fail('A task was canceled.');
    }
    return future;
  }

  send(event: Unnumbered<Extract<Decision, { kind: 'send' }>>): void {
    const id = this.#nextId++;
    this.#pending.set(id, { ...event, id });
  }

  continueAsNew(input: string | null): void {
    this.#nextGeneration = { input, carried: [] };
  }

  carryOver(event: EventRaised): void {
    this.#nextGeneration?.carried.push(event);
  }

  matchScheduled(event: ScheduledEvent): void {
    const text = disagreement(event, this.#pending.get(event.EventId));
    if (text !== undefined) throw new NonDeterminism(text);
    this.#pending.delete(event.EventId);
  }

  /** A second completion of the same task is ignored, as is one of a timer that was cancelled. */
  settle(scheduledId: number, error?: string): void {
    const task = this.open.get(scheduledId);
    if (!task) return;
    // The continuations run before the task leaves the open ones, as in the framework.
    if (error === undefined) task.future.succeed();
    else task.future.fail(error);
    this.open.delete(scheduledId);
  }

  complete(status: Complete['status'], result: string | null, details: string | null = null): void {
    const id = this.#nextId++;
    if (status === 'Completed' && this.#nextGeneration) {
      this.#pending.set(id, { kind: 'continue-as-new', id, ...this.#nextGeneration });
      return;
    }
    if (this.#completed) return;
    this.#completed = true;
    this.#pending.set(id, { kind: 'complete', id, status, result, details });
  }

  suspend(): void {
    this.suspended = true;
    if (this.#pending.size === 0) return;
    this.#heldBack = this.#pending;
    this.#pending = new Map();
  }

  holdBack(event: HistoryEvent): void {
    if (event.EventType !== EventType.ExecutionSuspended) this.#heldEvents.push(event);
  }

  /** Returns the events that came in during the suspension, to be processed now. */
  resume(): HistoryEvent[] {
    this.suspended = false;
    for (const [id, decision] of this.#heldBack) this.#pending.set(id, decision);
    this.#heldBack = new Map();
    const events = this.#heldEvents;
    this.#heldEvents = [];
    return events;
  }
}
