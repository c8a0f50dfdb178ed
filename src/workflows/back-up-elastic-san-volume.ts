// Backs up one SAN volume: a snapshot inside the SAN, its export to an incremental disk snapshot, the copy behind that to
// its end, the volume snapshot away, and last the record of the recovery point. Before, where there are as many recovery
// points as there may be, the oldest that retention lets go. However it goes, what is temporary is removed, the job closed
// and the lock released.

import { leftoverOf } from '../domain/elastic-san/leftover.ts';
import { noRoomMade } from '../domain/elastic-san/room.ts';
import type { JobStatus } from '../domain/job/job.ts';
import type { VolumeBackupPhase } from '../domain/job/sub-tasks.ts';
import type { Failure } from '../domain/shared/failure.ts';
import type { StepProgress } from './catalogue/resource-step.ts';
import type {
  BackUpVolumeInput,
  BackUpVolumeOutput,
  BackUpVolumeResume,
  VolumeBackupRun,
  VolumeStep,
} from './catalogue/volume-backup.ts';
import { activities } from './catalogue.ts';
import type { Steps, WorkflowContext } from './engine.ts';
import { call } from './engine.ts';
import { report } from './report.ts';
import type { Done, Walk } from './resource-steps.ts';
import { walkSteps, without } from './resource-steps.ts';
import { failureOf } from './thrown.ts';

interface Ending {
  readonly leftovers: readonly string[];
  readonly failure?: Failure;
}

interface Ended {
  readonly kind: 'ended';
  readonly ending: Ending;
}

type Outcome =
  | Ended
  | { readonly kind: 'closed-before'; readonly status: JobStatus }
  | { readonly kind: 'continued' };

export function* backUpElasticSanVolume(context: WorkflowContext): Steps<BackUpVolumeOutput> {
  const input = context.df.getInput<BackUpVolumeInput>();
  const { backupInstance, recoveryPointId, jobId, trigger } = input;
  const run = { backupInstance, recoveryPointId, jobId };
  const begun = input.resume ?? (yield* begin(context, run, input));
  const outcome = 'kind' in begun ? begun : yield* walkSteps(context, walkOf(context, run, input), begun);
  if (outcome.kind === 'continued') return { status: 'InProgress' };
  if (outcome.kind === 'closed-before') return { status: outcome.status };
  const endTime = context.df.currentUtcDateTime.toISOString();
  const closed = yield* call(context, activities.closeVolumeBackup, {
    ...run,
    trigger,
    endTime,
    ...outcome.ending,
  });
  return closed.failure === undefined ? { status: closed.status, recoveryPointId } : closed;
}

const failedAtOnce = (failure: Failure): Outcome => ended({ leftovers: [], failure });

function* begin(
  context: WorkflowContext,
  run: VolumeBackupRun,
  { trigger, source, settings }: BackUpVolumeInput,
): Steps<Outcome | BackUpVolumeResume> {
  const startTime = context.df.currentUtcDateTime.toISOString();
  try {
    const opened = yield* call(context, activities.openVolumeBackup, { ...run, trigger, source, startTime });
    if (!opened.ok) return failedAtOnce(opened.failure);
    const { state } = opened.value;
    if (state === 'already-closed') return { kind: 'closed-before', status: opened.value.status };
    const since = startTime;
    if (state === 'already-committed') {
      const volume = { sizeBytes: 0, location: '' };
      return { step: 'deleteSnapshot', since, startTime, volume, leftovers: [] };
    }
    const { maxVolumeGiB, maxRecoveryPoints } = settings;
    const limits = { maxVolumeGiB, maxRecoveryPoints };
    const checked = yield* call(context, activities.checkVolume, { ...run, source, limits });
    if (!checked.ok) return failedAtOnce(checked.failure);
    const { room, ...volume } = checked.value;
    if (room === undefined) return { step: 'preBackup', since, startTime, volume, leftovers: [] };
    return { step: 'makeRoom', since, startTime, volume, leftovers: [], room: { ...room, index: 0 } };
  } catch (thrown) {
    return failedAtOnce(failureOf(thrown));
  }
}

const nextStep: Readonly<Record<VolumeStep, VolumeStep | 'end'>> = {
  makeRoom: 'preBackup',
  preBackup: 'snapshot',
  snapshot: 'export',
  export: 'copy',
  copy: 'deleteSnapshot',
  deleteSnapshot: 'commit',
  commit: 'end',
  // Which also ends an export that hangs, and would keep its source.
  discardExport: 'deleteSnapshot',
};

const after = (state: BackUpVolumeResume): VolumeStep | 'end' =>
  state.step === 'deleteSnapshot' && state.failure !== undefined ? 'end' : nextStep[state.step];

