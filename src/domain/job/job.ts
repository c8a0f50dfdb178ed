// A job as an administrator sees it. Status words are those of Microsoft.DataProtection's AzureBackupJob.

import type { CheckResult } from '../check/check.ts';
import type { CoverageWarning } from '../recovery-point/recovery-point.ts';
import type { Failure } from '../shared/failure.ts';
import type { VerificationCounters } from '../verification/counters.ts';
import type { VerificationStatus } from '../verification/verification.ts';

export type JobStatus =
  | 'InProgress'
  | 'Completed'
  | 'CompletedWithWarnings'
  | 'Failed'
  | 'Cancelling'
  | 'Cancelled';

export type JobOperation =
  | 'ScheduledBackup'
  | 'OnDemandBackup'
  | 'Restore'
  | 'Verify'
  | 'Check'
  | 'Prune'
  | 'ConfigureProtection'
  | 'ExportJobs';

export interface JobProgress {
  readonly phase: string;
  readonly blobsDone: number;
  readonly bytesDone: number;
  /** Best known totals; absent while unknown (a first backup learns them by listing). */
  readonly blobsTotal?: number;
  readonly bytesTotal?: number;
  /** Bytes per second since the job's data phase began. */
  readonly bytesPerSecond?: number;
  readonly blobsPerSecond?: number;
  /** Estimated seconds left, when totals are known. */
  readonly secondsLeft?: number;
  /** ISO 8601, UTC. */
  readonly updatedAt: string;
}

export interface SubTask {
  readonly id: number;
  readonly name: string;
  readonly status: 'Pending' | 'InProgress' | 'Completed' | 'Failed' | 'Cancelled' | 'Skipped';
}

export interface RestoreResult {
  readonly targetAccountId: string;
  readonly blobs: number;
  readonly bytes: number;
  readonly verified: number;
  readonly mismatched: number;
  readonly skipped: number;
  readonly dryRun: boolean;
}

export interface VerificationResult extends VerificationCounters {
  readonly samplePercent: number;
  readonly status: VerificationStatus;
}

export interface ExportResult {
  readonly jobs: number;
  /** When what was written is deleted (ISO 8601, UTC). */
  readonly expiresAt: string;
}

export interface PruneResult {
  /** Nothing was deleted: the counts are what would be. */
  readonly dryRun: boolean;
  readonly recoveryPoints: number;
  readonly keptRecoveryPoints: number;
  readonly objectsDeleted: number;
  readonly chunksDeleted: number;
  readonly bytesFreed: number;
  /** Blobs that the storage service keeps from being deleted. */
  readonly blocked: number;
  readonly entriesRead: number;
  readonly chunksRead: number;
}

/** What a prune decided about recovery points, and why. */
export interface PruneDecision {
  readonly recoveryPointId: string;
  readonly reason: string;
}

export interface PruneDecisions {
  /** The first so many of each. */
  readonly deletes: readonly PruneDecision[];
  readonly keeps: readonly PruneDecision[];
}

export interface Job {
  readonly version: 1;
  readonly id: string;
  readonly operation: JobOperation;
  /** Absent: the job concerns the whole vault. */
  readonly backupInstance?: string;
  readonly status: JobStatus;
  readonly isUserTriggered: boolean;
  /** Durable orchestration that does the work. */
  readonly orchestrationId: string;
  readonly startTime: string;
  readonly endTime?: string;
  /** When its end was first asked for (ISO 8601, UTC). */
  readonly cancelRequestedAt?: string;
  /** Found without any sign of life since this moment (ISO 8601, UTC). Absent: not, or not any more. */
  readonly stalledSince?: string;
  readonly progress?: JobProgress;
  readonly subTasks: readonly SubTask[];
  readonly recoveryPointId?: string;
  readonly backup?: {
    readonly blobs: number;
    readonly bytes: number;
    readonly copiedBlobs: number;
    readonly copiedBytes: number;
    readonly deletedBlobs: number;
    readonly requests: number;
  };
  readonly restore?: RestoreResult;
  readonly verification?: VerificationResult;
  readonly check?: CheckResult;
  readonly export?: ExportResult;
  readonly prune?: PruneResult;
  readonly pruneDecisions?: PruneDecisions;
  readonly warnings: readonly CoverageWarning[];
  readonly errors: readonly Failure[];
}
