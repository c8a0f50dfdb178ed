// The recorded scenarios run on the engine with the real libraries, and compared where only an insider can look: what
// each orchestrator call was given and returned, what each activity received and answered.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DrivenClock } from '../../local/host/driven-clock.ts';
import type { HistoryEvent } from '../../local/host/durable/history/events.ts';
import { EventType } from '../../local/host/durable/history/events.ts';
import type { FunctionInvoker } from '../../local/host/worker/invocation.ts';
import { deliberateDifferences } from './deliberate-differences.ts';
import type { EngineFixture, Invocation } from './durable-support/engine-fixture.ts';
import { loadFunctions, openEngine, START_MS } from './durable-support/engine-fixture.ts';
import { normalise } from './durable-support/normalise.ts';
import type { Recording } from './durable-support/recordings.ts';
import { executionIdOf, loadRecordings } from './durable-support/recordings.ts';
import type { ScenarioApp } from './durable-support/scenario-app.ts';
import { writeScenarioApp } from './durable-support/scenario-app.ts';
import { ScenarioDriver, tickingClock } from './durable-support/scenario-driver.ts';

// How often these call a function depends on how much time passes between two timers of no length.
const SPINS = new Set(['retry-by-value-with-timer', 'long-timer-split']);
const skipped = new Set(
  deliberateDifferences.filter(({ paths }) => paths === undefined).map(({ scenario }) => scenario),
);
const recordings = loadRecordings().filter(
  ({ name, episodes }) => episodes.length > 0 && !skipped.has(name) && !SPINS.has(name),
);

let app: ScenarioApp;
let invoker: FunctionInvoker;

beforeAll(async () => {
  app = writeScenarioApp(recordings);
  invoker = await loadFunctions(app.folder);
});

afterAll(() => app.remove());

describe('scenarios seen from inside', () => {
  for (const recording of recordings) {
    it(recording.name, async () => {
      const clock = new DrivenClock(START_MS);
      const fixture = await openEngine({ invoker, clock: tickingClock(clock) });
      try {
        await new ScenarioDriver(fixture, clock).play(recording.driver);
        compareActivities(recording, fixture);
        compareExecutions(recording, fixture);
      } finally {
        await fixture.close();
      }
    });
  }
});

function compareActivities(recording: Recording, { invocations }: EngineFixture): void {
  const expected = recording.activityInvocations.map(({ name, triggerData, result, failure }) => ({
    name,
    given: triggerData,
    answer: failure ? failure.message : typed(result),
  }));
  const got = invocations.filter(isActivity).map(({ functionName, trigger, returned, error }) => ({
    name: functionName,
    given: trigger ?? null,
    answer: error === undefined ? typed(returned) : messageOf(error),
  }));
  expect(sorted(got.map(normalise))).toEqual(sorted(expected.map(normalise)));
}

/** An execution as its function saw it: the first call, and the last one with all that came in between. */
interface Execution {
  readonly name: string;
  readonly first: Call;
  readonly last: Call;
  readonly generationsBefore: number;
}

interface Call {
  readonly trigger: Record<string, unknown> & { history: HistoryEvent[]; instanceId: string };
  readonly result: unknown;
}

function compareExecutions(recording: Recording, fixture: EngineFixture): void {
  const expected = executions(
    recording.episodes.map(({ name, trigger, result, failure }) => ({
      name,
      call: { trigger: trigger as unknown as Call['trigger'], result: stateOf(result?.json, failure) },
    })),
  );
  const got = executions(
    fixture.invocations
      .filter((invocation) => !isActivity(invocation))
      .map((invocation) => ({
        name: invocation.functionName,
        call: {
          trigger: JSON.parse(invocation.trigger ?? 'null') as Call['trigger'],
          result: stateOf(
            invocation.returned?.json === undefined ? undefined : JSON.parse(invocation.returned.json),
            invocation.error === undefined ? undefined : messageOf(invocation.error),
          ),
        },
      })),
  );
  expect(got.map(shown)).toEqual(expected.map(shown));
}

function executions(calls: readonly { name: string; call: Call }[]): Execution[] {
  const found = new Map<string, Execution>();
  const generations = new Map<string, number>();
  for (const { name, call } of calls) {
    const { instanceId, history } = call.trigger;
    const key = `${instanceId} ${executionIdOf(history)}`;
    const known = found.get(key);
    const generationsBefore = known?.generationsBefore ?? generations.get(instanceId) ?? 0;
    if (!known) generations.set(instanceId, generationsBefore + 1);
    found.set(key, { name, first: known?.first ?? call, last: call, generationsBefore });
  }
  return [...found.values()].sort((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1));
}

function orderOf({ first, generationsBefore }: Execution): string {
  return `${JSON.stringify(normalise(first.trigger.instanceId))} ${String(generationsBefore).padStart(4, '0')} ${JSON.stringify(normalise(first.trigger.input))}`;
}

function shown({ name, first, last }: Execution): unknown {
  return { name, first: showCall(first), last: showCall(last) };
}

/** With the order of every object's keys; the events as a multiset, since results of parallel work come in any order. */
function showCall({ trigger, result }: Call): unknown {
  const { history, ...rest } = trigger;
  const events = history
    .filter(
      ({ EventType: type }) =>
        type !== EventType.OrchestratorStarted && type !== EventType.OrchestratorCompleted,
    )
    .map((event) => JSON.stringify(normalise({ ...event, IsPlayed: settled(event) })));
  return {
    keys: Object.keys(trigger),
    begins: history.slice(0, 3).map((event) => [event.EventType, event.IsPlayed]),
    events: events.sort(),
    trigger: JSON.stringify(normalise(rest)),
    result: JSON.stringify(normalise(result)),
  };
}

const COMPLETIONS: readonly number[] = [
  EventType.TaskCompleted,
  EventType.TaskFailed,
  EventType.SubOrchestrationInstanceCompleted,
  EventType.SubOrchestrationInstanceFailed,
  EventType.TimerFired,
];

/** Which of parallel results came last, and is not played yet, differs from run to run. */
function settled({ EventType: type, IsPlayed }: HistoryEvent): boolean {
  return COMPLETIONS.includes(type) || IsPlayed;
}

function stateOf(json: unknown, failure: string | undefined): unknown {
  if (failure === undefined) return json;
  const [, state] = failure.split('$OutOfProcData$:');
  return state === undefined ? failure : JSON.parse(state);
}

function isActivity({ trigger }: Invocation): boolean {
  return !trigger?.startsWith('{"history":[');
}

function typed(data: unknown): unknown {
  return data ?? null;
}

function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  return typeof error === 'string' ? error : JSON.stringify(error);
}

function sorted(values: readonly unknown[]): string[] {
  return values.map((value) => JSON.stringify(value)).sort();
}
