// Every recorded turn through the replay simulator: what it decides must be what the real extension did next, as the
// next turn's history, the stored history and the final state show.

import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../local/host/durable/history/events.ts';
import { EventType, eventTypeName } from '../../local/host/durable/history/events.ts';
import type { Decision } from '../../local/host/durable/replay/decision.ts';
import type { FunctionResult } from '../../local/host/durable/replay/function-state.ts';
import type { ReplayOutcome } from '../../local/host/durable/replay/replay.ts';
import { replay } from '../../local/host/durable/replay/replay.ts';
import { deliberateDifferences } from './deliberate-differences.ts';
import type { Episode, HistoryRow, Recording } from './durable-support/recordings.ts';
import { executionIdOf, loadRecordings, turnStart } from './durable-support/recordings.ts';

const skipped = new Set(
  deliberateDifferences.filter(({ paths }) => paths === undefined).map(({ scenario }) => scenario),
);
const splitTimers = { maximumShortTimerMs: 8000, longTimerIntervalMs: 4000 };
const usualTimers = { maximumShortTimerMs: 6 * 86_400_000, longTimerIntervalMs: 3 * 86_400_000 };
const STATE_LABEL = '$OutOfProcData$:';

describe('replay of every recorded turn', () => {
  for (const recording of loadRecordings()) {
    if (recording.episodes.length === 0 || skipped.has(recording.name)) continue;
    it(recording.name, () => {
      for (const [index, episode] of recording.episodes.entries()) {
        const { outcome, fresh, past } = replayEpisode(recording, episode);
        const next = recording.episodes
          .slice(index + 1)
          .find(({ instanceId }) => instanceId === episode.instanceId);
        const where = `${recording.name}, invocation ${episode.n}`;
        const sameExecution =
          next && executionIdOf(next.trigger.history) === executionIdOf(past.concat(fresh));
        if (next && !next.trigger.history.some(isRewound) && sameExecution) {
          expectNextTurn(outcome, { past, fresh, next, where });
        } else if (!next) expectStoredHistory(recording, episode, { outcome, fresh, where });
        else if (next && !sameExecution) expectEndOfExecution(outcome, next, where);
      }
    });
  }
});

function replayEpisode(recording: Recording, episode: Episode) {
  const { history } = episode.trigger;
  const start = turnStart(history);
  const past = history.slice(0, start);
  // Copies: the replay marks what it has processed.
  const fresh = history.slice(start).map((event) => ({ ...event }));
  const outcome = replay({ past, fresh }, resultOf(episode), {
    executionId: executionIdOf(history),
    instanceId: episode.instanceId,
    parentInstanceId: episode.trigger.parentInstanceId,
    functionName: episode.name,
    ...(recording.name === 'long-timer-split' ? splitTimers : usualTimers),
    maxActions: 100_000,
    defaultVersion: null,
    isKnown,
  });
  return { outcome, fresh, past };
}

function resultOf({ result, failure }: Episode): FunctionResult {
  const state = failure === undefined ? result?.json : JSON.parse(failure.split(STATE_LABEL)[1] ?? 'null');
  return unfold(state) as FunctionResult;
}

/** The recorder shortened long runs of one character. */
function unfold(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value).replace(/<<(.)\*(\d+)>>/g, (_, letter: string, count: string) =>
      letter.repeat(Number(count)),
    ),
  );
}

/** The recordings call what is missing by names that begin with NoSuch. */
function isKnown(_kind: string, name: string): boolean {
  return !name.startsWith('NoSuch');
}

interface NextTurn {
  readonly past: readonly HistoryEvent[];
  readonly fresh: readonly HistoryEvent[];
  readonly next: Episode;
  readonly where: string;
}

/** The next trigger repeats this one's history with what was processed marked, then shows the new work. */
function expectNextTurn(outcome: ReplayOutcome, { past, fresh, next, where }: NextTurn): void {
  const { history } = next.trigger;
  const length = past.length + fresh.length;
  expect(history.slice(0, length), `${where}: the events, as played`).toEqual([...past, ...fresh]);
  const scheduled = history.slice(length, turnStart(history));
  const work = scheduled.filter(({ EventType: type }) => type !== EventType.OrchestratorCompleted);
  expect(outcome.decisions.map(describeDecision), `${where}: new work`).toEqual(work.map(describeEvent));
}

