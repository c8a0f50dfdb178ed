// The record of a recovery point: written last, whole or not at all.

export interface RecoveryPoint {
  readonly version: 1;
  /** Slot of a scheduled backup, or request time plus a suffix of an adhoc one; sorts by time. See recovery-point-id.ts. */
  readonly id: string;
  readonly backupInstance: string;
  /** The moment the point stands for: its markers were written then (ISO 8601, UTC). */
  readonly time: string;
  readonly completedAt: string;
  readonly trigger: 'scheduled' | 'adhoc';
  /** The tag that it took when it was made. The present one follows from the present policy: see src/domain/retention. */
  readonly retentionTag: string;
  /** The tag that the on-demand backup asked for. Absent: the default. */
  readonly askedTag?: string;
  readonly policyName: string;
  /** Revision of the policy when the point was made. */
  readonly policyVersion?: string;
  /** The newest scheduled point when this one was made, from which periods count that this one may be the first of. */
  readonly previousScheduled?: string;
  readonly jobId: string;
  readonly sourceAccountId: string;
  /** Account that holds chunks and vault objects. */
  readonly dataAccountId: string;
  /** SHA-256 (hex) of the manifest's root chunk. */
  readonly manifestRoot: string;
  readonly containers: readonly ContainerSummary[];
  readonly blobs: number;
  /** Bytes of all blobs of the point. */
  readonly bytes: number;
  readonly copiedBlobs: number;
  readonly copiedBytes: number;
  /** The point that this one was merged with; absent for a first backup, and for one that trusted none. */
  readonly previous?: string;
  /**
   * When a backup last looked at every vault object instead of trusting the point before it: this one, or one that it
   * builds on. Absent: none had reason to.
   */
  readonly recheckedAt?: string;
  readonly warnings: readonly CoverageWarning[];
}

export interface ContainerSummary {
  readonly name: string;
  readonly blobs: number;
  readonly bytes: number;
}

/** What is not in the point, and why. Never dropped silently: the job is then "completed with warnings". */
export interface CoverageWarning {
  readonly code:
    | 'AppendBlobNotSupported'
    | 'PageBlobNotSupported'
    | 'ArchivedBlobNotReadable'
    | 'CustomerProvidedKeyNotReadable'
    | 'SnapshotsNotProtected'
    | 'BlobChangedWhileCopying'
    | 'BlobDeletedWhileCopying'
    | 'ContainerDeletedDuringBackup'
    | 'BlobNameNotSupported'
    | 'TagsNotCopied'
    /** In the point, but the MD5 that the source states is not that of the content. */
    | 'ChecksumNotConfirmed'
    /** Something that a backup leaves behind for the next to clean away. */
    | 'CleanupIncomplete'
    /** Of a SAN volume: the first backup since it was resized, which stores all of it. */
    | 'FirstBackupAfterResize'
    /** Prune: what the storage service keeps from being deleted. */
    | 'DeletionBlockedByImmutabilityPolicy'
    | 'DeletionBlockedByLegalHold'
    | 'DeletionBlockedByLease'
    /** Of a SAN volume's point: a management lock keeps its snapshot. */
    | 'DeletionBlockedByLock'
    | 'DeletionRefused'
    /** Prune: recovery points that were to go and stay. */
    | 'RecoveryPointKept'
    /** Prune: manifests of deleted points that cannot be read; what they alone named goes after the grace time. */
    | 'DeletedManifestNotReadable';
  readonly count: number;
  /** Up to 20 `container/name` examples. */
  readonly examples: readonly string[];
}

export type WarningCode = CoverageWarning['code'];
