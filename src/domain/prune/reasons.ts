// Why a recovery point goes or stays: values that are stored, and their words for people.

/** How long a recovery point is to be kept, as its policy has it. */
export interface RetentionVerdict {
  /** ISO 8601, UTC; absent: never expires. */
  readonly expiresAt?: string;
  /** Which rule says so, for people. */
  readonly rule: string;
}

export type DeletionReason =
  | { readonly kind: 'expired'; readonly expiresAt: string; readonly rule: string }
  | { readonly kind: 'requested' };

export type KeepReason =
  | { readonly kind: 'within-retention'; readonly rule: string; readonly until?: string }
  /** A running restore reads it. */
  | { readonly kind: 'pinned'; readonly jobId: string }
  /** Of a protected account. */
  | { readonly kind: 'last-good' }
  | { readonly kind: 'no-verdict' };

export const deletionWords = (reason: DeletionReason): string =>
  reason.kind === 'requested'
    ? 'its deletion was requested'
    : `it expired at ${reason.expiresAt} (${reason.rule})`;

export const keepWords = (reason: KeepReason): string => {
  switch (reason.kind) {
    case 'within-retention':
      return reason.until === undefined
        ? `it is kept for good (${reason.rule})`
        : `it is kept until ${reason.until} (${reason.rule})`;
    case 'pinned':
      return `the restore job ${reason.jobId} reads it`;
    case 'last-good':
      return 'it is the last good recovery point of a protected account';
    case 'no-verdict':
      return 'no retention rule applies to it';
  }
};
