// Opens the job of a request that a user made, before its workflow starts. The workflow's first step finds it.

import type { Job } from '../domain/job/job.ts';
import { allSubTasks } from '../domain/job/sub-tasks.ts';
import type { Vault } from '../vault/vault.ts';

type JobOpening = Pick<
  Job,
  'id' | 'operation' | 'backupInstance' | 'orchestrationId' | 'startTime' | 'recoveryPointId'
>;

export async function openJob(vault: Vault, opening: JobOpening): Promise<void> {
  await vault.jobs.create({
    version: 1,
    ...opening,
    status: 'InProgress',
    isUserTriggered: true,
    subTasks: allSubTasks(opening.operation, 'Pending'),
    warnings: [],
    errors: [],
  });
}
