// What the replay schedules where no recording goes but the extension's sources tell: calls that fail before anything
// is scheduled, and short timers beside a long one.

import { expect, it } from 'vitest';
import type { HistoryEvent } from '../../local/host/durable/history/events.ts';
import {
  executionStarted,
  orchestratorCompleted,
  orchestratorStarted,
  timerCreated,
  timerFired,
} from '../../local/host/durable/history/make-events.ts';
import type { FunctionAction } from '../../local/host/durable/replay/function-state.ts';
import { ActionType } from '../../local/host/durable/replay/function-state.ts';
import { replay } from '../../local/host/durable/replay/replay.ts';

const T0 = Date.UTC(2026, 0, 5, 8);
const SECOND_MS = 1000;
const DAY_MS = 86_400_000;

const instance = { InstanceId: 'Child', ExecutionId: 'execution' };
const begin: readonly HistoryEvent[] = [
  orchestratorStarted(T0),
  executionStarted({ instance, parent: null, name: 'O', version: null, input: null, generation: 0 }, T0),
];

const play = (actions: readonly FunctionAction[], past: readonly HistoryEvent[], fresh = begin) =>
  replay(
    { past, fresh: fresh.map((event) => ({ ...event })) },
    { isDone: false, actions: [actions] },
    {
      executionId: 'execution',
      instanceId: 'Child',
      parentInstanceId: 'Parent',
      functionName: 'O',
      maximumShortTimerMs: 6 * DAY_MS,
      longTimerIntervalMs: 3 * DAY_MS,
      maxActions: 100,
      defaultVersion: null,
      isKnown: () => true,
    },
  );

const subOrchestration = (instanceId: string) => ({
  actionType: ActionType.CallSubOrchestrator,
  functionName: 'Sub',
  instanceId,
});
const retried = (maxNumberOfAttempts: number, firstRetryIntervalInMilliseconds: number) => ({
  actionType: ActionType.CallActivityWithRetry,
  functionName: 'A',
  retryOptions: { maxNumberOfAttempts, firstRetryIntervalInMilliseconds },
});

it.each([
  ['a sub-orchestration under its own id', subOrchestration('child'), 0],
  ["a sub-orchestration under its parent's id", subOrchestration('PARENT'), 0],
  ['a sub-orchestration under another id', subOrchestration('Other'), 1],
  ['no attempt at all', retried(0, 1000), 0],
  ['a retry after more than six days', retried(2, 7 * DAY_MS), 0],
  ['a retry after six days', retried(2, 6 * DAY_MS), 1],
])('%s', (_what, action, scheduled) => {
  const { decisions, findings } = play([action], []);
  expect([decisions.length, findings.waiting !== undefined]).toEqual([scheduled, scheduled > 0]);
});

const timer = (afterMs: number): FunctionAction => ({
  actionType: ActionType.CreateTimer,
  fireAt: new Date(T0 + afterMs).toISOString(),
  isCanceled: false,
});
const race = (...timers: FunctionAction[]): FunctionAction[] => [
  { actionType: ActionType.WhenAny, compoundActions: timers },
];
/** The first turn, and one in which the timer with the highest number fires half a second early. */
const firesEarly = (firesAtMs: readonly number[]) => {
  const created = firesAtMs.map((afterMs, id) => timerCreated(id, T0 + afterMs, T0));
  const last = created.at(-1);
  if (!last) throw new Error('no timer');
  return {
    past: [...begin, ...created, orchestratorCompleted(T0)],
    fresh: [
      orchestratorStarted(Date.parse(last.FireAt) - 500),
      timerFired(last.EventId, last.FireAt, last.Timestamp),
    ],
  };
};

it('goes on with a short timer that fired early only beside a long one', () => {
  const beside = race(timer(10 * DAY_MS), timer(10 * SECOND_MS));
  expect(play(beside, []).decisions).toMatchObject([
    { kind: 'timer', id: 0, fireAtMs: T0 + 3 * DAY_MS },
    { kind: 'timer', id: 1, fireAtMs: T0 + 10 * SECOND_MS },
  ]);
  const { past, fresh } = firesEarly([3 * DAY_MS, 10 * SECOND_MS]);
  expect(play(beside, past, fresh).decisions).toMatchObject([{ id: 2, fireAtMs: T0 + 10 * SECOND_MS }]);

  const alone = race(timer(5 * DAY_MS), timer(10 * SECOND_MS));
  const usual = firesEarly([5 * DAY_MS, 10 * SECOND_MS]);
  expect(play(alone, usual.past, usual.fresh)).toMatchObject({
    decisions: [],
    findings: { waiting: undefined },
  });
});

it('makes no timer for a time that has passed while a long one is out', () => {
  const [long, past] = [timer(10 * DAY_MS), timer(-SECOND_MS)];
  expect(play(race(long, past), []).decisions).toHaveLength(1);
  expect(play([past], []).decisions).toHaveLength(1);
});
