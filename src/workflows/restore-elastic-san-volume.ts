// Restores a SAN volume from its disk snapshot: as a new volume or as a Managed Disk. The recovery point is pinned while
// it runs; however it goes, the job is closed and the pin removed.

import type { JobStatus } from '../domain/job/job.ts';
import type { VolumeRestorePhase } from '../domain/job/sub-tasks.ts';
import type { Failure } from '../domain/shared/failure.ts';
import type {
  RestoreVolumeInput,
  RestoreVolumeOutput,
  RestoreVolumeResume,
  VolumeRestoreRun,
  VolumeRestoreStep,
} from './catalogue/volume-restore.ts';
import { activities } from './catalogue.ts';
import type { Steps, WorkflowContext } from './engine.ts';
import { call } from './engine.ts';
import { report } from './report.ts';
import type { Walk } from './resource-steps.ts';
import { walkSteps, without } from './resource-steps.ts';
import { failureOf } from './thrown.ts';

interface Ended {
  readonly kind: 'ended';
  readonly failures: readonly Failure[];
}

type Outcome =
  | Ended
  | { readonly kind: 'closed-before'; readonly status: JobStatus }
  | { readonly kind: 'continued' };

export function* restoreElasticSanVolume(context: WorkflowContext): Steps<RestoreVolumeOutput> {
  const input = context.df.getInput<RestoreVolumeInput>();
  const { backupInstance, recoveryPointId, jobId } = input;
  const run = { backupInstance, recoveryPointId, jobId };
  const begun = input.resume ?? (yield* begin(context, run, input));
  const outcome: Outcome =
    'kind' in begun ? begun : yield* walkSteps(context, walkOf(context, run, input), begun);
  if (outcome.kind === 'continued') return { status: 'InProgress' };
  if (outcome.kind === 'closed-before') return { status: outcome.status };
  const { failures } = outcome;
  const endTime = context.df.currentUtcDateTime.toISOString();
  const { status } = yield* call(context, activities.closeVolumeRestore, {
    ...run,
    failures,
    endTime,
    ...(input.dryRun === true ? { dryRun: true } : {}),
  });
  const [failure] = failures;
  return { status, ...(failure === undefined ? {} : { failure }) };
}

function* begin(
  context: WorkflowContext,
  run: VolumeRestoreRun,
  { target, dryRun = false }: RestoreVolumeInput,
): Steps<Ended | { readonly kind: 'closed-before'; readonly status: JobStatus } | RestoreVolumeResume> {
  const startTime = context.df.currentUtcDateTime.toISOString();
  try {
    const opened = yield* call(context, activities.openVolumeRestore, { ...run, target, startTime });
    if (!opened.ok) return { kind: 'ended', failures: opened.failures };
    if (opened.value.state === 'already-closed') {
      return { kind: 'closed-before', status: opened.value.status };
    }
    if (dryRun && target.kind === 'disk') return { kind: 'ended', failures: [] };
    return { step: target.kind === 'volume' ? 'preRestore' : 'create', since: startTime, startTime };
  } catch (thrown) {
    return { kind: 'ended', failures: [failureOf(thrown)] };
  }
}

const nextStep: Readonly<Record<VolumeRestoreStep, VolumeRestoreStep | 'end'>> = {
  preRestore: 'create',
  create: 'confirm',
  confirm: 'end',
};

const phases: Readonly<Record<VolumeRestoreStep, VolumeRestorePhase>> = {
  preRestore: 'Validate restore',
  create: 'Restore from disk snapshot',
  confirm: 'Look at what was restored',
};

const walkOf = (
  context: WorkflowContext,
  run: VolumeRestoreRun,
  input: RestoreVolumeInput,
): Walk<RestoreVolumeResume, Ended> => ({
  look: ({ step, operation }) =>
    call(context, activities.advanceVolumeRestore, {
      ...run,
      target: input.target,
      step,
      pollSeconds: input.settings.pollSeconds,
      ...(operation === undefined ? {} : { operation }),
    }),
  deadlineSeconds: () => input.settings.stepDeadlineSeconds,
  afterSuccess: (state) => {
    const step = nextStep[state.step];
    // A dry run asks Azure whether the snapshot can be restored there, and makes nothing.
    const isOver = step === 'end' || input.dryRun === true;
    return isOver ? { kind: 'ended', failures: [] } : { ...without(state), step };
  },
  afterFailure: (_, failure) => ({ kind: 'ended', failures: [failure] }),
  tell: ({ step, startTime }) =>
    report(context, { jobId: run.jobId, phase: phases[step], blobsDone: 0, bytesDone: 0, since: startTime }),
  continueWith: (resume) => context.df.continueAsNew({ ...input, resume }),
});
