// Gives a job its final state, once: whoever comes later finds it closed and changes nothing.

import type { Job, JobStatus } from '../domain/job/job.ts';
import { movedTo } from '../domain/job/sub-tasks.ts';
import { endOf, mayFollow } from '../domain/job/transitions.ts';
import type { Vault } from '../vault/vault.ts';

export type JobResult = Pick<
  Job,
  | 'warnings'
  | 'errors'
  | 'backup'
  | 'restore'
  | 'prune'
  | 'pruneDecisions'
  | 'verification'
  | 'check'
  | 'export'
> & {
  readonly status: JobStatus;
  readonly endTime: string;
  /** Of a dry run: what comes after it was left out. */
  readonly lastPhase?: string;
};

/** @param opened the job as it would have been opened, should that have failed */
export const closeJob = async (vault: Vault, opened: Job, given: JobResult): Promise<Job> => {
  const { lastPhase, ...result } = given;
  await vault.jobs.create(opened);
  const closed = await vault.jobs.update(opened.id, (job) => closedAs(job, given));
  return closed ?? { ...opened, ...result };
};

const closedAs = ({ stalledSince: _, ...job }: Job, given: JobResult): Job | undefined => {
  const status = endOf(job.status, given.status, given.errors);
  if (!mayFollow(job.status, status)) return undefined;
  const { lastPhase: _last, ...result } = given;
  return { ...job, ...result, status, subTasks: subTasksOf(job, { ...given, status }) };
};

const subTasksOf = (
  { subTasks, progress }: Job,
  { status, restore, verification, check, lastPhase }: JobResult,
) => {
  // What finds damage fails as a job, and has done all that it had to.
  if (status === 'Failed' && verification === undefined && check === undefined)
    return movedTo(subTasks, progress?.phase, 'Failed');
  if (status === 'Cancelled') return movedTo(subTasks, progress?.phase, 'Cancelled');
  const last = restore?.dryRun === true ? 'Plan' : lastPhase;
  return last !== undefined
    ? movedTo(subTasks, last, 'Completed')
    : subTasks.map((task) => ({ ...task, status: 'Completed' as const }));
};
