// Checks a whole vault: its documents, then that all which manifests name is there, then what is there that nothing names.
// With repair, what can be put right is put right on the way. However it goes, the job is closed.

import type { CheckCounters } from '../domain/check/check.ts';
import { noCheckCounters } from '../domain/check/check.ts';
import type { JobStatus } from '../domain/job/job.ts';
import { freshLanes } from '../domain/job/slices.ts';
import type { CheckPhase } from '../domain/job/sub-tasks.ts';
import type { Failure } from '../domain/shared/failure.ts';
import type { CheckResume, CheckVaultInput, CheckVaultOutput } from './catalogue/check.ts';
import { activities } from './catalogue.ts';
import type { Steps, WorkflowContext } from './engine.ts';
import { call } from './engine.ts';
import { searchForGarbage } from './garbage-search.ts';
import { report } from './report.ts';
import { runRounds } from './rounds.ts';
import { failureOf } from './thrown.ts';

type Ending =
  | { readonly kind: 'completed' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'closed-before'; readonly status: JobStatus }
  | { readonly kind: 'continued' };

export function* checkVault(context: WorkflowContext): Steps<CheckVaultOutput> {
  const input = context.df.getInput<CheckVaultInput>();
  const { jobId, repair, abandoned } = input;
  let ending: Ending;
  try {
    ending = yield* check(context, input);
  } catch (thrown) {
    ending = { kind: 'failed', failure: failureOf(thrown) };
  }
  if (ending.kind === 'continued') return { status: 'InProgress' };
  if (ending.kind === 'closed-before') return { status: ending.status };
  const endTime = context.df.currentUtcDateTime.toISOString();
  return yield* call(context, activities.closeCheck, { jobId, repair, abandoned, ending, endTime });
}

function* check(context: WorkflowContext, input: CheckVaultInput): Steps<Ending> {
  let state = input.resume;
  if (state === undefined) {
    const { jobId, settings } = input;
    const startTime = context.df.currentUtcDateTime.toISOString();
    const opened = yield* call(context, activities.openCheck, { jobId, lanes: settings.lanes, startTime });
    if (!opened.ok) return { kind: 'failed', failure: opened.failure };
    if (opened.value.state === 'already-closed')
      return { kind: 'closed-before', status: opened.value.status };
    const manifestLanes = opened.value.lanes;
    state = { startTime, phase: 'documents', manifestLanes, lanes: freshLanes(1), counters: noCheckCounters };
  }
  if (state.phase === 'documents') {
    const read = yield* rounds(context, input, state);
    if (read.kind === 'failed') return read;
    const { lanes, counters } = read.state;
    state = { ...state, lanes, counters };
    if (read.kind === 'paused') return continueAsNew(context, input, state);
    state = { ...state, phase: 'manifests', lanes: freshLanes(state.manifestLanes) };
  }
  if (state.phase === 'manifests') {
    const looked = yield* rounds(context, input, state);
    if (looked.kind === 'failed') return looked;
    const { lanes, counters } = looked.state;
    state = { ...state, lanes, counters };
    if (looked.kind === 'paused') return continueAsNew(context, input, state);
    state = { ...state, phase: 'garbage', lanes: [] };
  }
  const searched = yield* searchForGarbage(context, input, state);
  return searched.kind === 'paused' ? continueAsNew(context, input, searched.state) : searched;
}

const phases: Readonly<Record<'documents' | 'manifests', CheckPhase>> = {
  documents: 'Read documents',
  manifests: 'Look for what manifests name',
};

function* rounds(
  context: WorkflowContext,
  { jobId, repair, settings }: CheckVaultInput,
  { phase: current, lanes, counters, startTime }: CheckResume,
) {
  const phase = current === 'documents' ? 'documents' : 'manifests';
  const { sliceSeconds } = settings;
  return yield* runRounds(
    context,
    {
      activity: phase === 'documents' ? activities.checkDocumentsSlice : activities.checkManifestsSlice,
      inputFor: ({ lane, seq }) => ({ jobId, repair, lane, seq, sliceSeconds, lanes: lanes.length }),
      report: (sum: CheckCounters) =>
        report(context, {
          jobId,
          phase: phases[phase],
          blobsDone: phase === 'documents' ? sum.documents : sum.blobs,
          bytesDone: sum.bytes,
          since: startTime,
        }),
    },
    { lanes, counters, goneContainers: [] },
  );
}

const continueAsNew = (context: WorkflowContext, input: CheckVaultInput, resume: CheckResume): Ending => {
  context.df.continueAsNew({ ...input, resume });
  return { kind: 'continued' };
};
