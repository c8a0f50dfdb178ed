// How often a SAN volume may be backed up on demand and restored in 24 hours: counted from its jobs.

import { fail } from '../domain/shared/failure.ts';
import type { JobSummary } from '../vault/documents/job.ts';
import type { OperationDependencies } from './dependencies.ts';

const dayMs = 86_400_000;
const jobsAtOnce = 5000;

/** undefined where one more may begin. Requests of the same moment may pass together: nothing of Azure's is at stake. */
export async function refuseOneMore(
  deps: OperationDependencies,
  instance: string,
  operation: 'OnDemandBackup' | 'Restore',
) {
  const { backupsPerDay, restoresPerDay } = deps.settings.volumeRequests;
  const limit = operation === 'Restore' ? restoresPerDay : backupsPerDay;
  const counted = await countedJobs(deps, instance, operation);
  // With this one out of the 24 hours, there is room again.
  const leaving = counted[limit - 1];
  if (leaving === undefined) return undefined;
  const again = new Date(Date.parse(leaving.startTime) + dayMs).toISOString();
  const what = operation === 'Restore' ? 'restores' : 'on-demand backups';
  const setting = operation === 'Restore' ? 'HOLDFAST_SAN_RESTORES_PER_DAY' : 'HOLDFAST_SAN_BACKUPS_PER_DAY';
  return fail(
    'UserErrorDailyLimitReached',
    `The backup instance ${instance} had ${counted.length} ${what} in the last 24 hours; the limit is ${limit}.`,
    [`Try again after ${again}, or raise ${setting}.`],
  );
}

/** Newest first. */
async function countedJobs(
  { vault, clock }: OperationDependencies,
  backupInstance: string,
  operation: 'OnDemandBackup' | 'Restore',
): Promise<readonly JobSummary[]> {
  const filter = { backupInstance, operations: [operation], startedSince: clock.now() - dayMs + 1 };
  const listed = await vault.jobs.list({ filter, top: jobsAtOnce });
  if (listed === 'bad-continuation') throw new Error('A list without a continuation has none to be bad');
  const counted: JobSummary[] = [];
  for (const job of listed.items) {
    if (job.status === 'Failed' || job.status === 'Cancelled') continue;
    const subTasks = (await vault.jobs.get(job.id))?.document.subTasks ?? [];
    // What a dry run ends before is skipped.
    if (operation === 'Restore' && subTasks.some(({ status }) => status === 'Skipped')) continue;
    counted.push(job);
  }
  return counted;
}
