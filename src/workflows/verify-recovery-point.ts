// Verifies a recovery point: what its manifest names is looked for in the vault, and read back. However it goes, the job
// is closed and the recovery point unpinned.

import type { JobStatus } from '../domain/job/job.ts';
import { freshLanes } from '../domain/job/slices.ts';
import { noVerificationCounters } from '../domain/verification/counters.ts';
import type {
  VerificationEnding,
  VerifyRecoveryPointInput,
  VerifyRecoveryPointOutput,
  VerifyResume,
  VerifyRun,
} from './catalogue/verification.ts';
import { activities } from './catalogue.ts';
import type { Steps, WorkflowContext } from './engine.ts';
import { call } from './engine.ts';
import { report } from './report.ts';
import { runRounds } from './rounds.ts';
import { failureOf } from './thrown.ts';

type Ending =
  | VerificationEnding
  | { readonly kind: 'closed-before'; readonly status: JobStatus }
  | { readonly kind: 'continued' };

export function* verifyRecoveryPoint(context: WorkflowContext): Steps<VerifyRecoveryPointOutput> {
  const input = context.df.getInput<VerifyRecoveryPointInput>();
  const { backupInstance, recoveryPointId, jobId, samplePercent } = input;
  const run = { backupInstance, recoveryPointId, jobId };
  let ending: Ending;
  try {
    ending = yield* verify(context, run, input);
  } catch (thrown) {
    ending = { kind: 'failed', failure: failureOf(thrown) };
  }
  if (ending.kind === 'continued') return { status: 'InProgress' };
  if (ending.kind === 'closed-before') return { status: ending.status };
  const endTime = context.df.currentUtcDateTime.toISOString();
  return yield* call(context, activities.closeVerification, { ...run, samplePercent, ending, endTime });
}

function* verify(context: WorkflowContext, run: VerifyRun, input: VerifyRecoveryPointInput): Steps<Ending> {
  let state = input.resume;
  if (state === undefined) {
    const begun = yield* begin(context, run, input);
    if (begun.kind !== 'begun') return begun;
    state = begun.state;
  }
  const verified = yield* verifyObjects(context, run, input, state);
  if (verified.kind === 'failed') return verified;
  if (verified.kind === 'finished') return { kind: 'completed' };
  const { lanes, counters } = verified.state;
  context.df.continueAsNew({ ...input, resume: { ...state, lanes, counters } });
  return { kind: 'continued' };
}

function* begin(
  context: WorkflowContext,
  run: VerifyRun,
  { settings }: VerifyRecoveryPointInput,
): Steps<Ending | { readonly kind: 'begun'; readonly state: VerifyResume }> {
  const startTime = context.df.currentUtcDateTime.toISOString();
  const opened = yield* call(context, activities.openVerification, {
    ...run,
    lanes: settings.lanes,
    startTime,
  });
  if (!opened.ok) return { kind: 'failed', failure: opened.failure };
  if (opened.value.state === 'already-closed') return { kind: 'closed-before', status: opened.value.status };
  const { lanes, blobs, bytes } = opened.value;
  const state: VerifyResume = {
    startTime,
    expected: { blobs, bytes },
    lanes: freshLanes(lanes),
    counters: noVerificationCounters,
  };
  return { kind: 'begun', state };
}

function* verifyObjects(
  context: WorkflowContext,
  run: VerifyRun,
  { samplePercent, settings }: VerifyRecoveryPointInput,
  { lanes, counters, expected, startTime }: VerifyResume,
) {
  return yield* runRounds(
    context,
    {
      activity: activities.verifySlice,
      inputFor: ({ lane, seq }) => ({
        ...run,
        samplePercent,
        lanes: lanes.length,
        lane,
        seq,
        sliceSeconds: settings.sliceSeconds,
      }),
      report: (sum) =>
        report(context, {
          jobId: run.jobId,
          phase: 'Verify vault objects',
          blobsDone: sum.blobs,
          bytesDone: sum.bytes,
          expected,
          since: startTime,
        }),
    },
    { lanes, counters, goneContainers: [] },
  );
}
