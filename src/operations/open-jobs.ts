// The jobs that are not at their end, for what looks after them.

import type { JobSummary } from '../vault/documents/job.ts';
import type { OperationDependencies } from './dependencies.ts';

const DAY_MS = 86_400_000;
/** How far back they are searched for each time: a vault may have jobs of ten years. */
export const SEARCHED_MS = 30 * DAY_MS;
/** From midnight UTC on all are searched, for one that was left while the app was off for weeks. */
const ALL_SEARCHED_MS = 3_600_000;
const JOBS_AT_ONCE = 1000;

export async function openJobs({ vault, clock }: OperationDependencies): Promise<readonly JobSummary[]> {
  const now = clock.now();
  const open = await vault.jobs.list({
    filter: {
      statuses: ['InProgress', 'Cancelling'],
      ...(now % DAY_MS < ALL_SEARCHED_MS ? {} : { startedSince: now - SEARCHED_MS }),
    },
    top: JOBS_AT_ONCE,
  });
  if (open === 'bad-continuation') throw new Error('A list without a continuation has none to be bad');
  return open.items;
}
