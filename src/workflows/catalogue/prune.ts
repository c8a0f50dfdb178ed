// The catalogue's entries for pruning: recovery points go, then what they alone named.

import type { PruneCounters } from '../../domain/job/counters.ts';
import type { JobStatus } from '../../domain/job/job.ts';
import type { LaneState, SliceOutcome } from '../../domain/job/slices.ts';
import type { Failure, Outcome } from '../../domain/shared/failure.ts';
import { activity } from './entry.ts';

export interface PruneSettings {
  readonly lanes: number;
  readonly sliceSeconds: number;
  /** What is of no recovery point, and older, is garbage. */
  readonly graceSeconds: number;
}

/** Which prune: the key of everything that its activities read and write. */
export interface PruneRun {
  readonly backupInstance: string;
  readonly jobId: string;
}

export interface PruneRecoveryPointsInput extends PruneRun {
  readonly trigger: 'scheduled' | 'adhoc';
  readonly dryRun: boolean;
  /** Recovery points to be deleted whatever their retention. */
  readonly requested: readonly string[];
  readonly settings: PruneSettings;
  /** Set by the workflow itself when it continues as new. */
  readonly resume?: PruneResume;
}

export type PruneSlicePhase = 'points' | 'index' | 'leaves' | 'objects' | 'chunks';

/** Compact: it travels in every continue-as-new. */
export interface PruneResume {
  readonly phase: PruneSlicePhase;
  readonly startTime: string;
  readonly lanes: readonly LaneState[];
  readonly counters: PruneCounters;
  /** How the work after the phase `points` is cut. */
  readonly cut: MarkingCut;
}

export interface MarkingCut {
  /** Stretches of keys. */
  readonly parts: number;
  /** Prefixes of stored names. */
  readonly fans: number;
}

export interface PruneRecoveryPointsOutput {
  readonly status: JobStatus;
  readonly failure?: Failure;
}

export type PruneEnding =
  | { readonly kind: 'completed' }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface PruneSlice extends PruneRun {
  readonly lane: number;
  readonly lanes: number;
  readonly seq: number;
  readonly sliceSeconds: number;
}

type PruneSliceOutcome = SliceOutcome<PruneCounters>;

const openPrune = activity<
  PruneRun & {
    readonly trigger: 'scheduled' | 'adhoc';
    readonly dryRun: boolean;
    readonly requested: readonly string[];
    readonly graceSeconds: number;
    readonly startTime: string;
  },
  Outcome<{ readonly state: 'opened' } | { readonly state: 'already-closed'; readonly status: JobStatus }>
>()('openPrune', 'storage');

const deletePointsSlice = activity<PruneSlice, PruneSliceOutcome>()('deletePointsSlice', 'none');

const planMarking = activity<PruneRun, Outcome<MarkingCut>>()('planMarking', 'storage');

const markIndexSlice = activity<PruneSlice, PruneSliceOutcome>()('markIndexSlice', 'none');

const markLeavesSlice = activity<PruneSlice, PruneSliceOutcome>()('markLeavesSlice', 'none');

const sweepSlice = activity<PruneSlice & { readonly kind: 'objects' | 'chunks' }, PruneSliceOutcome>()(
  'sweepSlice',
  'none',
);

const closePrune = activity<
  PruneRun & {
    readonly trigger: 'scheduled' | 'adhoc';
    readonly dryRun: boolean;
    readonly ending: PruneEnding;
    readonly counters: PruneCounters;
    readonly endTime: string;
  },
  { readonly status: JobStatus }
>()('closePrune', 'closing');

export const pruneActivities = {
  openPrune,
  deletePointsSlice,
  planMarking,
  markIndexSlice,
  markLeavesSlice,
  sweepSlice,
  closePrune,
} as const;
