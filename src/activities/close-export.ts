// Activity: ends an export of the list of jobs. One that failed leaves no file.

import { jobStartMs } from '../domain/job/job-id.ts';
import { newExportJob } from '../domain/job/new-job.ts';
import { exportExpiry } from '../domain/job-export/job-export.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import type { JobResult } from './close-job.ts';
import { closeJob } from './close-job.ts';
import type { Dependencies } from './dependencies.ts';

type Input = InputOf<typeof activities.closeExport>;
type Output = OutputOf<typeof activities.closeExport>;

export const closeExport =
  ({ vault, log }: Dependencies) =>
  async (input: Input): Promise<Output> => {
    const { jobId, ending } = input;
    const opened = newExportJob({ jobId, startTime: new Date(jobStartMs(jobId)).toISOString() });
    const closed = await closeJob(vault, opened, resultOf(input));
    if (ending.kind === 'failed' && closed.status !== 'Completed') await vault.exports.remove(jobId);
    log.info('Export of jobs ended', { jobId, status: closed.status, ...closed.export });
    const [failure] = closed.errors;
    return { status: closed.status, ...(failure === undefined ? {} : { failure }) };
  };

const resultOf = ({ jobId, jobs, ending, endTime }: Input): JobResult => {
  if (ending.kind === 'failed') return { status: 'Failed', endTime, warnings: [], errors: [ending.failure] };
  const expiresAt = new Date(exportExpiry(jobId)).toISOString();
  return { status: 'Completed', endTime, warnings: [], errors: [], export: { jobs, expiresAt } };
};
