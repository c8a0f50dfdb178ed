// The store's state and how each journal record changes it. Live commits and recovery both go through `apply`, so
// what a restart finds is what was there.

import type { HistoryEvent } from '../history/events.ts';
import { EventType } from '../history/events.ts';
import { isFinal } from '../runtime-status.ts';
import { History, Instance } from './instance.ts';
import type { Envelope, JournalRecord, TurnRecord } from './records.ts';
import { generationOf } from './records.ts';
import { rewoundHistory } from './rewind.ts';

export interface Delivery {
  readonly instance: Instance;
  readonly event: HistoryEvent;
}

export class State {
  readonly instances = new Map<string, Instance>();

  /** Returns the messages that instances received by it. */
  apply(record: JournalRecord): readonly Delivery[] {
    if (record.kind === 'message') return this.#deliver(record.envelope);
    if (record.kind === 'turn') return this.#applyTurn(record);
    if (record.kind === 'rewind') return this.#rewind(record.instanceId, record.event);
    for (const id of record.instanceIds) this.instances.delete(id);
    return [];
  }

  #deliver({ to, executionId, event }: Envelope): readonly Delivery[] {
    if (event.EventType === EventType.ExecutionStarted) {
      const started = new Instance(to, generationOf(event), event.Generation ?? 0);
      started.inbox.push(event);
      this.instances.set(to, started);
      return [{ instance: started, event }];
    }
    const instance = this.instances.get(to);
    if (!instance || isFinal(instance.status)) return [];
    if (executionId !== undefined && executionId !== instance.generation.executionId) return [];
    instance.inbox.push(event);
    return [{ instance, event }];
  }

  #rewind(instanceId: string, event: HistoryEvent): readonly Delivery[] {
    const instance = this.instances.get(instanceId);
    if (instance?.status !== 'Failed') return [];
    const { events, failedChildren } = rewoundHistory(instance.history.events);
    instance.history.replace(events);
    instance.status = 'Pending';
    // With a failed sub-orchestration rewound too, its result is what wakes this instance.
    if (failedChildren.length > 0) return failedChildren.flatMap((child) => this.#rewind(child, event));
    instance.inbox.push(event);
    return [{ instance, event }];
  }

  #applyTurn(record: TurnRecord): readonly Delivery[] {
    const instance = this.instances.get(record.instanceId);
    // Purged or started anew while the turn ran: what it did is void, and so are the messages it sent.
    if (instance?.generation.executionId !== record.executionId) return [];
    instance.inbox.splice(0, record.took);
    if (record.generation) startGeneration(instance, record);
    instance.history.append(record.events);
    for (const event of record.events) closeWork(instance, event);
    for (const activity of record.activities) instance.activities.set(activity.id, activity);
    for (const timer of record.timers) instance.timers.set(timer.id, timer);
    instance.status = record.status;
    instance.output = record.output ?? instance.output;
    instance.customStatus = record.customStatus;
    instance.updatedAt = record.updatedAt;
    if (isFinal(record.status)) {
      instance.inbox.length = 0;
      instance.activities.clear();
      instance.timers.clear();
    }
    return record.sent.flatMap((envelope) => this.#deliver(envelope));
  }
}

function startGeneration(instance: Instance, record: TurnRecord): void {
  if (!record.generation) return;
  instance.generation = record.generation;
  instance.history = new History();
  instance.activities.clear();
  instance.timers.clear();
}

function closeWork(instance: Instance, event: HistoryEvent): void {
  if (event.EventType === EventType.TaskCompleted || event.EventType === EventType.TaskFailed) {
    instance.activities.delete(event.TaskScheduledId);
  } else if (event.EventType === EventType.TimerFired) {
    instance.timers.delete(event.TimerId);
  }
}
