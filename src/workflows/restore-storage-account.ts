// Restores a recovery point, or a part of it, into another storage account: plan, containers, blobs, verification. A dry
// run ends with the plan. However it goes, the job is closed and the recovery point unpinned.

import { noRestoreCounters, noVerifyCounters } from '../domain/job/counters.ts';
import type { JobStatus } from '../domain/job/job.ts';
import { freshLanes } from '../domain/job/slices.ts';
import type {
  RestoreEnding,
  RestoreResume,
  RestoreRun,
  RestoreStorageAccountInput,
  RestoreStorageAccountOutput,
} from './catalogue.ts';
import { activities } from './catalogue.ts';
import type { Steps, WorkflowContext } from './engine.ts';
import { call } from './engine.ts';
import { restoreBlobs, verifyBlobs } from './restore-blobs.ts';
import { failureOf } from './thrown.ts';

type Ending =
  | RestoreEnding
  | { readonly kind: 'closed-before'; readonly status: JobStatus }
  | { readonly kind: 'continued' };

export function* restoreStorageAccount(context: WorkflowContext): Steps<RestoreStorageAccountOutput> {
  const input = context.df.getInput<RestoreStorageAccountInput>();
  const { backupInstance, recoveryPointId, jobId, targetAccountId, dryRun } = input;
  const run = { backupInstance, recoveryPointId, jobId };
  let ending: Ending;
  try {
    ending = yield* restore(context, run, input);
  } catch (thrown) {
    ending = { kind: 'failed', failure: failureOf(thrown) };
  }
  if (ending.kind === 'continued') return { status: 'InProgress' };
  if (ending.kind === 'closed-before') return { status: ending.status };
  const endTime = context.df.currentUtcDateTime.toISOString();
  return yield* call(context, activities.closeRestore, {
    ...run,
    targetAccountId,
    dryRun,
    ending,
    endTime,
  });
}

function* restore(
  context: WorkflowContext,
  run: RestoreRun,
  input: RestoreStorageAccountInput,
): Steps<Ending> {
  let state = input.resume;
  if (state === undefined) {
    const begun = yield* begin(context, run, input);
    if (begun.kind !== 'begun') return begun;
    state = begun.state;
  }
  if (state.phase === 'restore') {
    const restored = yield* restoreBlobs(context, run, input, state);
    if (restored.kind === 'failed') return restored;
    state = { ...state, lanes: restored.state.lanes, restored: restored.state.counters };
    if (restored.kind === 'paused') return continueAsNew(context, input, state);
    state = { ...state, phase: 'verify', lanes: freshLanes(state.plan.lanes) };
  }
  const verified = yield* verifyBlobs(context, run, input, state);
  if (verified.kind === 'failed') return verified;
  state = { ...state, lanes: verified.state.lanes, verified: verified.state.counters };
  if (verified.kind === 'paused') return continueAsNew(context, input, state);
  return { kind: 'completed', restored: state.restored, verified: state.verified };
}

function* begin(
  context: WorkflowContext,
  run: RestoreRun,
  input: RestoreStorageAccountInput,
): Steps<Ending | { readonly kind: 'begun'; readonly state: RestoreResume }> {
  const { targetAccountId, dryRun, selection, renames, conflict, tier, settings } = input;
  const startTime = context.df.currentUtcDateTime.toISOString();
  const opened = yield* call(context, activities.openRestore, { ...run, targetAccountId, dryRun, startTime });
  if (!opened.ok) return { kind: 'failed', failure: opened.failure };
  if (opened.value.state === 'already-closed') return { kind: 'closed-before', status: opened.value.status };
  const planned = yield* call(context, activities.planRestore, {
    ...run,
    targetAccountId,
    selection,
    renames,
    conflict,
    tier,
    startTime,
    lanes: settings.lanes,
  });
  if (!planned.ok) return { kind: 'failed', failure: planned.failure };
  if (dryRun) return { kind: 'planned', plan: planned.value };
  const created = yield* call(context, activities.createTargetContainers, run);
  if (!created.ok) return { kind: 'failed', failure: created.failure };
  const state: RestoreResume = {
    startTime,
    plan: planned.value,
    phase: 'restore',
    lanes: freshLanes(planned.value.lanes),
    restored: noRestoreCounters,
    verified: noVerifyCounters,
  };
  return { kind: 'begun', state };
}

const continueAsNew = (
  context: WorkflowContext,
  input: RestoreStorageAccountInput,
  resume: RestoreResume,
): Ending => {
  context.df.continueAsNew({ ...input, resume });
  return { kind: 'continued' };
};
