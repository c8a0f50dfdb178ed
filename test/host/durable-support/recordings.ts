// Loads the recordings of the real extension and puts their histories together again.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { HistoryEvent } from '../../../local/host/durable/history/events.ts';
import { EventType } from '../../../local/host/durable/history/events.ts';

export interface RecordedTrigger {
  readonly history: readonly HistoryEvent[];
  readonly input: unknown;
  readonly instanceId: string;
  readonly isReplaying: boolean;
  readonly parentInstanceId: string | null;
}

export interface Episode {
  readonly n: number;
  readonly name: string;
  readonly instanceId: string;
  readonly trigger: RecordedTrigger;
  readonly result?: { readonly json?: unknown };
  /** Message of the error that the function threw. */
  readonly failure?: string;
}

export interface RecordedActivity {
  readonly n: number;
  readonly name: string;
  readonly triggerData: string | null;
  readonly result?: Readonly<Record<string, unknown>> | null;
  readonly failure?: { readonly message: string };
}

export interface HistoryRow {
  readonly RowKey: string;
  readonly EventType?: string;
  readonly EventId?: number;
  readonly IsPlayed?: boolean;
  readonly ExecutionId: string;
  readonly Name?: string;
  readonly Result?: string;
  readonly OrchestrationStatus?: string;
}

export interface RecordedInstance {
  readonly status: {
    readonly runtimeStatus: string;
    readonly output: unknown;
    readonly customStatus: unknown;
  };
  readonly history: readonly HistoryRow[];
}

export interface Recording {
  readonly file: string;
  readonly name: string;
  readonly source: string;
  readonly driver: string;
  readonly episodes: readonly Episode[];
  readonly activityInvocations: readonly RecordedActivity[];
  readonly instances: Readonly<Record<string, RecordedInstance>>;
  readonly notes: readonly string[];
}

interface HistoryDelta {
  readonly keep: number;
  readonly played: readonly number[];
  readonly add: readonly HistoryEvent[];
}

type Stored = Omit<Recording, 'file' | 'episodes'> & {
  readonly episodes: readonly (Omit<Episode, 'trigger'> & {
    readonly trigger: Omit<RecordedTrigger, 'history'> & { readonly history: HistoryDelta };
  })[];
};

const folder = path.join(import.meta.dirname, '../recordings');

export function loadRecordings(): Recording[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files.sort().map((file) => {
    const stored = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Stored;
    return { ...stored, file, episodes: wholeHistories(stored) };
  });
}

function wholeHistories(stored: Stored): Episode[] {
  const latest = new Map<string, readonly HistoryEvent[]>();
  return stored.episodes.map((episode) => {
    const { keep, played, add } = episode.trigger.history;
    const kept = (latest.get(episode.instanceId) ?? []).slice(0, keep);
    const now = kept.map((event, index) => (played.includes(index) ? { ...event, IsPlayed: true } : event));
    const history = [...now, ...add];
    latest.set(episode.instanceId, history);
    return { ...episode, trigger: { ...episode.trigger, history } };
  });
}

/** Where a turn's own events begin: at its OrchestratorStarted. */
export function turnStart(history: readonly HistoryEvent[]): number {
  return history.findLastIndex((event) => event.EventType === EventType.OrchestratorStarted);
}

export function executionIdOf(history: readonly HistoryEvent[]): string {
  const started = history.find((event) => event.EventType === EventType.ExecutionStarted);
  return started?.EventType === EventType.ExecutionStarted ? started.OrchestrationInstance.ExecutionId : '';
}
