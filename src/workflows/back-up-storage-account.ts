// Backs up one storage account: markers at the source, new and changed blobs to the vault, markers after them, the
// manifest, and last the record of the recovery point. However it goes, the job is closed and the lock released.

import { noBackupCounters } from '../domain/job/counters.ts';
import type { JobStatus } from '../domain/job/job.ts';
import { freshLanes } from '../domain/job/slices.ts';
import type { Failure, Outcome } from '../domain/shared/failure.ts';
import type {
  BackUpResume,
  BackUpStorageAccountInput,
  BackUpStorageAccountOutput,
  BackupRun,
  InputOf,
  OutputOf,
} from './catalogue.ts';
import { activities } from './catalogue.ts';
import { copyBlobs } from './copy-blobs.ts';
import type { Steps, WorkflowContext } from './engine.ts';
import { call, timerIn } from './engine.ts';
import { waitForMarkers } from './marker-wait.ts';
import { report } from './report.ts';
import { failureOf } from './thrown.ts';

type Ending =
  | { readonly kind: 'completed' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'closed-before'; readonly status: JobStatus }
  | { readonly kind: 'continued' };

export function* backUpStorageAccount(context: WorkflowContext): Steps<BackUpStorageAccountOutput> {
  const input = context.df.getInput<BackUpStorageAccountInput>();
  const { backupInstance, recoveryPointId, jobId, trigger } = input;
  const run = { backupInstance, recoveryPointId, jobId };
  let ending: Ending;
  try {
    ending = yield* backUp(context, run, input);
  } catch (thrown) {
    ending = { kind: 'failed', failure: failureOf(thrown) };
  }
  if (ending.kind === 'continued') return { status: 'InProgress' };
  if (ending.kind === 'closed-before') return { status: ending.status };
  const endTime = context.df.currentUtcDateTime.toISOString();
  const { status } = yield* call(context, activities.closeBackup, { ...run, trigger, ending, endTime });
  return ending.kind === 'failed' && (status === 'Failed' || status === 'Cancelled')
    ? { status, failure: ending.failure }
    : { status, recoveryPointId };
}

function* backUp(context: WorkflowContext, run: BackupRun, input: BackUpStorageAccountInput): Steps<Ending> {
  let state = input.resume;
  if (state === undefined) {
    const begun = yield* begin(context, run, input);
    if (begun.kind !== 'begun') return begun;
    state = begun.state;
  }
  if (state.phase === 'copy') {
    const copied = yield* copyBlobs(context, run, input, state);
    if (copied.kind === 'failed') return copied;
    state = { ...state, ...copied.state };
    if (copied.kind === 'paused') return continueAsNew(context, input, state);
    const replicated = yield* call(context, activities.replicateMarkers, {
      ...run,
      pointTime: state.pointTime,
      goneContainers: state.goneContainers,
    });
    if (!replicated.ok) return { kind: 'failed', failure: replicated.failure };
    const deadline = context.df.currentUtcDateTime.getTime() + input.settings.markerDeadlineSeconds * 1_000;
    const { goneContainers } = replicated.value;
    state = { ...state, phase: 'markers', goneContainers, markerDeadline: new Date(deadline).toISOString() };
  }
  const waited = yield* waitForMarkers(context, markerWait(context, run, input, state));
  if (!waited.ok) return { kind: 'failed', failure: waited.failure };
  if (waited.value === 'paused') return continueAsNew(context, input, state);
  return yield* sealAndCommit(context, run, input, state);
}

function* begin(
  context: WorkflowContext,
  run: BackupRun,
  input: BackUpStorageAccountInput,
): Steps<Ending | { readonly kind: 'begun'; readonly state: BackUpResume }> {
  const { trigger, settings } = input;
  const startTime = context.df.currentUtcDateTime.toISOString();
  const opened = yield* openWhenFree(context, { ...run, trigger, startTime });
  if (opened === 'paused') return continueAsNew(context, input);
  if (!opened.ok) return { kind: 'failed', failure: opened.failure };
  if (opened.value.state === 'already-committed') return { kind: 'completed' };
  if (opened.value.state === 'already-closed') return { kind: 'closed-before', status: opened.value.status };
  const { previous } = opened.value;
  const { lanes, sliceSeconds } = settings;
  const resolved = yield* call(context, activities.resolveContainers, { ...run, lanes, sliceSeconds });
  if (!resolved.ok) return { kind: 'failed', failure: resolved.failure };
  const pointTime = context.df.currentUtcDateTime.toISOString();
  const written = yield* call(context, activities.writeMarkers, { ...run, pointTime });
  if (!written.ok) return { kind: 'failed', failure: written.failure };
  const state: BackUpResume = {
    phase: 'copy',
    pointTime,
    lanes: freshLanes(resolved.value.lanes),
    counters: noBackupCounters,
    goneContainers: [],
    ...(previous === undefined ? {} : { expected: previous }),
  };
  return { kind: 'begun', state };
}

// A look and a wait leave about eight events in the history.
const LOOKS_PER_GENERATION = 30;
const PRUNE_POLL_SECONDS = 120;

/** A scheduled backup that comes while the instance is pruned waits: its slot would be lost otherwise. */
function* openWhenFree(
  context: WorkflowContext,
  input: InputOf<typeof activities.openBackup>,
): Steps<'paused' | Outcome<Exclude<Opened, { readonly state: 'prune-under-way' }>>> {
  for (let look = 0; look < LOOKS_PER_GENERATION; look += 1) {
    const opened = yield* call(context, activities.openBackup, input);
    if (!opened.ok) return opened;
    if (opened.value.state !== 'prune-under-way') return { ok: true, value: opened.value };
    yield timerIn(context, PRUNE_POLL_SECONDS);
  }
  return 'paused';
}

type Opened = Extract<OutputOf<typeof activities.openBackup>, { readonly ok: true }>['value'];

const markerWait = (
  context: WorkflowContext,
  run: BackupRun,
  { settings }: BackUpStorageAccountInput,
  { counters, goneContainers, markerDeadline, pointTime }: BackUpResume,
) => ({
  run,
  goneContainers,
  pollSeconds: settings.pollSeconds,
  deadline: markerDeadline ?? pointTime,
  onWaiting: () =>
    report(context, {
      jobId: run.jobId,
      phase: 'Wait for markers in the vault',
      blobsDone: counters.blobs,
      bytesDone: counters.bytes,
      since: pointTime,
    }),
});

function* sealAndCommit(
  context: WorkflowContext,
  run: BackupRun,
  { trigger, retentionTag, askedTag }: BackUpStorageAccountInput,
  { lanes, pointTime, goneContainers }: BackUpResume,
): Steps<Ending> {
  const sealed = yield* call(context, activities.sealManifest, {
    ...run,
    slicesPerLane: lanes.map(({ seq }) => seq),
    goneContainers,
  });
  if (!sealed.ok) return { kind: 'failed', failure: sealed.failure };
  const completedAt = context.df.currentUtcDateTime.toISOString();
  const committed = yield* call(context, activities.commitRecoveryPoint, {
    ...run,
    pointTime,
    completedAt,
    trigger,
    retentionTag,
    ...(askedTag === undefined ? {} : { askedTag }),
  });
  return committed.ok ? { kind: 'completed' } : { kind: 'failed', failure: committed.failure };
}

const continueAsNew = (
  context: WorkflowContext,
  input: BackUpStorageAccountInput,
  resume?: BackUpResume,
): Ending => {
  context.df.continueAsNew(resume === undefined ? input : { ...input, resume });
  return { kind: 'continued' };
};
