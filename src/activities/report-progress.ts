// Activity: shows on the job how far it is. A job that is closed stays as it is.

import { movedTo } from '../domain/job/sub-tasks.ts';
import { isFinal } from '../domain/job/transitions.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import type { Dependencies } from './dependencies.ts';

export const reportProgress =
  ({ vault }: Dependencies) =>
  async ({
    jobId,
    progress,
  }: InputOf<typeof activities.reportProgress>): Promise<OutputOf<typeof activities.reportProgress>> => {
    const job = await vault.jobs.update(jobId, ({ stalledSince: _, ...stored }) =>
      isFinal(stored.status)
        ? undefined
        : { ...stored, progress, subTasks: movedTo(stored.subTasks, progress.phase, 'InProgress') },
    );
    return { reported: job !== undefined && !isFinal(job.status) };
  };
