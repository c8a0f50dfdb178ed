// The lines of the journal. Each is one atomic change of the store's state: what a client asked, what a turn did.

import type { ExecutionStarted, HistoryEvent, ParentInstance } from '../history/events.ts';
import type { RuntimeStatus } from '../runtime-status.ts';

/** A message on its way to an instance; dropped there when it is for another execution than the current one. */
export interface Envelope {
  readonly to: string;
  /** Undefined for clients, who mean whatever execution there is. */
  readonly executionId?: string;
  readonly event: HistoryEvent;
}

export interface MessageRecord {
  readonly kind: 'message';
  readonly envelope: Envelope;
}

export interface OpenActivity {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}

export interface OpenTimer {
  readonly id: number;
  readonly fireAt: string;
  readonly createdAt: string;
  /** When the host fires it: the delay is cut to whole seconds, as a storage queue does. */
  readonly dueMs: number;
}

export interface Generation {
  readonly name: string;
  readonly version: string | null;
  readonly executionId: string;
  readonly parent: ParentInstance | null;
  readonly input: string | null;
  readonly createdAt: string;
}

export interface TurnRecord {
  readonly kind: 'turn';
  readonly instanceId: string;
  /** The execution that the turn began with. */
  readonly executionId: string;
  /** How many of the waiting journaled messages the turn has consumed. */
  readonly took: number;
  /** Set when the turn ended in a new generation: its history replaces the old one. */
  readonly generation?: Generation;
  readonly events: readonly HistoryEvent[];
  readonly status: RuntimeStatus;
  /** Absent: the output stays what it was. */
  readonly output?: string;
  readonly customStatus: string | null;
  readonly updatedAt: string;
  readonly activities: readonly OpenActivity[];
  readonly timers: readonly OpenTimer[];
  readonly sent: readonly Envelope[];
}

export interface PurgeRecord {
  readonly kind: 'purge';
  readonly instanceIds: readonly string[];
}

/** Takes a failed instance, and the failed sub-orchestrations that made it fail, back to before the failures. */
export interface RewindRecord {
  readonly kind: 'rewind';
  readonly instanceId: string;
  /** Wakes what has been rewound. */
  readonly event: HistoryEvent;
}

export type JournalRecord = MessageRecord | TurnRecord | PurgeRecord | RewindRecord;

export function generationOf(event: ExecutionStarted): Generation {
  return {
    name: event.Name,
    version: event.Version,
    executionId: event.OrchestrationInstance.ExecutionId,
    parent: event.ParentInstance,
    input: event.Input,
    createdAt: event.Timestamp,
  };
}