/** Where a step that has failed leads: what tidies up goes on, and what makes something turns to tidying up. */
const afterFailure = (state: BackUpVolumeResume, failure: Failure): BackUpVolumeResume | Ended => {
  if (state.step === 'makeRoom') return afterPoint(state, failure);
  const what = leftoverOf(state.step);
  if (what !== undefined) {
    const leftovers = [...state.leftovers, what];
    const step = after(state);
    return step === 'end' ? ended({ ...state, leftovers }) : { ...without(state), step, leftovers };
  }
  // Whether the record was written is not known for sure: the disk snapshot is left to the next sweep, which looks.
  if (state.step === 'commit') return ended({ leftovers: [...state.leftovers, 'disk snapshot'], failure });
  return { ...without(state), step: 'discardExport', failure };
};

const ended = ({ leftovers, failure }: Ending): Ended => ({
  kind: 'ended',
  ending: { leftovers, ...(failure === undefined ? {} : { failure }) },
});

/** The next point that may go, where there is no room yet; nothing has been made, and nothing is left behind. */
const afterPoint = (state: BackUpVolumeResume, outcome: Done | Failure): BackUpVolumeResume | Ended => {
  const { room = { needed: 0, index: 0, count: 0 } } = state;
  // A deletion that hangs goes on by itself, and the next prune finds its intent.
  if ('code' in outcome && outcome.code !== 'SnapshotDeadlineExceeded')
    return ended({ leftovers: [], failure: outcome });
  const needed = room.needed - ('kind' in outcome && outcome.removed === true ? 1 : 0);
  if (needed <= 0) return { ...without(state), step: nextStep.makeRoom as VolumeStep };
  const index = room.index + 1;
  if (index < room.count) return { ...without(state), room: { ...room, needed, index } };
  return ended({ leftovers: [], failure: noRoomMade(room.count, needed) });
};

const afterSuccess = (state: BackUpVolumeResume, done: Done): BackUpVolumeResume | Ended => {
  if (state.step === 'makeRoom') return afterPoint(state, done);
  const step = after(state);
  if (step === 'end') return ended(state);
  return { ...without(state), step, ...(state.step === 'snapshot' ? { pointTime: state.since } : {}) };
};

const walkOf = (
  context: WorkflowContext,
  run: VolumeBackupRun,
  input: BackUpVolumeInput,
): Walk<BackUpVolumeResume, Ended> => ({
  look: (state) => look(context, run, input, state),
  deadlineSeconds: ({ step }) =>
    step === 'copy' ? input.settings.copyDeadlineSeconds : input.settings.stepDeadlineSeconds,
  afterSuccess,
  afterFailure,
  tell: (state, percent) => tell(context, run, state, percent),
  continueWith: (resume) => context.df.continueAsNew({ ...input, resume }),
});

function* look(
  context: WorkflowContext,
  run: VolumeBackupRun,
  input: BackUpVolumeInput,
  state: BackUpVolumeResume,
): Steps<StepProgress> {
  if (state.step === 'commit') return yield* commit(context, run, input, state);
  const { pollSeconds } = input.settings;
  const operation = state.operation === undefined ? {} : { operation: state.operation };
  if (state.step === 'makeRoom') {
    const { backupInstance, jobId } = run;
    const index = state.room?.index ?? 0;
    const point = { backupInstance, jobId, index };
    return yield* call(context, activities.deleteVolumePoint, { ...point, pollSeconds, ...operation });
  }
  return yield* call(context, activities.advanceVolumeStep, {
    ...run,
    source: input.source,
    location: state.volume.location,
    step: state.step,
    pollSeconds,
    ...operation,
  });
}

function* commit(
  context: WorkflowContext,
  run: VolumeBackupRun,
  { source, trigger, retentionTag, askedTag, policyName }: BackUpVolumeInput,
  { volume, pointTime, startTime }: BackUpVolumeResume,
): Steps<StepProgress> {
  const committed = yield* call(context, activities.commitVolumePoint, {
    ...run,
    source,
    volume,
    pointTime: pointTime ?? startTime,
    completedAt: context.df.currentUtcDateTime.toISOString(),
    trigger,
    retentionTag,
    ...(askedTag === undefined ? {} : { askedTag }),
    policyName,
  });
  return committed.ok ? { kind: 'done' } : { kind: 'failed', failure: committed.failure };
}

const phases: Readonly<Record<VolumeStep, VolumeBackupPhase>> = {
  makeRoom: 'Validate volume',
  preBackup: 'Validate volume',
  snapshot: 'Take volume snapshot',
  export: 'Export to disk snapshot',
  copy: 'Export to disk snapshot',
  deleteSnapshot: 'Remove volume snapshot',
  commit: 'Commit recovery point',
  discardExport: 'Remove volume snapshot',
};

function* tell(
  context: WorkflowContext,
  { jobId }: VolumeBackupRun,
  { step, volume, startTime }: BackUpVolumeResume,
  percent: number,
): Steps<void> {
  const bytesDone = Math.round((volume.sizeBytes * percent) / 100);
  const expected = { blobs: 0, bytes: volume.sizeBytes };
  yield* report(context, { jobId, phase: phases[step], blobsDone: 0, bytesDone, expected, since: startTime });
}
