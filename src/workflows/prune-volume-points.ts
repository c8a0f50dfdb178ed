// Prunes the recovery points of one SAN volume, one after the other: the disk snapshot in Azure goes, then the record. A
// point that cannot go, or not in time, does not keep the others. However it goes, the job is closed and the lock released.

import type { JobStatus } from '../domain/job/job.ts';
import type { Failure } from '../domain/shared/failure.ts';
import type { PruneRun } from './catalogue/prune.ts';
import type {
  PruneVolumePointsInput,
  PruneVolumePointsOutput,
  PruneVolumeResume,
} from './catalogue/volume-prune.ts';
import { activities } from './catalogue.ts';
import type { Steps, WorkflowContext } from './engine.ts';
import { call } from './engine.ts';
import { report } from './report.ts';
import type { Walk } from './resource-steps.ts';
import { walkSteps, without } from './resource-steps.ts';
import { failureOf } from './thrown.ts';

interface Ended {
  readonly kind: 'ended';
  readonly failure?: Failure;
}

type Outcome =
  | Ended
  | { readonly kind: 'closed-before'; readonly status: JobStatus }
  | { readonly kind: 'continued' };

export function* pruneVolumePoints(context: WorkflowContext): Steps<PruneVolumePointsOutput> {
  const input = context.df.getInput<PruneVolumePointsInput>();
  const { backupInstance, jobId, trigger, dryRun } = input;
  const run = { backupInstance, jobId };
  const begun = input.resume ?? (yield* begin(context, run, input));
  const outcome: Outcome =
    'kind' in begun ? begun : yield* walkSteps(context, walkOf(context, run, input), begun);
  if (outcome.kind === 'continued') return { status: 'InProgress' };
  if (outcome.kind === 'closed-before') return { status: outcome.status };
  const { failure } = outcome;
  const failed = failure === undefined ? {} : { failure };
  const endTime = context.df.currentUtcDateTime.toISOString();
  const { status } = yield* call(context, activities.closeVolumePrune, {
    ...run,
    trigger,
    dryRun,
    ...failed,
    endTime,
  });
  return { status, ...failed };
}

function* begin(
  context: WorkflowContext,
  run: PruneRun,
  { trigger, dryRun, requested }: PruneVolumePointsInput,
): Steps<Exclude<Outcome, { kind: 'continued' }> | PruneVolumeResume> {
  const startTime = context.df.currentUtcDateTime.toISOString();
  try {
    const asked = { ...run, trigger, dryRun, requested, startTime };
    const opened = yield* call(context, activities.openVolumePrune, asked);
    if (!opened.ok) return { kind: 'ended', failure: opened.failure };
    if (opened.value.state === 'already-closed') {
      return { kind: 'closed-before', status: opened.value.status };
    }
    const count = opened.value.deletions;
    if (dryRun || count === 0) return { kind: 'ended' };
    return { step: 'delete', since: startTime, startTime, index: 0, count };
  } catch (thrown) {
    return { kind: 'ended', failure: failureOf(thrown) };
  }
}

const next = (state: PruneVolumeResume): PruneVolumeResume | Ended => {
  const index = state.index + 1;
  return index < state.count ? { ...without(state), index } : { kind: 'ended' };
};

const walkOf = (
  context: WorkflowContext,
  run: PruneRun,
  input: PruneVolumePointsInput,
): Walk<PruneVolumeResume, Ended> => ({
  look: ({ index, operation }) =>
    call(context, activities.deleteVolumePoint, {
      ...run,
      index,
      pollSeconds: input.settings.pollSeconds,
      ...(operation === undefined ? {} : { operation }),
    }),
  deadlineSeconds: () => input.settings.stepDeadlineSeconds,
  afterSuccess: next,
  // A deletion that hangs goes on by itself, and the next prune finds its intent.
  afterFailure: (state, failure) =>
    failure.code === 'SnapshotDeadlineExceeded' ? next(state) : { kind: 'ended', failure },
  tell: ({ index, count, startTime }) =>
    report(context, {
      jobId: run.jobId,
      phase: 'Delete recovery points',
      blobsDone: index,
      bytesDone: 0,
      expected: { blobs: count, bytes: 0 },
      since: startTime,
    }),
  continueWith: (resume) => context.df.continueAsNew({ ...input, resume }),
});
