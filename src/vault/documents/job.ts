// jobs/{inverted start}-{job id}.json: a job, and what a list of jobs shows of it.

import * as z from 'zod';
import type { Job, JobOperation, JobStatus, VerificationResult } from '../../domain/job/job.ts';
import type { CoverageWarning } from '../../domain/recovery-point/recovery-point.ts';
import { documentCodec } from '../document-codec.ts';
import { encodeMetadata } from '../metadata.ts';
import { coverageWarningSchema } from './coverage-warning.ts';
import { failureSchema } from './failure.ts';
import { verificationCountersSchema } from './verification.ts';

const operationSchema: z.ZodType<JobOperation> = z.enum([
  'ScheduledBackup',
  'OnDemandBackup',
  'Restore',
  'Verify',
  'Check',
  'Prune',
  'ConfigureProtection',
  'ExportJobs',
]);

const statusSchema: z.ZodType<JobStatus> = z.enum([
  'InProgress',
  'Completed',
  'CompletedWithWarnings',
  'Failed',
  'Cancelling',
  'Cancelled',
]);

const progressSchema = z.looseObject({
  phase: z.string(),
  blobsDone: z.number(),
  bytesDone: z.number(),
  blobsTotal: z.number().exactOptional(),
  bytesTotal: z.number().exactOptional(),
  bytesPerSecond: z.number().exactOptional(),
  blobsPerSecond: z.number().exactOptional(),
  secondsLeft: z.number().exactOptional(),
  updatedAt: z.string(),
});

const subTaskSchema = z.looseObject({
  id: z.number(),
  name: z.string(),
  status: z.enum(['Pending', 'InProgress', 'Completed', 'Failed', 'Cancelled', 'Skipped']),
});

const backupCountsSchema = z.looseObject({
  blobs: z.number(),
  bytes: z.number(),
  copiedBlobs: z.number(),
  copiedBytes: z.number(),
  deletedBlobs: z.number(),
  requests: z.number(),
});

const restoreResultSchema = z.looseObject({
  targetAccountId: z.string(),
  blobs: z.number(),
  bytes: z.number(),
  verified: z.number(),
  mismatched: z.number(),
  skipped: z.number(),
  dryRun: z.boolean(),
});

const verificationResultSchema: z.ZodType<VerificationResult> = z
  .looseObject({ samplePercent: z.number(), status: z.enum(['intact', 'damaged']) })
  .and(verificationCountersSchema);
const pruneResultSchema = z.looseObject({
  dryRun: z.boolean(),
  recoveryPoints: z.number(),
  keptRecoveryPoints: z.number(),
  objectsDeleted: z.number(),
  chunksDeleted: z.number(),
  bytesFreed: z.number(),
  blocked: z.number(),
  entriesRead: z.number(),
  chunksRead: z.number(),
});

const pruneDecisions = z.array(z.looseObject({ recoveryPointId: z.string(), reason: z.string() }));

const checkResultSchema = z.looseObject({
  repair: z.boolean(),
  documents: z.number(),
  blobs: z.number(),
  bytes: z.number(),
  errors: z.number(),
  warnings: z.number(),
  information: z.number(),
  repaired: z.number(),
});

const version1: z.ZodType<Job> = z.looseObject({
  version: z.literal(1),
  id: z.string(),
  operation: operationSchema,
  backupInstance: z.string().exactOptional(),
  status: statusSchema,
  isUserTriggered: z.boolean(),
  orchestrationId: z.string(),
  startTime: z.string(),
  endTime: z.string().exactOptional(),
  cancelRequestedAt: z.string().exactOptional(),
  stalledSince: z.string().exactOptional(),
  progress: progressSchema.exactOptional(),
  subTasks: z.array(subTaskSchema),
  recoveryPointId: z.string().exactOptional(),
  backup: backupCountsSchema.exactOptional(),
  restore: restoreResultSchema.exactOptional(),
  verification: verificationResultSchema.exactOptional(),
  check: checkResultSchema.exactOptional(),
  export: z.looseObject({ jobs: z.number(), expiresAt: z.string() }).exactOptional(),
  prune: pruneResultSchema.exactOptional(),
  pruneDecisions: z.looseObject({ deletes: pruneDecisions, keeps: pruneDecisions }).exactOptional(),
  warnings: z.array(coverageWarningSchema),
  errors: z.array(failureSchema),
});

export const jobCodec = documentCodec<Job>({ 1: version1 });

export interface JobSummary {
  readonly id: string;
  readonly operation: JobOperation;
  readonly backupInstance?: string;
  readonly status: JobStatus;
  readonly isUserTriggered: boolean;
  readonly orchestrationId: string;
  readonly startTime: string;
  readonly endTime?: string;
  readonly recoveryPointId?: string;
  /** Things left out, summed over all warnings. */
  readonly warnings: number;
  readonly errors: number;
}

const countWarnings = (warnings: readonly CoverageWarning[]): number =>
  warnings.reduce((sum, warning) => sum + warning.count, 0);

export const summarizeJob = (job: Job): JobSummary => ({
  id: job.id,
  operation: job.operation,
  ...(job.backupInstance === undefined ? {} : { backupInstance: job.backupInstance }),
  status: job.status,
  isUserTriggered: job.isUserTriggered,
  orchestrationId: job.orchestrationId,
  startTime: job.startTime,
  ...(job.endTime === undefined ? {} : { endTime: job.endTime }),
  ...(job.recoveryPointId === undefined ? {} : { recoveryPointId: job.recoveryPointId }),
  warnings: countWarnings(job.warnings),
  errors: job.errors.length,
});

export const jobMetadata = (job: Job): Record<string, string> => {
  const summary = summarizeJob(job);
  return encodeMetadata({
    id: summary.id,
    operation: summary.operation,
    instance: summary.backupInstance,
    status: summary.status,
    usertriggered: summary.isUserTriggered,
    orchestration: summary.orchestrationId,
    started: summary.startTime,
    ended: summary.endTime,
    recoverypoint: summary.recoveryPointId,
    warnings: summary.warnings,
    errors: summary.errors,
  });
};

export const jobFromMetadata: z.ZodType<JobSummary> = z
  .object({
    id: z.string(),
    operation: operationSchema,
    instance: z.string().exactOptional(),
    status: statusSchema,
    usertriggered: z.enum(['true', 'false']),
    orchestration: z.string(),
    started: z.string(),
    ended: z.string().exactOptional(),
    recoverypoint: z.string().exactOptional(),
    warnings: z.coerce.number().int(),
    errors: z.coerce.number().int(),
  })
  .transform((found) => ({
    id: found.id,
    operation: found.operation,
    ...(found.instance === undefined ? {} : { backupInstance: found.instance }),
    status: found.status,
    isUserTriggered: found.usertriggered === 'true',
    orchestrationId: found.orchestration,
    startTime: found.started,
    ...(found.ended === undefined ? {} : { endTime: found.ended }),
    ...(found.recoverypoint === undefined ? {} : { recoveryPointId: found.recoverypoint }),
    warnings: found.warnings,
    errors: found.errors,
  }));