function expectEndOfExecution(outcome: ReplayOutcome, next: Episode, where: string): void {
  const last = outcome.decisions.at(-1);
  const started = next.trigger.history.find(({ EventType: type }) => type === EventType.ExecutionStarted);
  expect(['continue-as-new', 'complete'], where).toContain(last?.kind);
  if (last?.kind !== 'continue-as-new' || started?.EventType !== EventType.ExecutionStarted) return;
  expect(last.input, `${where}: the next generation's input`).toBe(started.Input);
  const carried = next.trigger.history.filter(({ EventType: type }) => type === EventType.EventRaised);
  if (carried.every(({ IsPlayed }) => IsPlayed)) {
    expect(last.carried, `${where}: carried events`).toEqual(carried);
  }
}

interface LastTurn {
  readonly outcome: ReplayOutcome;
  readonly fresh: readonly HistoryEvent[];
  readonly where: string;
}

function expectStoredHistory(
  recording: Recording,
  episode: Episode,
  { outcome, fresh, where }: LastTurn,
): void {
  const executionId = executionIdOf(episode.trigger.history);
  const snapshots = Object.entries(recording.instances).filter(
    ([id]) => id.split('#')[0] === episode.instanceId,
  );
  const rows = snapshots
    .map(([, { history }]) => history.filter((row) => row.ExecutionId === executionId && row.EventType))
    .find((stored) => stored.length > episode.trigger.history.length);
  // Not every instance was looked at after its last turn.
  if (!rows) return;
  const length = episode.trigger.history.length;
  const played = rows.slice(length - fresh.length, length).map(({ IsPlayed }) => IsPlayed);
  expect(
    fresh.map(({ IsPlayed }) => IsPlayed),
    `${where}: played`,
  ).toEqual(played);
  const work = rows.slice(length).filter((row) => row.EventType !== 'OrchestratorCompleted');
  expect(outcome.decisions.map(describeDecision), `${where}: stored work`).toEqual(work.map(describeRow));
}

function describeDecision(decision: Decision): string {
  switch (decision.kind) {
    case 'task':
      return `TaskScheduled ${decision.id} ${decision.name}`;
    case 'sub-orchestration':
      return `SubOrchestrationInstanceCreated ${decision.id} ${decision.name} ${decision.instanceId}`;
    case 'timer':
      return `TimerCreated ${decision.id} ${new Date(decision.fireAtMs).toISOString()}`;
    case 'send':
      return `EventSent ${decision.id} ${decision.name} ${decision.target}`;
    case 'complete':
      return `ExecutionCompleted ${decision.id} ${decision.status} ${decision.result}`;
    case 'continue-as-new':
      return `ContinueAsNew ${decision.id}`;
  }
}

function describeEvent(event: HistoryEvent): string {
  switch (event.EventType) {
    case EventType.TaskScheduled:
      return `TaskScheduled ${event.EventId} ${event.Name}`;
    case EventType.SubOrchestrationInstanceCreated:
      return `SubOrchestrationInstanceCreated ${event.EventId} ${event.Name} ${event.InstanceId}`;
    case EventType.TimerCreated:
      return `TimerCreated ${event.EventId} ${new Date(event.FireAt).toISOString()}`;
    case EventType.EventSent:
      return `EventSent ${event.EventId} ${event.Name} ${event.InstanceId}`;
    default:
      return eventTypeName(event.EventType);
  }
}

type StoredRow = HistoryRow & { readonly InstanceId?: string; readonly FireAt?: string };

function describeRow(row: StoredRow): string {
  switch (row.EventType) {
    case 'SubOrchestrationInstanceCreated':
      return `${row.EventType} ${row.EventId} ${row.Name} ${row.InstanceId}`;
    case 'TimerCreated':
      return `${row.EventType} ${row.EventId} ${new Date(row.FireAt ?? '').toISOString()}`;
    case 'EventSent':
      return `${row.EventType} ${row.EventId} ${row.Name} ${row.InstanceId}`;
    case 'ExecutionCompleted':
      return `${row.EventType} ${row.EventId} ${row.OrchestrationStatus} ${row.Result ?? null}`;
    default:
      return `${row.EventType} ${row.EventId} ${row.Name}`;
  }
}

function isRewound(event: HistoryEvent): boolean {
  return event.EventType === EventType.GenericEvent;
}
