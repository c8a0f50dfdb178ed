// Failures and coverage warnings as UserFacingError and UserFacingWarningDetail.

import type { CoverageWarning, WarningCode } from '../../domain/recovery-point/recovery-point.ts';
import type { Failure, FailureCode } from '../../domain/shared/failure.ts';

/** Failures of the request or its circumstances that the same request may not meet again. */
const retryable: ReadonlySet<FailureCode> = new Set([
  'UserErrorOperationInProgress',
  'UserErrorJobCancelled',
  'UserErrorMissingRequiredPermissions',
  'BackupMarkerDeadlineExceeded',
  'BackupVerificationFailed',
  'RestoreVerificationFailed',
  'InternalError',
]);

/** Where nothing better is known. */
const lastResort = ["Look at the app's log for the time of the job; then start the operation again."];

export const userFacingError = (failure: Failure): object => ({
  code: failure.code,
  message: failure.message,
  recommendedAction: failure.recommendedAction.length === 0 ? lastResort : failure.recommendedAction,
  isRetryable: retryable.has(failure.code),
  isUserError: failure.code.startsWith('UserError'),
  ...(failure.target === undefined ? {} : { target: failure.target }),
});

const warningTexts: Readonly<Record<WarningCode, string>> = {
  AppendBlobNotSupported: 'Append blobs are not in the recovery point: only block blobs are protected.',
  PageBlobNotSupported: 'Page blobs are not in the recovery point: only block blobs are protected.',
  ArchivedBlobNotReadable:
    'Archived blobs are not in the recovery point: they cannot be read before they are rehydrated.',
  CustomerProvidedKeyNotReadable:
    'Blobs encrypted with a customer-provided key are not in the recovery point: only the holder of the key can read them.',
  SnapshotsNotProtected: 'Snapshots of blobs are not in the recovery point: their base blobs are.',
  BlobChangedWhileCopying:
    'Blobs that changed again and again while they were copied are not in the recovery point.',
  BlobDeletedWhileCopying: 'Blobs that were deleted during the backup are not in the recovery point.',
  ContainerDeletedDuringBackup:
    'Containers that were deleted during the backup are not in the recovery point.',
  BlobNameNotSupported: 'Blobs with names that cannot be copied are not in the recovery point.',
  ChecksumNotConfirmed:
    'Blobs whose content does not have the MD5 that the account states for it; they are in the recovery point as they are.',
  CleanupIncomplete: 'Leftovers of the backup could not be cleaned away; the next backup tries again.',
  FirstBackupAfterResize:
    'This is the first backup since the volume was resized: its snapshot is not incremental, and stores all of it.',
  DeletionBlockedByImmutabilityPolicy:
    'Blobs of the vault could not be deleted because of an immutability policy; a prune after its end tries again.',
  DeletionBlockedByLegalHold:
    'Blobs of the vault could not be deleted because of a legal hold; the prunes to come try again.',
  DeletionBlockedByLease:
    'Blobs of the vault could not be deleted because of a lease; the prunes to come try again.',
  DeletionBlockedByLock:
    'Snapshots of volumes cannot be deleted because of a management lock. Their recovery points stay; prune tries again.',
  DeletionRefused:
    'Azure refuses to delete blobs of the vault, or snapshots of volumes; the prunes to come try again.',
  RecoveryPointKept: 'Recovery points that were to be deleted stay.',
  DeletedManifestNotReadable:
    'Manifests of deleted recovery points cannot be read; what they alone named is deleted after the grace time.',
  TagsNotCopied: 'Index tags of these blobs are not in the recovery point: the app may not read them.',
};

/** One sentence, without numbers. */
export const warningText = (code: WarningCode): string => warningTexts[code];

export const userFacingWarning = ({ code, count, examples }: CoverageWarning): object => ({
  resourceName: examples[0] ?? '',
  warning: {
    code,
    message: `${warningTexts[code]} Number: ${count}.${examples.length === 0 ? '' : ` For example: ${examples.join(', ')}.`}`,
    isRetryable: false,
    isUserError: false,
    properties: { count: String(count) },
  },
});

/** @param since ISO 8601, UTC */
export const stalledWarning = (orchestrationId: string, since: string): object => ({
  resourceName: orchestrationId,
  warning: {
    code: 'JobMakesNoProgress',
    message: `The job has made no progress since ${since}, though its orchestration ${orchestrationId} counts as running.`,
    recommendedAction: [
      "Look at the app's log for the orchestration, and at whether the app can reach the storage accounts.",
      'If it stays so, cancel the job and start the operation again: where the orchestration does not react to that either, it is terminated, and what it held is set free.',
    ],
    isRetryable: true,
    isUserError: false,
    properties: { stalledSince: since },
  },
});
