// The long phases of a prune, each as rounds of slices: which activity works, and what is told meanwhile.

import type { PruneCounters } from '../domain/job/counters.ts';
import type { LaneState } from '../domain/job/slices.ts';
import type { PrunePhase } from '../domain/job/sub-tasks.ts';
import type {
  PruneRecoveryPointsInput,
  PruneResume,
  PruneRun,
  PruneSlice,
  PruneSlicePhase,
} from './catalogue/prune.ts';
import { activities } from './catalogue.ts';
import type { Steps, WorkflowContext } from './engine.ts';
import { report } from './report.ts';
import type { RoundsResult } from './rounds.ts';
import { runRounds } from './rounds.ts';

const phaseNames: Readonly<Record<PruneSlicePhase, PrunePhase>> = {
  points: 'Delete recovery points',
  index: 'Find what is in use',
  leaves: 'Find what is in use',
  objects: 'Delete unused objects',
  chunks: 'Delete unused chunks',
};

export function* prunePhase(
  context: WorkflowContext,
  run: PruneRun,
  input: PruneRecoveryPointsInput,
  state: PruneResume,
): Steps<RoundsResult<PruneCounters>> {
  const { phase, startTime, lanes, counters } = state;
  const { sliceSeconds } = input.settings;
  const slice = ({ lane, seq }: LaneState): PruneSlice => ({
    ...run,
    lane,
    lanes: lanes.length,
    seq,
    sliceSeconds,
  });
  const tell = (done: PruneCounters): Steps<void> =>
    report(context, {
      jobId: run.jobId,
      phase: phaseNames[phase],
      blobsDone: done.objectsDeleted,
      bytesDone: done.bytesFreed,
      since: startTime,
    });
  const start = { lanes, counters, goneContainers: [] };
  switch (phase) {
    case 'points':
      return yield* runRounds(
        context,
        {
          activity: activities.deletePointsSlice,
          inputFor: slice,
          report: tell,
        },
        start,
      );
    case 'index':
      return yield* runRounds(
        context,
        { activity: activities.markIndexSlice, inputFor: slice, report: tell },
        start,
      );
    case 'leaves':
      return yield* runRounds(
        context,
        { activity: activities.markLeavesSlice, inputFor: slice, report: tell },
        start,
      );
    case 'objects':
    case 'chunks':
      return yield* runRounds(
        context,
        {
          activity: activities.sweepSlice,
          inputFor: (lane) => ({ ...slice(lane), kind: phase }),
          report: tell,
        },
        start,
      );
  }
}
