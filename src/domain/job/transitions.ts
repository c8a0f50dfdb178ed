// The job's state machine: which status may follow which. A final status stays, whatever comes late or twice.

import type { Failure } from '../shared/failure.ts';
import { isCancellation } from './cancellation.ts';
import type { JobStatus } from './job.ts';

const next: Readonly<Record<JobStatus, readonly JobStatus[]>> = {
  InProgress: ['Completed', 'CompletedWithWarnings', 'Failed', 'Cancelling'],
  // Work that was done before the request arrived stays done.
  Cancelling: ['Cancelled', 'Completed', 'CompletedWithWarnings', 'Failed'],
  Completed: [],
  CompletedWithWarnings: [],
  Failed: [],
  Cancelled: [],
};

export const isFinal = (status: JobStatus): boolean => next[status].length === 0;

export const mayFollow = (from: JobStatus, to: JobStatus): boolean => next[from].includes(to);

/** How the job ends: work that stopped because it was told to has not failed. */
export const endOf = (from: JobStatus, to: JobStatus, errors: readonly Failure[]): JobStatus =>
  from === 'Cancelling' && to === 'Failed' && errors.some(isCancellation) ? 'Cancelled' : to;
