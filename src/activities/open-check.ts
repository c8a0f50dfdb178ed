// Activity: opens a check of the vault: its job, and how many lanes it takes.

import { newCheckJob } from '../domain/job/new-job.ts';
import { isFinal } from '../domain/job/transitions.ts';
import { succeed } from '../domain/shared/failure.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import type { Dependencies } from './dependencies.ts';
import { settling } from './permanent-failure.ts';
import { lanesFor } from './verification/lanes.ts';

type Input = InputOf<typeof activities.openCheck>;
type Output = OutputOf<typeof activities.openCheck>;

export const openCheck =
  ({ vault }: Dependencies) =>
  async (input: Input): Promise<Output> =>
    await settling(async (): Promise<Output> => {
      const { job } = await vault.jobs.create(newCheckJob(input));
      if (isFinal(job.status)) return succeed({ state: 'already-closed', status: job.status });
      const counts: number[] = [];
      for (const { name } of await vault.catalogue.instances()) {
        const [newest] = await vault.catalogue.recoveryPointIds(name);
        if (newest !== undefined)
          counts.push((await vault.catalogue.recoveryPoint(name, newest))?.blobs ?? 0);
      }
      return succeed({ state: 'opened', lanes: lanesFor(Math.max(0, ...counts), input.lanes) });
    });
