// A backup policy as decisions use it: checked, its intervals and durations read, its tags in the order in which they win.

import type { PolicySchedule } from '../schedule/slots.ts';
import { sameText } from '../shared/same-text.ts';
import type { BackupCriteria } from './definition.ts';
import type { RetentionDuration } from './retention-duration.ts';

export interface BackupPolicy {
  readonly datasourceTypes: readonly string[];
  /** Name of the backup rule. */
  readonly ruleName: string;
  readonly schedule: PolicySchedule;
  /** Those with criteria, the lowest priority number first. */
  readonly tags: readonly RetentionTag[];
  /** For points that no other tag takes. */
  readonly defaultTag: RetentionTag;
}

export interface RetentionTag {
  readonly name: string;
  readonly priority: number;
  readonly duration: RetentionDuration;
  /** Empty for the default tag. */
  readonly criteria: readonly Criteria[];
}

/** BackupCriteria with its schedule times read. */
export interface Criteria extends Omit<BackupCriteria, 'objectType' | 'scheduleTimes'> {
  /** Times of day in milliseconds since midnight, on the wall clock of the policy. */
  readonly timesOfDayMs?: readonly number[];
}

export const allTags = ({ tags, defaultTag }: BackupPolicy): readonly RetentionTag[] => [...tags, defaultTag];

/** Names compare without regard to case. */
export const findTag = (policy: BackupPolicy, name: string): RetentionTag | undefined =>
  allTags(policy).find((tag) => sameText(tag.name, name));
