// Why a recovery point goes or stays: values that are stored, and their words for people.

/** How long a recovery point is to be kept, as its policy has it. */
export interface RetentionVerdict {
  /** ISO 8601, UTC; absent: never expires. */
  readonly expiresAt?: string;
  /** What the policy alone says, also where the point stays beyond it: an immutable vault goes by that. */
  readonly policyExpiresAt?: string;
  /** Which rule says so, for people. */
  readonly rule: string;
}

export type DeletionReason =
  | { readonly kind: 'expired'; readonly expiresAt: string; readonly rule: string }
  | { readonly kind: 'requested' }
  /** With its backup instance, when the time to have it back was over. */
  | { readonly kind: 'instance-deleted'; readonly deletedAt: string };

export type KeepReason =
  | { readonly kind: 'within-retention'; readonly rule: string; readonly until?: string }
  /** A running restore reads it. */
  | { readonly kind: 'pinned'; readonly jobId: string }
  /** Its policy says until when; absent: nothing says when it may go. */
  | { readonly kind: 'immutable-vault'; readonly until?: string }
  /** Of a protected account. */
  | { readonly kind: 'last-good' }
  | { readonly kind: 'no-verdict' };

export const deletionWords = (reason: DeletionReason): string => {
  switch (reason.kind) {
    case 'requested':
      return 'its deletion was requested';
    case 'instance-deleted':
      return `its backup instance was deleted at ${reason.deletedAt}`;
    case 'expired':
      return `it expired at ${reason.expiresAt} (${reason.rule})`;
  }
};

export const keepWords = (reason: KeepReason): string => {
  switch (reason.kind) {
    case 'within-retention':
      return reason.until === undefined
        ? `it is kept for good (${reason.rule})`
        : `it is kept until ${reason.until} (${reason.rule})`;
    case 'pinned':
      return `the restore job ${reason.jobId} reads it`;
    case 'immutable-vault':
      return reason.until === undefined
        ? 'the vault is immutable, and nothing says when the point expires'
        : `the vault is immutable, and the point expires at ${reason.until}`;
    case 'last-good':
      return 'it is the last good recovery point of a protected account';
    case 'no-verdict':
      return 'no retention rule applies to it';
  }
};
