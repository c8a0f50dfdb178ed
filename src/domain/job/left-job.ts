// How a job ends whose workflow has ended without closing it.

import { cancelledFailure } from './cancellation.ts';
import type { Job, SubTask } from './job.ts';

type End = Pick<Job, 'status' | 'subTasks' | 'warnings' | 'errors'>;

/** @param hasCommitted the recovery point of the backup is there: only what follows the commit was not done */
export const leftJob = (job: Job, hasCommitted: boolean): End => {
  const { subTasks, warnings, errors, orchestrationId } = job;
  if (hasCommitted) {
    return {
      status: 'CompletedWithWarnings',
      subTasks: subTasks.map((task) => ({ ...task, status: 'Completed' })),
      warnings: [...warnings, { code: 'CleanupIncomplete', count: 1, examples: [orchestrationId] }],
      errors,
    };
  }
  if (job.status === 'Cancelling') {
    return {
      status: 'Cancelled',
      subTasks: ended(subTasks, 'Cancelled'),
      warnings,
      errors: [...errors, cancelledFailure(job.operation)],
    };
  }
  return {
    status: 'Failed',
    subTasks: ended(subTasks, 'Failed'),
    warnings,
    errors: [
      ...errors,
      {
        code: 'InternalError',
        message: `The workflow ${orchestrationId} ended without closing this job, or never began.`,
        recommendedAction: ['Start the operation again.', "Look at the app's log for the time of the job."],
      },
    ],
  };
};

const ended = (subTasks: readonly SubTask[], at: SubTask['status']): readonly SubTask[] =>
  subTasks.map((task) => {
    if (task.status === 'InProgress') return { ...task, status: at };
    return task.status === 'Pending' ? { ...task, status: 'Skipped' } : task;
  });
