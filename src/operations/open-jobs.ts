// The jobs that are not at their end, for what looks after them.

import type { JobSummary } from '../vault/documents/job.ts';
import type { OperationDependencies } from './dependencies.ts';

/** How far back they are searched for. Older ones are found by the lock or pin that they left behind. */
const searchedMs = 30 * 86_400_000;
const jobsAtOnce = 1000;

export async function openJobs({ vault, clock }: OperationDependencies): Promise<readonly JobSummary[]> {
  const open = await vault.jobs.list({
    filter: { statuses: ['InProgress', 'Cancelling'], startedSince: clock.now() - searchedMs },
    top: jobsAtOnce,
  });
  if (open === 'bad-continuation') throw new Error('A list without a continuation has none to be bad');
  return open.items;
}
