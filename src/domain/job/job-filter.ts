// Which jobs of a list.

import type { JobOperation, JobStatus } from './job.ts';

/** Absent: not chosen by it. */
export interface JobFilter {
  readonly backupInstance?: string;
  readonly statuses?: readonly JobStatus[];
  readonly operations?: readonly JobOperation[];
  /** When they started: milliseconds since the Unix epoch, both inclusive. */
  readonly startedSince?: number;
  readonly startedUntil?: number;
}
