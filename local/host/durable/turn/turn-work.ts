// Collects what a turn leaves behind: decisions become history events, open work and messages to other instances,
// and in the end one journal record.

import type { ExecutionStarted, HistoryEvent } from '../history/events.ts';
import { EventType } from '../history/events.ts';
import {
  eventRaised,
  eventSent,
  executionCompleted,
  executionStarted,
  subOrchestrationCreated,
  taskFaulted,
  taskScheduled,
  taskSucceeded,
  timerCreated,
} from '../history/make-events.ts';
import type {
  Complete,
  CreateSubOrchestration,
  CreateTimer,
  Decision,
  SendEvent,
} from '../replay/decision.ts';
import type { ReplayOutcome } from '../replay/replay.ts';
import type { RuntimeStatus } from '../runtime-status.ts';
import type { Envelope, Generation, OpenActivity, OpenTimer, TurnRecord } from '../store/records.ts';
import type { Continuation } from './next-generation.ts';

interface RunningExecution {
  readonly started: ExecutionStarted;
  readonly fresh: HistoryEvent[];
}

interface TurnEnd {
  readonly executionId: string;
  readonly took: number;
  readonly generation?: Generation;
  readonly events: readonly HistoryEvent[];
  readonly customStatus: string | null;
  readonly suspended: boolean;
}

export class TurnWork {
  readonly #instanceId: string;
  readonly #ports: { now(): number; newExecutionId(): string };
  readonly #sent: Envelope[] = [];
  #activities: OpenActivity[] = [];
  #timers: OpenTimer[] = [];
  #output: string | undefined;
  #final: Complete['status'] | undefined;

  constructor(instanceId: string, ports: { now(): number; newExecutionId(): string }) {
    this.#instanceId = instanceId;
    this.#ports = ports;
  }

  /** Adds the decisions' events to the execution; returns the continuation if it continues as new. */
  apply(
    execution: RunningExecution,
    { decisions }: ReplayOutcome,
    strictFailure: string | undefined,
  ): Continuation | undefined {
    for (const event of execution.fresh) this.#noteOutput(event);
    const id = (decisions.at(-1)?.id ?? -1) + 1;
    const made: readonly Decision[] =
      strictFailure === undefined
        ? decisions
        : [{ kind: 'complete', id, status: 'Failed', result: strictFailure, details: strictFailure }];
    let continuation: Continuation | undefined;
    for (const decision of made) {
      if (decision.kind === 'continue-as-new') continuation = decision;
      else this.#carryOut(decision, execution);
    }
    if (continuation) {
      // Timers of the old generation that are still open were cancelled; what they send is for an execution that is no more.
      this.#timers = [];
      this.#activities = [];
    }
    return continuation;
  }

  record(end: TurnEnd): TurnRecord {
    const updatedAt = end.events.at(-1)?.Timestamp ?? '';
    const status: RuntimeStatus = this.#final ?? (end.suspended ? 'Suspended' : 'Running');
    return {
      kind: 'turn',
      instanceId: this.#instanceId,
      executionId: end.executionId,
      took: end.took,
      ...(end.generation ? { generation: end.generation } : {}),
      events: end.events,
      status,
      ...(this.#output === undefined ? {} : { output: this.#output }),
      customStatus: end.customStatus,
      updatedAt,
      activities: this.#activities,
      timers: this.#timers,
      sent: this.#sent,
    };
  }

  /** A null never replaces an output, so a suspend reason stays until something is written over it. */
  #noteOutput(event: HistoryEvent): void {
    if (event.EventType === EventType.ExecutionTerminated) this.#output = event.Input ?? this.#output;
    const suspension =
      event.EventType === EventType.ExecutionSuspended || event.EventType === EventType.ExecutionResumed;
    if (suspension) this.#output = event.Reason ?? this.#output;
  }

  #carryOut(decision: Decision, { started, fresh }: RunningExecution): void {
    switch (decision.kind) {
      case 'task':
        fresh.push(taskScheduled(decision.id, decision.name, this.#ports.now()));
        this.#activities.push({ id: decision.id, name: decision.name, input: decision.input });
        return;
      case 'timer':
        fresh.push(this.#timer(decision));
        return;
      case 'sub-orchestration':
        fresh.push(subOrchestrationCreated(decision.id, decision, this.#ports.now()));
        this.#sent.push(this.#startOf(decision, started));
        return;
      case 'send':
        fresh.push(eventSent(decision.id, decision, this.#ports.now()));
        this.#sent.push(this.#raise(decision));
        return;
      case 'complete':
        fresh.push(executionCompleted(decision.id, decision.status, decision.result, this.#ports.now()));
        this.#final = decision.status;
        this.#output = decision.result ?? this.#output;
        this.#tellParent(decision, started);
    }
  }

  #timer({ id, fireAtMs }: CreateTimer): HistoryEvent {
    const nowMs = this.#ports.now();
    const created = timerCreated(id, fireAtMs, nowMs);
    this.#timers.push({
      id,
      fireAt: created.FireAt,
      createdAt: created.Timestamp,
      dueMs: nowMs + queueDelayMs(fireAtMs - nowMs),
    });
    return created;
  }

  #startOf(child: CreateSubOrchestration, parent: ExecutionStarted): Envelope {
    const event = executionStarted(
      {
        instance: {
          InstanceId: child.instanceId,
          ExecutionId: this.#ports.newExecutionId().replaceAll('-', ''),
        },
        parent: {
          Name: parent.Name,
          OrchestrationInstance: parent.OrchestrationInstance,
          TaskScheduleId: child.id,
          Version: parent.Version,
        },
        name: child.name,
        version: child.version,
        input: child.input,
        generation: null,
      },
      this.#ports.now(),
    );
    return { to: child.instanceId, event };
  }

  #raise({ target, name, input }: SendEvent): Envelope {
    return { to: target, event: eventRaised(name, input, this.#ports.now()) };
  }

  #tellParent({ status, result, details }: Complete, { ParentInstance: parent }: ExecutionStarted): void {
    if (!parent) return;
    const nowMs = this.#ports.now();
    const id = parent.TaskScheduleId;
    const { InstanceId: to, ExecutionId: executionId } = parent.OrchestrationInstance;
    const event =
      status === 'Completed'
        ? taskSucceeded('sub-orchestration', id, result, nowMs)
        : taskFaulted('sub-orchestration', id, { reason: result, details }, nowMs);
    this.#sent.push({ to, executionId, event });
  }
}

// A message that becomes visible waits for the next poll: 40 to 200 ms in the recordings, made with a polling interval
// of 200 ms. One that is visible at once takes its way through the queue: about 20 ms there.
const POLL_LATENCY_MS = 150;
const QUEUE_LATENCY_MS = 20;
// At the least what passes between the time that the turn sees and the writing of its messages: a delay of whole
// seconds is always cut to a second less.
const WRITE_LATENCY_MS = 1;

/** A queue message's visibility has whole seconds, cut off: timers fire up to a second early, short ones at once. */
function queueDelayMs(delayMs: number): number {
  if (delayMs <= 0) return 0;
  const visibleMs = Math.floor((delayMs - WRITE_LATENCY_MS) / 1000) * 1000;
  return visibleMs + (visibleMs > 0 ? POLL_LATENCY_MS : QUEUE_LATENCY_MS);
}
