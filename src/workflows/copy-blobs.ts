// The data phase of a backup: lanes of slices that list, merge with the previous recovery point and copy what is new.

import type { BackupCounters } from '../domain/job/counters.ts';
import type { BackUpResume, BackUpStorageAccountInput, BackupRun } from './catalogue.ts';
import { activities } from './catalogue.ts';
import type { Steps, WorkflowContext } from './engine.ts';
import { report } from './report.ts';
import type { RoundsResult } from './rounds.ts';
import { runRounds } from './rounds.ts';

export function* copyBlobs(
  context: WorkflowContext,
  run: BackupRun,
  { settings }: BackUpStorageAccountInput,
  state: BackUpResume,
): Steps<RoundsResult<BackupCounters>> {
  return yield* runRounds(
    context,
    {
      activity: activities.backUpSlice,
      inputFor: ({ lane, seq }) => ({ ...run, lane, seq, sliceSeconds: settings.sliceSeconds }),
      report: (counters) =>
        report(context, {
          jobId: run.jobId,
          phase: 'Copy new and changed blobs',
          blobsDone: counters.blobs,
          bytesDone: counters.bytes,
          since: state.pointTime,
          ...(state.expected === undefined ? {} : { expected: state.expected }),
        }),
    },
    state,
  );
}
