// Permanent failures as values: what an activity returns when trying again cannot help. Matched by code, never by
// class, because classes do not survive the trip through a durable history. Transient faults are thrown instead.

/** Closed set; codes that Azure Backup has keep Azure's spelling (facts: peers-and-data-protection 2.5). */
export type FailureCode =
  | 'UserErrorMissingRequiredPermissions'
  | 'UserErrorIncorrectContainersSelectedForOperation'
  | 'UserErrorTooManyContainers'
  | 'UserErrorNoContainersToProtect'
  | 'UserErrorUnsupportedStorageAccountType'
  | 'UserErrorStorageAccountNotFound'
  | 'UserErrorTargetContainersExistOnAccount'
  | 'UserErrorTargetBlobsExistOnAccount'
  | 'UserErrorOriginalLocationRestoreNotSupported'
  | 'UserErrorRestoreLocationMismatch'
  | 'UserErrorRecoveryPointNotFound'
  | 'UserErrorBackupInstanceNotFound'
  | 'UserErrorDppDatasourceAlreadyProtected'
  | 'UserErrorInvalidRequest'
  | 'BMSUserErrorInvalidInput'
  | 'UserErrorPolicyInUse'
  | 'UserErrorOperationInProgress'
  | 'UserErrorJobCancelled'
  | 'UserErrorJobAlreadyEnded'
  | 'UserErrorExportExpired'
  | 'UserErrorVolumeNotFound'
  | 'UserErrorVolumeNotReady'
  | 'UserErrorVolumeTooLarge'
  | 'UserErrorSnapshotRGNotFound'
  | 'UserErrorSnapshotRGSubscriptionMismatch'
  | 'UserErrorResourceLocked'
  | 'UserErrorSubscriptionDiskQuotaLimitReached'
  | 'UserErrorRecoveryPointLimitReached'
  | 'UserErrorDailyLimitReached'
  | 'UserErrorDiskSnapshotNotFound'
  | 'UserErrorElasticSanNotFound'
  | 'UserErrorElasticSanCapacityExceeded'
  | 'UserErrorTargetVolumeExists'
  | 'UserErrorRestoreTargetRGNotFound'
  | 'UserErrorSameNameDiskAlreadyExists'
  | 'SnapshotFailed'
  | 'SnapshotDeadlineExceeded'
  | 'BackupMarkerDeadlineExceeded'
  | 'BackupVerificationFailed'
  | 'RestoreVerificationFailed'
  | 'RecoveryPointDamaged'
  | 'VaultCheckFailed'
  | 'VaultDocumentDamaged'
  | 'VaultDataMissing'
  | 'NoDataAccountAvailable'
  | 'InternalError';

export interface Failure {
  readonly code: FailureCode;
  /** One sentence for the administrator: what is wrong, naming the thing. */
  readonly message: string;
  /** What to do about it; shown verbatim. */
  readonly recommendedAction: readonly string[];
  /** The request field concerned, as a JSON path of the API, when there is one. */
  readonly target?: string;
  /** When the same request may be met otherwise, where that is known. */
  readonly retryAfterSeconds?: number;
}

/** The result of a step that can fail for good. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

export const succeed = <T>(value: T): Outcome<T> => ({ ok: true, value });

export const fail = (
  code: FailureCode,
  message: string,
  recommendedAction: readonly string[] = [],
  target?: string,
): { readonly ok: false; readonly failure: Failure } => ({
  ok: false,
  failure: { code, message, recommendedAction, ...(target === undefined ? {} : { target }) },
});
