// A failed instance's history without its failures: what failed, what asked for it and the failed end become generic
// events, so that the next replay asks for the work again.

import type { HistoryEvent } from '../history/events.ts';
import { EventType } from '../history/events.ts';
import { rewound } from '../history/make-events.ts';

export interface RewoundHistory {
  readonly events: readonly HistoryEvent[];
  /** Sub-orchestrations that failed; they keep their place and are rewound themselves. */
  readonly failedChildren: readonly string[];
}

export function rewoundHistory(events: readonly HistoryEvent[]): RewoundHistory {
  const failedTasks = new Set<number>();
  const failedSubOrchestrations = new Set<number>();
  for (const event of events) {
    if (event.EventType === EventType.TaskFailed) failedTasks.add(event.TaskScheduledId);
    else if (event.EventType === EventType.SubOrchestrationInstanceFailed) {
      failedSubOrchestrations.add(event.TaskScheduledId);
    }
  }
  const failedChildren: string[] = [];
  const kept = events.map((event) => {
    if (event.EventType === EventType.SubOrchestrationInstanceCreated) {
      if (failedSubOrchestrations.has(event.EventId)) failedChildren.push(event.InstanceId);
      return event;
    }
    const undone =
      event.EventType === EventType.TaskFailed ||
      event.EventType === EventType.SubOrchestrationInstanceFailed ||
      event.EventType === EventType.ExecutionCompleted ||
      (event.EventType === EventType.TaskScheduled && failedTasks.has(event.EventId));
    return undone ? rewound(event) : event;
  });
  return { events: kept, failedChildren };
}
