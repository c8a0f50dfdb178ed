// The catalogue's part of checking a vault.

import type { CheckCounters } from '../../domain/check/check.ts';
import type { JobStatus } from '../../domain/job/job.ts';
import type { LaneState, SliceOutcome } from '../../domain/job/slices.ts';
import type { Failure, Outcome } from '../../domain/shared/failure.ts';
import { activity } from './entry.ts';
import type { PruneResume } from './prune.ts';

export interface CheckVaultInput {
  readonly jobId: string;
  readonly repair: boolean;
  /** Locks, pins and jobs that were found without a workflow when the check was asked for. */
  readonly abandoned: readonly string[];
  readonly settings: {
    readonly lanes: number;
    readonly sliceSeconds: number;
    /** What no recovery point names, and is older, is garbage. Absent: begun by a version that did not look for any. */
    readonly graceSeconds?: number;
  };
  readonly resume?: CheckResume;
}

export interface CheckResume {
  readonly startTime: string;
  readonly phase: 'documents' | 'manifests' | 'garbage';
  /** Of the phase `manifests`. */
  readonly manifestLanes: number;
  readonly lanes: readonly LaneState[];
  readonly counters: CheckCounters;
  /** Of the phase `garbage`. */
  readonly search?: GarbageSearch;
}

/** Instances are gone through by name. */
export interface GarbageSearch {
  /** Instances that are dealt with. */
  readonly done: number;
  readonly last?: string;
  /** The one under way. */
  readonly work?: { readonly backupInstance: string; readonly state: PruneResume };
}

export interface CheckVaultOutput {
  readonly status: JobStatus;
  readonly failure?: Failure;
}

interface CheckSlice {
  readonly jobId: string;
  readonly repair: boolean;
  readonly lane: number;
  readonly seq: number;
  readonly sliceSeconds: number;
}

const openCheck = activity<
  { readonly jobId: string; readonly lanes: number; readonly startTime: string },
  Outcome<
    | { readonly state: 'opened'; readonly lanes: number }
    | { readonly state: 'already-closed'; readonly status: JobStatus }
  >
>()('openCheck', 'storage');

const checkDocumentsSlice = activity<CheckSlice, SliceOutcome<CheckCounters>>()(
  'checkDocumentsSlice',
  'none',
);

const checkManifestsSlice = activity<CheckSlice & { readonly lanes: number }, SliceOutcome<CheckCounters>>()(
  'checkManifestsSlice',
  'none',
);

/** Takes the next instance's lock, so that what nothing names stays so, and plans what is to be looked for. */
const openGarbageSearch = activity<
  {
    readonly jobId: string;
    readonly repair: boolean;
    readonly startTime: string;
    readonly graceSeconds: number;
    readonly seq: number;
    /** Of instances whose names come after this one. */
    readonly after?: string;
  },
  Outcome<
    | { readonly state: 'opened'; readonly backupInstance: string }
    | { readonly state: 'refused'; readonly backupInstance: string; readonly failure: Failure }
    | { readonly state: 'none-left' }
  >
>()('openGarbageSearch', 'storage');

/** Records what was found, and lets go of the instance. */
const closeGarbageSearch = activity<
  {
    readonly jobId: string;
    readonly repair: boolean;
    readonly backupInstance: string;
    readonly seq: number;
    readonly ending: { readonly kind: 'completed' } | { readonly kind: 'failed'; readonly failure: Failure };
  },
  { readonly recorded: true }
>()('closeGarbageSearch', 'closing');

const closeCheck = activity<
  {
    readonly jobId: string;
    readonly repair: boolean;
    readonly abandoned: readonly string[];
    readonly ending: { readonly kind: 'completed' } | { readonly kind: 'failed'; readonly failure: Failure };
    readonly endTime: string;
  },
  CheckVaultOutput
>()('closeCheck', 'closing');

export const checkActivities = {
  openCheck,
  checkDocumentsSlice,
  checkManifestsSlice,
  openGarbageSearch,
  closeGarbageSearch,
  closeCheck,
} as const;
