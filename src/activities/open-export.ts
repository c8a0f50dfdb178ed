// Activity: opens an export of the list of jobs.

import { newExportJob } from '../domain/job/new-job.ts';
import { isFinal } from '../domain/job/transitions.ts';
import { succeed } from '../domain/shared/failure.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import type { Dependencies } from './dependencies.ts';
import { settling } from './permanent-failure.ts';

type Output = OutputOf<typeof activities.openExport>;

export const openExport =
  ({ vault }: Dependencies) =>
  async (input: InputOf<typeof activities.openExport>): Promise<Output> =>
    await settling(async (): Promise<Output> => {
      const { job } = await vault.jobs.create(newExportJob(input));
      return succeed(
        isFinal(job.status) ? { state: 'already-closed', status: job.status } : { state: 'opened' },
      );
    });
