// POST exportBackupJobs, what becomes of it, and the end of what was exported.

import type { Job } from '../domain/job/job.ts';
import type { JobFilter } from '../domain/job/job-filter.ts';
import { jobIdFor } from '../domain/job/job-id.ts';
import { newExportJob } from '../domain/job/new-job.ts';
import { exportOrchestrationId } from '../domain/job/orchestration-id.ts';
import { linkExpiry } from '../domain/job-export/job-export.ts';
import type { Outcome } from '../domain/shared/failure.ts';
import { fail, succeed } from '../domain/shared/failure.ts';
import type { ReadLink } from '../ports/object-store.ts';
import { isStoreError } from '../ports/object-store.ts';
import type { WorkflowClient } from '../ports/workflow-client.ts';
import type { ExportJobsInput } from '../workflows/catalogue/export.ts';
import { orchestrations } from '../workflows/catalogue.ts';
import type { OperationDependencies } from './dependencies.ts';

export interface ExportStart {
  readonly filter: JobFilter;
  /** Unique to the request. */
  readonly requestId: string;
}

/** As many as the service lists at once; some seven megabytes. */
const JOBS_PER_PART = 5000;

export const startExport =
  ({ vault, clock }: OperationDependencies) =>
  async (
    workflows: WorkflowClient,
    { filter, requestId }: ExportStart,
  ): Promise<Outcome<{ readonly jobId: string }>> => {
    const now = clock.now();
    const jobId = jobIdFor(now, requestId);
    await vault.jobs.create(newExportJob({ jobId, startTime: new Date(now).toISOString() }));
    const input: ExportJobsInput = { jobId, filter, settings: { jobsPerPart: JOBS_PER_PART } };
    await workflows.start(orchestrations.exportJobs, exportOrchestrationId(jobId), input);
    return succeed({ jobId });
  };

export interface ExportLinks {
  readonly json: ReadLink;
  readonly csv: ReadLink;
}

/** Links to the files of an export that has ended well, made anew each time. */
export const exportLinks =
  ({ vault, clock }: OperationDependencies) =>
  async ({ id }: Pick<Job, 'id'>): Promise<Outcome<ExportLinks>> => {
    const expiresAt = linkExpiry(id, clock.now());
    try {
      const isOver = expiresAt <= clock.now();
      const json = isOver ? undefined : await vault.exports.link(id, 'json', expiresAt);
      const csv = isOver ? undefined : await vault.exports.link(id, 'csv', expiresAt);
      if (json !== undefined && csv !== undefined) return succeed({ json, csv });
    } catch (error) {
      if (isStoreError(error) && error.code === 'forbidden') return mayNotSign;
      throw error;
    }
    return fail(
      'UserErrorExportExpired',
      `What the job ${id} exported is not there any more: exports are deleted after a day.`,
      ['Export the jobs again.'],
      'operationId',
    );
  };

const mayNotSign = fail(
  'UserErrorMissingRequiredPermissions',
  "The app may not sign links to files of the vault's control account.",
  [
    'Give the identity of the app the role Storage Blob Data Owner on the control account itself: a role on a container gives no user delegation keys.',
  ],
);

/** Returns the number of files deleted. */
export const removeExpiredExports =
  ({ vault, clock, log }: OperationDependencies) =>
  async (): Promise<number> => {
    const removed = await vault.exports.removeExpired(clock.now());
    if (removed > 0) log.info('Exported lists of jobs have expired and are deleted', { files: removed });
    return removed;
  };
