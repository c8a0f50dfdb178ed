// Prunes one backup instance: recovery points that have expired or were asked for, then what no remaining one names. A
// dry run finds the same and deletes nothing. However it goes, the job is closed and the lock released.

import type { PruneCounters } from '../domain/job/counters.ts';
import { noPruneCounters } from '../domain/job/counters.ts';
import type { JobStatus } from '../domain/job/job.ts';
import { freshLanes } from '../domain/job/slices.ts';
import type { PrunePhase } from '../domain/job/sub-tasks.ts';
import type {
  PruneEnding,
  PruneRecoveryPointsInput,
  PruneRecoveryPointsOutput,
  PruneResume,
  PruneRun,
  PruneSlicePhase,
} from './catalogue/prune.ts';
import { activities } from './catalogue.ts';
import type { Steps, WorkflowContext } from './engine.ts';
import { call } from './engine.ts';
import { runPrunePhases } from './prune-phases.ts';
import { report } from './report.ts';
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
  const { startTime } = begun.state;
  const tell = (phase: PruneSlicePhase, done: PruneCounters): Steps<void> =>
    report(context, {
      jobId: run.jobId,
      phase: phaseNames[phase],
      blobsDone: done.objectsDeleted,
      bytesDone: done.bytesFreed,
      since: startTime,
    });
  const request = { run, settings: input.settings, report: tell };
  const worked = yield* runPrunePhases(context, request, begun.state);
  return worked.kind === 'paused' ? continueAsNew(context, input, worked.state) : worked;
}

const phaseNames: Readonly<Record<PruneSlicePhase, PrunePhase>> = {
  points: 'Delete recovery points',
  index: 'Find what is in use',
  leaves: 'Find what is in use',
  objects: 'Delete unused objects',
  chunks: 'Delete unused chunks',
};

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

const continueAsNew = (
  context: WorkflowContext,
  input: PruneRecoveryPointsInput,
  resume: PruneResume,
): Ending => {
  context.df.continueAsNew({ ...input, resume });
  return { kind: 'continued', counters: resume.counters };
};
