// The long phases of a prune, each as rounds of slices: which activity works, what is told meanwhile, and what comes next.
// A check of the vault goes through them too.

import type { PruneCounters } from '../domain/job/counters.ts';
import type { LaneState } from '../domain/job/slices.ts';
import { freshLanes } from '../domain/job/slices.ts';
import type { Failure } from '../domain/shared/failure.ts';
import type {
  PruneEnding,
  PruneResume,
  PruneRun,
  PruneSettings,
  PruneSlice,
  PruneSlicePhase,
} from './catalogue/prune.ts';
import { activities } from './catalogue.ts';
import type { Steps, WorkflowContext } from './engine.ts';
import { call } from './engine.ts';
import type { RoundsResult } from './rounds.ts';
import { runRounds } from './rounds.ts';

export interface PhasesRequest {
  readonly run: PruneRun;
  readonly settings: Pick<PruneSettings, 'lanes' | 'sliceSeconds'>;
  readonly report: (phase: PruneSlicePhase, done: PruneCounters) => Steps<void>;
}

export type PhasesResult =
  | { readonly kind: 'completed'; readonly counters: PruneCounters }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly counters: PruneCounters }
  /** The history is long enough: continue as new with this state. */
  | { readonly kind: 'paused'; readonly state: PruneResume };

// A phase that was long begins the next one with a short history.
const SLICES_PER_GENERATION = 20;

export function* runPrunePhases(
  context: WorkflowContext,
  request: PhasesRequest,
  start: PruneResume,
): Steps<PhasesResult> {
  for (let state = start; ; ) {
    const worked = yield* prunePhase(context, request, state);
    if (worked.kind === 'failed') return { ...worked, counters: state.counters };
    state = { ...state, lanes: worked.state.lanes, counters: worked.state.counters };
    if (worked.kind === 'paused') return { kind: 'paused', state };
    const next = yield* nextPhase(context, request, state);
    if (next.kind !== 'next') return { ...next, counters: state.counters };
    const slices = state.lanes.reduce((sum, { seq }) => sum + seq, 0);
    state = next.state;
    if (slices >= SLICES_PER_GENERATION) return { kind: 'paused', state };
  }
}

type Next = PruneEnding | { readonly kind: 'next'; readonly state: PruneResume };

function* nextPhase(
  context: WorkflowContext,
  { run, settings }: PhasesRequest,
  state: PruneResume,
): Steps<Next> {
  const next = (phase: PruneResume['phase'], lanes: number, cut = state.cut): Next => ({
    kind: 'next',
    state: { ...state, phase, cut, lanes: freshLanes(Math.min(lanes, settings.lanes)) },
  });
  switch (state.phase) {
    case 'points': {
      const cut = yield* call(context, activities.planMarking, run);
      return cut.ok ? next('index', 1, cut.value) : { kind: 'failed', failure: cut.failure };
    }
    case 'index':
      return next('leaves', state.cut.parts);
    case 'leaves':
      return next('objects', state.cut.fans);
    case 'objects':
      return next('chunks', state.cut.fans);
    case 'chunks':
      return { kind: 'completed' };
  }
}

function* prunePhase(
  context: WorkflowContext,
  { run, settings, report }: PhasesRequest,
  state: PruneResume,
): Steps<RoundsResult<PruneCounters>> {
  const { phase, lanes, counters } = state;
  const { sliceSeconds } = settings;
  const slice = ({ lane, seq }: LaneState): PruneSlice => ({
    ...run,
    lane,
    lanes: lanes.length,
    seq,
    sliceSeconds,
  });
  const tell = (done: PruneCounters): Steps<void> => report(phase, done);
  const start = { lanes, counters, goneContainers: [] };
  switch (phase) {
    case 'points':
      return yield* runRounds(
        context,
        {
          activity: activities.deletePointsSlice,
          inputFor: slice,
          report: tell,
        },
        start,
      );
    case 'index':
      return yield* runRounds(
        context,
        { activity: activities.markIndexSlice, inputFor: slice, report: tell },
        start,
      );
    case 'leaves':
      return yield* runRounds(
        context,
        { activity: activities.markLeavesSlice, inputFor: slice, report: tell },
        start,
      );
    case 'objects':
    case 'chunks':
      return yield* runRounds(
        context,
        {
          activity: activities.sweepSlice,
          inputFor: (lane) => ({ ...slice(lane), kind: phase }),
          report: tell,
        },
        start,
      );
  }
}
