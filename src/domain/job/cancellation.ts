// What a job that was cancelled says. It stops where its next step would begin: the steps look at the job themselves, so no
// event can be missed.

import type { Failure } from '../shared/failure.ts';
import type { JobOperation } from './job.ts';

const stays: Readonly<Record<JobOperation, string>> = {
  ScheduledBackup: 'No recovery point was made.',
  OnDemandBackup: 'No recovery point was made.',
  Restore: 'What it had written to the target by then is still there.',
  Verify: 'The recovery point keeps the result of the verification before.',
  Check: 'It leaves no report; what it had repaired stays repaired.',
  Prune: 'What it had deleted by then is gone; the next prune does the rest.',
  ConfigureProtection: 'The protection is as it was.',
  ExportJobs: 'Nothing was exported.',
};

export const cancelledFailure = (operation: JobOperation): Failure => ({
  code: 'UserErrorJobCancelled',
  message: `The job was cancelled. ${stays[operation]}`,
  recommendedAction: ['Start the operation again if it is still wanted.'],
});

export const isCancellation = ({ code }: Failure): boolean => code === 'UserErrorJobCancelled';
