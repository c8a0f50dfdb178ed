// Long work in rounds: one slice of every unfinished lane side by side, then a report, then the next round. Faults come
// back as values; a lane that met one runs its slice again after a while, and the others go on meanwhile.

import { addCounters } from '../domain/job/counters.ts';
import type { LaneState, SliceOutcome } from '../domain/job/slices.ts';
import { advanceLane, nextRound } from '../domain/job/slices.ts';
import type { Failure } from '../domain/shared/failure.ts';
import type { Activity } from './catalogue.ts';
import type { Steps, WorkflowContext } from './engine.ts';
import { settleAll, timerIn } from './engine.ts';
import { reasonOf } from './thrown.ts';

export interface RoundsState<Counters> {
  readonly lanes: readonly LaneState[];
  readonly counters: Counters;
  readonly goneContainers: readonly string[];
}

export interface RoundsRequest<Input extends object, Counters> {
  readonly activity: Activity<Input, SliceOutcome<Counters>> & { readonly retry: 'none' };
  readonly inputFor: (lane: LaneState) => Input;
  readonly report: (counters: Counters) => Steps<void>;
}

export type RoundsResult<Counters> =
  | { readonly kind: 'finished'; readonly state: RoundsState<Counters> }
  /** The history is long enough: continue as new with this state. */
  | { readonly kind: 'paused'; readonly state: RoundsState<Counters> }
  | { readonly kind: 'failed'; readonly failure: Failure };

// An activity and the turns around it are about five history events; a few hundred events are quick to replay.
const ACTIVITIES_PER_GENERATION = 60;

export function* runRounds<Input extends object, Counters extends { readonly [K in keyof Counters]: number }>(
  context: WorkflowContext,
  request: RoundsRequest<Input, Counters>,
  start: RoundsState<Counters>,
): Steps<RoundsResult<Counters>> {
  let state = start;
  let reason: string | undefined;
  for (let activities = 0; ; ) {
    const round = nextRound(state.lanes, context.df.currentUtcDateTime.getTime());
    if (round.next === 'finished') return { kind: 'finished', state };
    if (round.next === 'give-up') return { kind: 'failed', failure: unreachable(reason) };
    const due = round.next === 'run' ? round.lanes.length : 0;
    if (activities > 0 && activities + due >= ACTIVITIES_PER_GENERATION) return { kind: 'paused', state };
    activities += due + 1;
    if (round.next === 'wait') {
      yield timerIn(context, round.seconds);
      continue;
    }
    const outcomes = yield* runSlices(context, request, round.lanes);
    const failed = outcomes.find((outcome) => outcome.kind === 'failed');
    if (failed !== undefined) return { kind: 'failed', failure: failed.failure };
    reason = outcomes.find((outcome) => outcome.kind === 'interrupted')?.reason ?? reason;
    state = applyRound(state, round.lanes, outcomes, context.df.currentUtcDateTime.getTime());
    yield* request.report(state.counters);
  }
}

/** A slice that threw, or whose process died, counts as interrupted. */
function* runSlices<Input extends object, Counters>(
  context: WorkflowContext,
  { activity, inputFor }: RoundsRequest<Input, Counters>,
  lanes: readonly LaneState[],
): Steps<readonly SliceOutcome<Counters>[]> {
  const settled = yield* settleAll(context, activity, lanes.map(inputFor));
  return settled.map((slice) =>
    slice.ok ? slice.value : { kind: 'interrupted', reason: reasonOf(slice.thrown) },
  );
}

const applyRound = <Counters extends { readonly [K in keyof Counters]: number }>(
  state: RoundsState<Counters>,
  ran: readonly LaneState[],
  outcomes: readonly SliceOutcome<Counters>[],
  now: number,
): RoundsState<Counters> => {
  const advanced = new Map<number, LaneState>();
  let counters = state.counters;
  const gone = new Set(state.goneContainers);
  for (const [index, lane] of ran.entries()) {
    const outcome = outcomes[index];
    if (outcome === undefined) continue;
    advanced.set(lane.lane, advanceLane(lane, outcome, now));
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

const unreachable = (reason: string | undefined): Failure => ({
  code: 'InternalError',
  message: `Given up after repeated faults; the last one: ${reason ?? 'unknown'}`,
  recommendedAction: [
    'Check that the storage accounts can be reached by the app, then start the operation again. Nothing that was done is lost.',
  ],
});
