// What retention says of each recovery point: kept or not, until when, under which tag, and why. Values: prune takes them,
// and the API shows them.

/** What retention needs to know of a recovery point. A RecoveryPoint and a row of the catalogue's list are such. */
export interface RetentionPoint {
  /** See recovery-point-id.ts: of a scheduled point it names the slot. */
  readonly id: string;
  /** ISO 8601, UTC: retention counts from here. */
  readonly time: string;
  readonly trigger: 'scheduled' | 'adhoc';
  /** The tag that an on-demand backup asked for; absent: the default. */
  readonly askedTag?: string;
  /**
   * The scheduled point before this one, at the time it was made. It says whether this is the first of a period when the
   * earlier one is long deleted. Absent: none, or unknown, and the points given decide.
   */
  readonly previousScheduled?: string;
}

export type VerdictReason =
  | 'not-yet-expired'
  /** Expired, and kept because no newer point is good. */
  | 'newest-good-point'
  /** The point asked for a tag that the policy does not have: nothing says when it may go. */
  | 'tag-not-in-policy'
  /** Protection was stopped and the data is to stay. */
  | 'retained-forever'
  | 'expired';

/** Why the point has its tag. */
export type TagBasis =
  /** `criterion` in the words of the policy: `FirstOfWeek`, `daysOfTheWeek=Sunday weeksOfTheMonth=Fourth`. */
  | { readonly kind: 'criterion'; readonly criterion: string; readonly priority: number }
  | { readonly kind: 'no-criterion-matched' }
  | { readonly kind: 'asked-for' }
  | { readonly kind: 'on-demand-default' };

export interface RetentionVerdict {
  readonly recoveryPointId: string;
  readonly keep: boolean;
  readonly reason: VerdictReason;
  readonly tag: string;
  readonly basis: TagBasis;
  /** The tag's retention, `P12W`. Absent where the policy does not have the tag. */
  readonly retention?: string;
  /** When the tag's retention ends (ISO 8601, UTC). Absent where nothing says so. A point may be kept longer. */
  readonly expiresAt?: string;
}
