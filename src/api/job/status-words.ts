// Words of job status and operation. Azure Backup has used two families of status words; filters may use either.

import type { JobOperation, JobStatus } from '../../domain/job/job.ts';

/** Azure's words for a status that jobs here do not have are understood, and none has it. */
const statuses: Readonly<Record<string, readonly JobStatus[]>> = {
  inprogress: ['InProgress'],
  started: ['InProgress'],
  completed: ['Completed'],
  success: ['Completed'],
  succeeded: ['Completed'],
  completedwithwarnings: ['CompletedWithWarnings'],
  successwithwarning: ['CompletedWithWarnings'],
  failed: ['Failed'],
  cancelling: ['Cancelling'],
  cancelled: ['Cancelled'],
  canceled: ['Cancelled'],
  paused: [],
};

export const parseJobStatuses = (word: string): readonly JobStatus[] | undefined =>
  statuses[word.toLowerCase()];

const operations: Readonly<Record<string, readonly JobOperation[]>> = {
  backup: ['ScheduledBackup', 'OnDemandBackup'],
  scheduledbackup: ['ScheduledBackup'],
  ondemandbackup: ['OnDemandBackup'],
  restore: ['Restore'],
  verify: ['Verify'],
  check: ['Check'],
  prune: ['Prune'],
  configureprotection: ['ConfigureProtection'],
  exportjobs: ['ExportJobs'],
};

/** `Backup` is both kinds of backup. */
export const parseJobOperations = (word: string): readonly JobOperation[] | undefined =>
  operations[word.toLowerCase()];

export const operationCategory: Readonly<Record<JobOperation, string>> = {
  ScheduledBackup: 'Backup',
  OnDemandBackup: 'Backup',
  Restore: 'Restore',
  Verify: 'Verify',
  Check: 'Check',
  Prune: 'Prune',
  ConfigureProtection: 'ConfigureProtection',
  ExportJobs: 'ExportJobs',
};
