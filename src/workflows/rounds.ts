// Long work in rounds: one slice of every unfinished lane side by side, then a report, then the next round. Slices never
// throw for long: faults come back as values and the round is repeated for the lanes concerned.

import { addCounters } from '../domain/job/counters.ts';
import type { LaneState, SliceOutcome } from '../domain/job/slices.ts';
import { advanceLane, afterRound } from '../domain/job/slices.ts';
import type { Failure } from '../domain/shared/failure.ts';
import type { Activity } from './catalogue.ts';
import type { Steps, WorkflowContext } from './engine.ts';
import { callAll, timerIn } from './engine.ts';
import { reasonOf } from './thrown.ts';

export interface RoundsState<Cursor, Counters> {
  readonly lanes: readonly LaneState<Cursor>[];
  readonly counters: Counters;
  readonly goneContainers: readonly string[];
}

export interface RoundsRequest<Input extends object, Cursor, Counters> {
  readonly activity: Activity<Input, SliceOutcome<Cursor, Counters>> & { readonly retry: 'none' };
  readonly inputFor: (lane: LaneState<Cursor>) => Input;
  readonly report: (counters: Counters) => Steps<void>;
}

export type RoundsResult<Cursor, Counters> =
  | { readonly kind: 'finished'; readonly state: RoundsState<Cursor, Counters> }
  /** The history is long enough: continue as new with this state. */
  | { readonly kind: 'paused'; readonly state: RoundsState<Cursor, Counters> }
  | { readonly kind: 'failed'; readonly failure: Failure };

// An activity and the turns around it are about five history events; a few hundred events are quick to replay.
const ACTIVITIES_PER_GENERATION = 60;

export function* runRounds<
  Input extends object,
  Cursor,
  Counters extends { readonly [K in keyof Counters]: number },
>(
  context: WorkflowContext,
  request: RoundsRequest<Input, Cursor, Counters>,
  start: RoundsState<Cursor, Counters>,
): Steps<RoundsResult<Cursor, Counters>> {
  let state = start;
  for (let activities = 0; ; ) {
    const open = state.lanes.filter(({ done }) => !done);
    if (open.length === 0) return { kind: 'finished', state };
    if (activities > 0 && activities + open.length >= ACTIVITIES_PER_GENERATION)
      return { kind: 'paused', state };
    const outcomes = yield* runSlices(context, request, open);
    activities += open.length + 1;
    const failed = outcomes.find((outcome) => outcome.kind === 'failed');
    if (failed !== undefined) return { kind: 'failed', failure: failed.failure };
    state = applyRound(state, open, outcomes);
    yield* request.report(state.counters);
    const after = afterRound(state.lanes);
    if (after.next === 'give-up') return { kind: 'failed', failure: unreachable(outcomes) };
    if (after.next === 'go-on' && after.waitSeconds > 0) yield timerIn(context, after.waitSeconds);
  }
}

/** A slice that threw, or whose process died, counts as interrupted; so do its siblings, whose records will be found. */
function* runSlices<Input extends object, Cursor, Counters>(
  context: WorkflowContext,
  { activity, inputFor }: RoundsRequest<Input, Cursor, Counters>,
  open: readonly LaneState<Cursor>[],
): Steps<readonly SliceOutcome<Cursor, Counters>[]> {
  try {
    return yield* callAll(context, activity, open.map(inputFor));
  } catch (thrown) {
    const reason = reasonOf(thrown);
    return open.map(() => ({ kind: 'interrupted', reason }));
  }
}

const applyRound = <Cursor, Counters extends { readonly [K in keyof Counters]: number }>(
  state: RoundsState<Cursor, Counters>,
  open: readonly LaneState<Cursor>[],
  outcomes: readonly SliceOutcome<Cursor, Counters>[],
): RoundsState<Cursor, Counters> => {
  const advanced = new Map<number, LaneState<Cursor>>();
  let counters = state.counters;
  const gone = new Set(state.goneContainers);
  for (const [index, lane] of open.entries()) {
    const outcome = outcomes[index];
    if (outcome === undefined) continue;
    advanced.set(lane.lane, advanceLane(lane, outcome));
    if (outcome.kind !== 'advanced') continue;
    counters = addCounters(counters, outcome.counters);
    for (const container of outcome.goneContainers ?? []) gone.add(container);
  }
  return {
    lanes: state.lanes.map((lane) => advanced.get(lane.lane) ?? lane),
    counters,
    goneContainers: [...gone],
  };
};

const unreachable = (outcomes: readonly SliceOutcome<unknown, unknown>[]): Failure => {
  const interrupted = outcomes.find((outcome) => outcome.kind === 'interrupted');
  return {
    code: 'InternalError',
    message: `Given up after repeated faults; the last one: ${interrupted?.reason ?? 'unknown'}`,
    recommendedAction: [
      'Check that the storage accounts can be reached by the app, then start the operation again. Nothing that was done is lost.',
    ],
  };
};
