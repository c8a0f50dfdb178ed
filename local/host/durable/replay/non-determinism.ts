// Compares scheduled work in the history with what the replay scheduled under the same number. The texts are those
// that an instance's output shows on the real extension.

import type { EventSent, SubOrchestrationCreated, TaskScheduled, TimerCreated } from '../history/events.ts';
import { EventType } from '../history/events.ts';
import type { Decision } from './decision.ts';
import { decisionClass } from './decision.ts';

export type ScheduledEvent = TaskScheduled | SubOrchestrationCreated | TimerCreated | EventSent;

const CAUSE = 'Was a change made to the orchestrator code after this instance had already started running?';
const BEFORE = 'A previous execution of this orchestration scheduled';

/** Undefined when the event and the decision agree. */
export function disagreement(event: ScheduledEvent, decision: Decision | undefined): string | undefined {
  const text = compare(event, decision);
  return text === undefined ? undefined : `Non-Deterministic workflow detected: ${text}`;
}

function compare(event: ScheduledEvent, decision: Decision | undefined): string | undefined {
  switch (event.EventType) {
    case EventType.TaskScheduled:
      return compareTask(event, decision);
    case EventType.SubOrchestrationInstanceCreated:
      return compareSubOrchestration(event, decision);
    case EventType.TimerCreated:
      return compareTimer(event, decision);
    case EventType.EventSent:
      return compareSentEvent(event, decision);
  }
}

function compareTask(event: TaskScheduled, decision: Decision | undefined): string | undefined {
  const id = event.EventId;
  if (!decision) {
    return `${BEFORE} an activity task with sequence ID ${id} and name '${event.Name}' (version '${event.Version}'), but the current replay execution hasn't (yet?) scheduled this task. ${CAUSE}`;
  }
  const before = `${BEFORE} an activity task with sequence number ${id} named '${event.Name}', but the current orchestration replay instead`;
  if (decision.kind !== 'task') {
    return `${before} produced a ${decisionClass[decision.kind]} action with this sequence number. ${CAUSE}`;
  }
  if (!sameName(event.Name, decision.name)) {
    return `${before} scheduled an activity task named '${decision.name}' with this sequence number.  ${CAUSE}`;
  }
  return undefined;
}

function compareSubOrchestration(
  event: SubOrchestrationCreated,
  decision: Decision | undefined,
): string | undefined {
  const before = `${BEFORE} a sub-orchestration task with sequence ID ${event.EventId} and name '${event.Name}' (version '${event.Version ?? ''}', instance ID '${event.InstanceId}'), but the current`;
  if (!decision) return `${before} replay execution hasn't (yet?) scheduled this task. ${CAUSE}`;
  if (decision.kind !== 'sub-orchestration') {
    return `${before} orchestration replay instead produced a ${decisionClass[decision.kind]} action at this sequence number. ${CAUSE}`;
  }
  if (!sameName(event.Name, decision.name)) {
    return `${before} orchestration replay instead scheduled a sub-orchestration task with name ${decision.name} at this sequence number. ${CAUSE}`;
  }
  return undefined;
}

function compareTimer(event: TimerCreated, decision: Decision | undefined): string | undefined {
  const before = `${BEFORE} a timer task with sequence number ${event.EventId}`;
  if (!decision) {
    return `${before} but the current replay execution hasn't (yet?) scheduled this task. ${CAUSE}`;
  }
  if (decision.kind !== 'timer') {
    return `${before} named but the current orchestration replay instead produced a ${decisionClass[decision.kind]} action with this sequence number. ${CAUSE}`;
  }
  return undefined;
}

function compareSentEvent(event: EventSent, decision: Decision | undefined): string | undefined {
  const before = `${BEFORE} a send event task with sequence ID ${event.EventId}, type '${event.EventType}', name '${event.Name}', instance ID '${event.InstanceId}', but the current`;
  if (!decision) return `${before} replay execution hasn't (yet?) scheduled this task. ${CAUSE}`;
  if (decision.kind !== 'send') {
    return `${before} orchestration replay instead produced a ${decisionClass[decision.kind]} action with this sequence number. ${CAUSE}`;
  }
  return undefined;
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
