// The catalogue's part of checking a vault.

import type { CheckCounters } from '../../domain/check/check.ts';
import type { JobStatus } from '../../domain/job/job.ts';
import type { LaneState, SliceOutcome } from '../../domain/job/slices.ts';
import type { Failure, Outcome } from '../../domain/shared/failure.ts';
import { activity } from './entry.ts';

export interface CheckVaultInput {
  readonly jobId: string;
  readonly repair: boolean;
  /** Locks, pins and jobs that were found without a workflow when the check was asked for. */
  readonly abandoned: readonly string[];
  readonly settings: { readonly lanes: number; readonly sliceSeconds: number };
  readonly resume?: CheckResume;
}

export interface CheckResume {
  readonly startTime: string;
  readonly phase: 'documents' | 'manifests';
  /** Of the phase `manifests`. */
  readonly manifestLanes: number;
  readonly lanes: readonly LaneState[];
  readonly counters: CheckCounters;
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

export const openCheck = activity<
  { readonly jobId: string; readonly lanes: number; readonly startTime: string },
  Outcome<
    | { readonly state: 'opened'; readonly lanes: number }
    | { readonly state: 'already-closed'; readonly status: JobStatus }
  >
>()('openCheck', 'storage');

export const checkDocumentsSlice = activity<CheckSlice, SliceOutcome<CheckCounters>>()(
  'checkDocumentsSlice',
  'none',
);

export const checkManifestsSlice = activity<
  CheckSlice & { readonly lanes: number },
  SliceOutcome<CheckCounters>
>()('checkManifestsSlice', 'none');

export const closeCheck = activity<
  {
    readonly jobId: string;
    readonly repair: boolean;
    readonly abandoned: readonly string[];
    readonly ending: { readonly kind: 'completed' } | { readonly kind: 'failed'; readonly failure: Failure };
    readonly endTime: string;
  },
  CheckVaultOutput
>()('closeCheck', 'closing');
