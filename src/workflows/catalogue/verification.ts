// The catalogue's part of verifying a recovery point.

import type { JobStatus } from '../../domain/job/job.ts';
import type { LaneState, SliceOutcome } from '../../domain/job/slices.ts';
import type { Failure, Outcome } from '../../domain/shared/failure.ts';
import type { VerificationCounters } from '../../domain/verification/counters.ts';
import { activity } from './entry.ts';

/** Which verification: the key of everything that its activities read and write. */
export interface VerifyRun {
  readonly backupInstance: string;
  readonly recoveryPointId: string;
  readonly jobId: string;
}

export interface VerifySettings {
  readonly lanes: number;
  readonly sliceSeconds: number;
}

export type VerificationEnding =
  | { readonly kind: 'completed' }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface VerifyRecoveryPointInput extends VerifyRun {
  /** So many percent of the blobs are read to their end; 100: all. */
  readonly samplePercent: number;
  readonly settings: VerifySettings;
  readonly resume?: VerifyResume;
}

export interface VerifyResume {
  readonly startTime: string;
  readonly expected: { readonly blobs: number; readonly bytes: number };
  readonly lanes: readonly LaneState[];
  readonly counters: VerificationCounters;
}

export interface VerifyRecoveryPointOutput {
  readonly status: JobStatus;
  readonly failure?: Failure;
}

const openVerification = activity<
  VerifyRun & { readonly lanes: number; readonly startTime: string },
  Outcome<
    | { readonly state: 'opened'; readonly lanes: number; readonly blobs: number; readonly bytes: number }
    | { readonly state: 'already-closed'; readonly status: JobStatus }
  >
>()('openVerification', 'storage');

const verifySlice = activity<
  VerifyRun & {
    readonly samplePercent: number;
    readonly lanes: number;
    readonly lane: number;
    readonly seq: number;
    readonly sliceSeconds: number;
  },
  SliceOutcome<VerificationCounters>
>()('verifySlice', 'none');

const closeVerification = activity<
  VerifyRun & {
    readonly samplePercent: number;
    readonly ending: VerificationEnding;
    readonly endTime: string;
  },
  { readonly status: JobStatus; readonly failure?: Failure }
>()('closeVerification', 'closing');

export const verificationActivities = { openVerification, verifySlice, closeVerification } as const;
