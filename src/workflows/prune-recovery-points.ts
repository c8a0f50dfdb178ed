// Prunes one backup instance: recovery points that have expired or were asked for, then what no remaining one names. A
// dry run finds the same and deletes nothing. However it goes, the job is closed and the lock released.

import { noPruneCounters } from '../domain/job/counters.ts';
import type { JobStatus } from '../domain/job/job.ts';
import { freshLanes } from '../domain/job/slices.ts';
import type {
  PruneEnding,
  PruneRecoveryPointsInput,
  PruneRecoveryPointsOutput,
  PruneResume,
  PruneRun,
} from './catalogue/prune.ts';
import { activities } from './catalogue.ts';
import type { Steps, WorkflowContext } from './engine.ts';
import { call } from './engine.ts';
import { prunePhase } from './prune-phases.ts';
import { failureOf } from './thrown.ts';

type Ending = {
  readonly counters: PruneResume['counters'];
} & (
  | PruneEnding
  | { readonly kind: 'closed-before'; readonly status: JobStatus }
  | { readonly kind: 'continued' }
);

export function* pruneRecoveryPoints(context: WorkflowContext): Steps<PruneRecoveryPointsOutput> {
  const input = context.df.getInput<PruneRecoveryPointsInput>();
  const { backupInstance, jobId, trigger, dryRun } = input;
  const run = { backupInstance, jobId };
  // What was counted in earlier generations is not lost by a failure in this one.
  let ending: Ending;
  try {
    ending = yield* prune(context, run, input);
  } catch (thrown) {
    const counters = input.resume?.counters ?? noPruneCounters;
    ending = { kind: 'failed', failure: failureOf(thrown), counters };
  }
  if (ending.kind === 'continued') return { status: 'InProgress' };
  if (ending.kind === 'closed-before') return { status: ending.status };
  const endTime = context.df.currentUtcDateTime.toISOString();
  const { counters, ...end } = ending;
  const { status } = yield* call(context, activities.closePrune, {
    ...run,
    trigger,
    dryRun,
    ending: end,
    counters,
    endTime,
  });
  return ending.kind === 'failed' ? { status, failure: ending.failure } : { status };
}

function* prune(context: WorkflowContext, run: PruneRun, input: PruneRecoveryPointsInput): Steps<Ending> {
  const begun =
    input.resume === undefined
      ? yield* begin(context, run, input)
      : ({ kind: 'begun', state: input.resume } as const);
  if (begun.kind !== 'begun') return begun;
  for (let state = begun.state; ; ) {
    const worked = yield* prunePhase(context, run, input, state);
    if (worked.kind === 'failed') return { ...worked, counters: state.counters };
    state = { ...state, lanes: worked.state.lanes, counters: worked.state.counters };
    if (worked.kind === 'paused') return continueAsNew(context, input, state);
    const next = yield* nextPhase(context, run, input, state);
    if (next.kind !== 'next') return { ...next, counters: state.counters };
    const slices = state.lanes.reduce((sum, { seq }) => sum + seq, 0);
    state = next.state;
    if (slices >= SLICES_PER_GENERATION) return continueAsNew(context, input, state);
  }
}

// A phase that was long begins the next one with a short history.
const SLICES_PER_GENERATION = 20;

function* begin(
  context: WorkflowContext,
  run: PruneRun,
  { trigger, dryRun, requested, settings }: PruneRecoveryPointsInput,
): Steps<Ending | { readonly kind: 'begun'; readonly state: PruneResume }> {
  const startTime = context.df.currentUtcDateTime.toISOString();
  const { graceSeconds } = settings;
  const opened = yield* call(context, activities.openPrune, {
    ...run,
    trigger,
    dryRun,
    requested,
    graceSeconds,
    startTime,
  });
  const counters = noPruneCounters;
  if (!opened.ok) return { kind: 'failed', failure: opened.failure, counters };
  if (opened.value.state === 'already-closed') {
    return { kind: 'closed-before', status: opened.value.status, counters };
  }
  const state: PruneResume = {
    phase: 'points',
    startTime,
    // A dry run has nothing to do there.
    lanes: freshLanes(dryRun ? 0 : 1),
    counters,
    cut: { parts: 0, fans: 0 },
  };
  return { kind: 'begun', state };
}

type Next = PruneEnding | { readonly kind: 'next'; readonly state: PruneResume };

function* nextPhase(
  context: WorkflowContext,
  run: PruneRun,
  { settings }: PruneRecoveryPointsInput,
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

const continueAsNew = (
  context: WorkflowContext,
  input: PruneRecoveryPointsInput,
  resume: PruneResume,
): Ending => {
  context.df.continueAsNew({ ...input, resume });
  return { kind: 'continued', counters: resume.counters };
};
