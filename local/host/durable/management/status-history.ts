// The history as a status shows it: scheduling events disappear into the events that complete them, turn boundaries
// and bookkeeping fields are left out.

import type { HistoryEvent } from '../history/events.ts';
import { EventType, eventTypeName } from '../history/events.ts';
import { offsetTime } from '../history/history-time.ts';
import { jsonOrString } from './json-content.ts';

type Shown = Record<string, unknown>;
type Scheduled = Extract<HistoryEvent, { readonly EventType: 4 | 7 }>;

const HIDDEN = new Set(['EventType', 'EventId', 'IsPlayed', 'Timestamp']);
const DROPPED: Readonly<Record<number, readonly string[]>> = {
  [EventType.ExecutionStarted]: ['OrchestrationInstance', 'ParentInstance', 'Version', 'Tags', 'Name'],
  [EventType.TaskScheduled]: ['Version'],
  [EventType.SubOrchestrationInstanceCreated]: ['Version'],
  [EventType.TaskCompleted]: ['TaskScheduledId'],
  [EventType.TaskFailed]: ['TaskScheduledId'],
  [EventType.SubOrchestrationInstanceCompleted]: ['TaskScheduledId'],
  [EventType.SubOrchestrationInstanceFailed]: ['TaskScheduledId'],
  [EventType.TimerFired]: ['TimerId'],
};

export interface HistoryView {
  readonly input: boolean;
  readonly historyOutput: boolean;
}

/** JSON text of the array `historyEvents`. */
export function statusHistory(events: readonly HistoryEvent[], view: HistoryView): string {
  const scheduled = new Map<string, Scheduled>();
  for (const event of events) if (isScheduling(event)) scheduled.set(scheduleKey(event), event);
  const completed = new Set<Scheduled>();
  const shown: { readonly event: HistoryEvent; readonly text: string }[] = [];
  for (const event of events) {
    if (isBoundary(event)) continue;
    const source = scheduled.get(completionKey(event) ?? '');
    if (source) completed.add(source);
    shown.push({ event, text: showEvent(event, source, view) });
  }
  const visible = shown.filter(({ event }) => !(isScheduling(event) && completed.has(event)));
  return `[${visible.map(({ text }) => text).join(',')}]`;
}

/**
 * The extension collects scheduling events under their numbers and fails where one comes twice, as after a
 * non-deterministic replay. The key in its words.
 */
export function doubleSchedule(events: readonly HistoryEvent[]): string | undefined {
  const seen = new Set<string>();
  for (const event of events.filter(isScheduling)) {
    const key = `${eventTypeName(event.EventType)}_${event.EventId}`;
    if (seen.has(key)) return key;
    seen.add(key);
  }
  return undefined;
}

function showEvent(event: HistoryEvent, source: Scheduled | undefined, view: HistoryView): string {
  const dropped = DROPPED[event.EventType] ?? [];
  const members: string[] = [];
  const add = (name: string, json: string) => members.push(`${JSON.stringify(name)}:${json}`);
  for (const [name, value] of Object.entries(event as unknown as Shown)) {
    if (name === 'EventType') add(name, JSON.stringify(eventTypeName(event.EventType)));
    else if (HIDDEN.has(name) || dropped.includes(name) || (name === 'Input' && !view.input)) continue;
    else if (name !== 'Result') add(name, JSON.stringify(value));
    else if (view.historyOutput) add(name, jsonOrString(value as string | null));
  }
  add('Timestamp', JSON.stringify(event.Timestamp));
  if (event.EventType === EventType.ExecutionStarted) add('FunctionName', JSON.stringify(event.Name));
  if (source) {
    add('ScheduledTime', JSON.stringify(offsetTime(source.Timestamp)));
    add('FunctionName', JSON.stringify(source.Name));
    if (source.EventType === EventType.SubOrchestrationInstanceCreated) {
      add('InstanceId', JSON.stringify(source.InstanceId));
    }
    if (view.input) add('Input', 'null');
  }
  return `{${members.join(',')}}`;
}

function isBoundary(event: HistoryEvent): boolean {
  return (
    event.EventType === EventType.OrchestratorStarted || event.EventType === EventType.OrchestratorCompleted
  );
}

function isScheduling(event: HistoryEvent): event is Scheduled {
  return (
    event.EventType === EventType.TaskScheduled ||
    event.EventType === EventType.SubOrchestrationInstanceCreated
  );
}

function scheduleKey(event: Scheduled): string {
  return `${event.EventType} ${event.EventId}`;
}

function completionKey(event: HistoryEvent): string | undefined {
  switch (event.EventType) {
    case EventType.TaskCompleted:
    case EventType.TaskFailed:
      return `${EventType.TaskScheduled} ${event.TaskScheduledId}`;
    case EventType.SubOrchestrationInstanceCompleted:
    case EventType.SubOrchestrationInstanceFailed:
      return `${EventType.SubOrchestrationInstanceCreated} ${event.TaskScheduledId}`;
    default:
      return undefined;
  }
}
