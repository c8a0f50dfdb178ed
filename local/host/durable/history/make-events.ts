// Makes history events with every field that the extension writes, in its order.

import type {
  EventRaised,
  EventSent,
  ExecutionCompleted,
  ExecutionStarted,
  ExecutionTerminated,
  GenericEvent,
  HistoryEvent,
  OrchestrationInstance,
  ParentInstance,
  SubOrchestrationCreated,
  SuspensionChanged,
  TaskFaulted,
  TaskScheduled,
  TaskSucceeded,
  TimerCreated,
  TimerFired,
  TurnBoundary,
} from './events.ts';
import { EventType } from './events.ts';
import { historyTime } from './history-time.ts';

export interface StartOfExecution {
  readonly instance: OrchestrationInstance;
  readonly parent: ParentInstance | null;
  readonly name: string;
  readonly version: string | null;
  readonly input: string | null;
  /** 0 for an instance that a client started; null for sub-orchestrations and later generations. */
  readonly generation: number | null;
}

const message = (atMs: number) => ({ EventId: -1, IsPlayed: false, Timestamp: historyTime(atMs) });
const work = (id: number, atMs: number) => ({ EventId: id, IsPlayed: false, Timestamp: historyTime(atMs) });

export function executionStarted(start: StartOfExecution, atMs: number): ExecutionStarted {
  const event = {
    OrchestrationInstance: start.instance,
    EventType: EventType.ExecutionStarted,
    ParentInstance: start.parent,
    Name: start.name,
    Version: start.version,
    Input: start.input,
    Tags: null,
    Correlation: null,
    ParentTraceContext: null,
    ScheduledStartTime: null,
    Generation: start.generation,
    GenerateNewTrace: false,
    ...message(atMs),
  };
  return event;
}

export function executionCompleted(
  id: number,
  status: string,
  result: string | null,
  atMs: number,
): ExecutionCompleted {
  return {
    EventType: EventType.ExecutionCompleted,
    OrchestrationStatus: status,
    Result: result,
    FailureDetails: null,
    ...work(id, atMs),
  };
}

export function executionTerminated(reason: string | null, atMs: number): ExecutionTerminated {
  return { EventType: EventType.ExecutionTerminated, Input: reason, ...message(atMs) };
}

export function taskScheduled(id: number, name: string, atMs: number): TaskScheduled {
  const event = {
    EventType: EventType.TaskScheduled,
    Name: name,
    Version: '',
    Input: null,
    ParentTraceContext: null,
    Tags: null,
    ...work(id, atMs),
  };
  return event;
}

export function subOrchestrationCreated(
  id: number,
  child: { readonly name: string; readonly version: string | null; readonly instanceId: string },
  atMs: number,
): SubOrchestrationCreated {
  const event = {
    EventType: EventType.SubOrchestrationInstanceCreated,
    Name: child.name,
    Version: child.version,
    InstanceId: child.instanceId,
    Input: null,
    ClientSpanId: null,
    Tags: null,
    ...work(id, atMs),
  };
  return event;
}

export type TaskKind = 'activity' | 'sub-orchestration';

export function taskSucceeded(
  kind: TaskKind,
  scheduledId: number,
  result: string | null,
  atMs: number,
): TaskSucceeded {
  const type = kind === 'activity' ? EventType.TaskCompleted : EventType.SubOrchestrationInstanceCompleted;
  return { EventType: type, TaskScheduledId: scheduledId, Result: result, ...message(atMs) };
}

export function taskFaulted(
  kind: TaskKind,
  scheduledId: number,
  failure: { readonly reason: string | null; readonly details: string | null },
  atMs: number,
): TaskFaulted {
  const event = {
    EventType: kind === 'activity' ? EventType.TaskFailed : EventType.SubOrchestrationInstanceFailed,
    TaskScheduledId: scheduledId,
    Reason: failure.reason,
    Details: failure.details,
    FailureDetails: null,
    ...message(atMs),
  } as const;
  return event;
}

export function timerCreated(id: number, fireAtMs: number, atMs: number): TimerCreated {
  return { EventType: EventType.TimerCreated, FireAt: historyTime(fireAtMs), ...work(id, atMs) };
}

/** Stamped with the time of its timer's creation: the message is written then and only becomes visible later. */
export function timerFired(timerId: number, fireAt: string, createdAt: string): TimerFired {
  return {
    EventType: EventType.TimerFired,
    TimerId: timerId,
    FireAt: fireAt,
    EventId: -1,
    IsPlayed: false,
    Timestamp: createdAt,
  };
}

export function orchestratorStarted(atMs: number): TurnBoundary {
  return { EventType: EventType.OrchestratorStarted, ...message(atMs) };
}

export function orchestratorCompleted(atMs: number): TurnBoundary {
  return { EventType: EventType.OrchestratorCompleted, ...message(atMs) };
}

export function eventSent(
  id: number,
  sent: { readonly target: string; readonly name: string; readonly input: string },
  atMs: number,
): EventSent {
  return {
    EventType: EventType.EventSent,
    InstanceId: sent.target,
    Name: sent.name,
    Input: sent.input,
    ...work(id, atMs),
  };
}

export function eventRaised(name: string, input: string | null, atMs: number): EventRaised {
  const event = {
    EventType: EventType.EventRaised,
    Name: name,
    Input: input,
    ParentTraceContext: null,
    ...message(atMs),
  };
  return event;
}

export function suspensionChanged(
  suspended: boolean,
  reason: string | null,
  atMs: number,
): SuspensionChanged {
  return {
    EventType: suspended ? EventType.ExecutionSuspended : EventType.ExecutionResumed,
    Reason: reason,
    ...message(atMs),
  };
}

export function genericEvent(data: string | null, atMs: number): GenericEvent {
  return { Data: data, EventType: EventType.GenericEvent, ...message(atMs) };
}

/** What a rewind leaves of an event that it undoes. */
export function rewound(event: HistoryEvent): GenericEvent {
  const { EventId, IsPlayed, Timestamp } = event;
  return { Data: null, EventType: EventType.GenericEvent, EventId, IsPlayed, Timestamp };
}
