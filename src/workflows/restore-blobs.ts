// The two data phases of a restore: copying blobs to the target, then comparing every one with the manifest.

import type { RestoreCounters, VerifyCounters } from '../domain/job/counters.ts';
import type { LaneState } from '../domain/job/slices.ts';
import type { RestoreResume, RestoreRun, RestoreStorageAccountInput } from './catalogue.ts';
import { activities } from './catalogue.ts';
import type { Steps, WorkflowContext } from './engine.ts';
import { report } from './report.ts';
import type { RoundsResult } from './rounds.ts';
import { runRounds } from './rounds.ts';

const sliceInput =
  (run: RestoreRun, { settings }: RestoreStorageAccountInput) =>
  ({ lane, seq }: LaneState) => ({ ...run, lane, seq, sliceSeconds: settings.sliceSeconds });

export function* restoreBlobs(
  context: WorkflowContext,
  run: RestoreRun,
  input: RestoreStorageAccountInput,
  { lanes, restored, plan, startTime }: RestoreResume,
): Steps<RoundsResult<RestoreCounters>> {
  return yield* runRounds(
    context,
    {
      activity: activities.restoreSlice,
      inputFor: sliceInput(run, input),
      report: (counters) =>
        report(context, {
          jobId: run.jobId,
          phase: 'Restore blobs',
          blobsDone: counters.blobs + counters.skipped,
          bytesDone: counters.bytes,
          expected: plan,
          since: startTime,
        }),
    },
    { lanes, counters: restored, goneContainers: [] },
  );
}

export function* verifyBlobs(
  context: WorkflowContext,
  run: RestoreRun,
  input: RestoreStorageAccountInput,
  { lanes, verified, restored, plan, startTime }: RestoreResume,
): Steps<RoundsResult<VerifyCounters>> {
  return yield* runRounds(
    context,
    {
      activity: activities.verifyRestoreSlice,
      inputFor: sliceInput(run, input),
      report: (counters) =>
        report(context, {
          jobId: run.jobId,
          phase: 'Verify blobs',
          blobsDone: counters.verified + counters.differing + counters.missing,
          bytesDone: restored.bytes,
          expected: plan,
          since: startTime,
        }),
    },
    { lanes, counters: verified, goneContainers: [] },
  );
}
