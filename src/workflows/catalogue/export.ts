// The catalogue's part of exporting the list of jobs.

import type { JobStatus } from '../../domain/job/job.ts';
import type { JobFilter } from '../../domain/job/job-filter.ts';
import type { Failure, Outcome } from '../../domain/shared/failure.ts';
import { activity } from './entry.ts';

export interface ExportJobsInput {
  readonly jobId: string;
  readonly filter: JobFilter;
  readonly settings: { readonly jobsPerPart: number };
  readonly resume?: ExportResume;
}

export interface ExportResume {
  readonly startTime: string;
  /** Ids of the parts so far, which both files share. */
  readonly parts: readonly string[];
  readonly jobs: number;
  /** Where the next part begins in the list of jobs; absent: there is none. */
  readonly continuation?: string;
}

export interface ExportJobsOutput {
  readonly status: JobStatus;
  readonly failure?: Failure;
}

const openExport = activity<
  { readonly jobId: string; readonly startTime: string },
  Outcome<{ readonly state: 'opened' } | { readonly state: 'already-closed'; readonly status: JobStatus }>
>()('openExport', 'storage');

const exportSlice = activity<
  {
    readonly jobId: string;
    readonly filter: JobFilter;
    /** Number of the part. */
    readonly seq: number;
    readonly jobsPerPart: number;
    /** Jobs in the parts before. */
    readonly before: number;
    readonly continuation?: string;
  },
  Outcome<{ readonly part: string; readonly jobs: number; readonly continuation?: string }>
>()('exportSlice', 'storage');

const commitExport = activity<
  { readonly jobId: string; readonly parts: readonly string[] },
  Outcome<{ readonly files: number }>
>()('commitExport', 'storage');

const closeExport = activity<
  {
    readonly jobId: string;
    readonly jobs: number;
    readonly ending: { readonly kind: 'completed' } | { readonly kind: 'failed'; readonly failure: Failure };
    readonly endTime: string;
  },
  ExportJobsOutput
>()('closeExport', 'closing');

export const exportActivities = { openExport, exportSlice, commitExport, closeExport } as const;
