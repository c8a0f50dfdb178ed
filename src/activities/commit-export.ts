// Activity: makes the files of an export of their parts. Before it there is no file, after it both are whole.

import { succeed } from '../domain/shared/failure.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import type { Dependencies } from './dependencies.ts';
import { settling } from './permanent-failure.ts';

type Output = OutputOf<typeof activities.commitExport>;

export const commitExport =
  ({ vault }: Dependencies) =>
  async ({ jobId, parts }: InputOf<typeof activities.commitExport>): Promise<Output> =>
    await settling(async (): Promise<Output> => {
      await vault.exports.commit(jobId, 'csv', parts);
      await vault.exports.commit(jobId, 'json', parts);
      return succeed({ files: 2 });
    });
