// Why one recovery point has its tag and its end: every tag of the policy as it was considered, and what would change it.

import type { BackupPolicy, RetentionTag } from '../policy/backup-policy.ts';
import { allTags } from '../policy/backup-policy.ts';
import { formatDuration } from '../policy/retention-duration.ts';
import type { Candidate } from './criteria.ts';
import { criteriaWords, failingWords, matches } from './criteria.ts';
import type { RetentionTerms } from './evaluate.ts';
import { candidates, evaluateRetention } from './evaluate.ts';
import type { RetentionPoint, RetentionVerdict } from './verdict.ts';

export interface ConsideredTag {
  readonly tag: string;
  readonly priority: number;
  readonly retention: string;
  /** `outranked`: its criteria hold, and those of a tag with a lower number too. `not-by-criteria`: on-demand points. */
  readonly outcome: 'taken' | 'outranked' | 'not-matched' | 'not-by-criteria' | 'default-not-needed';
  /** Of each of its criteria, in the words of the policy; `failing` is empty where it holds. */
  readonly criteria: readonly { readonly criterion: string; readonly failing: readonly string[] }[];
}

export type WhatWouldChangeIt =
  /** Another duration of this retention rule. */
  | { readonly kind: 'retention-of-rule'; readonly rule: string }
  /** A lower priority number for this tag than that of the tag taken. */
  | { readonly kind: 'priority-of-tag'; readonly tag: string }
  /** It has expired, and goes once there is a newer good point. */
  | { readonly kind: 'newer-good-point' }
  /** A retention rule and tag of this name in the policy. */
  | { readonly kind: 'tag-in-policy'; readonly tag: string }
  /** Resumed protection, or deletion by hand. */
  | { readonly kind: 'resumed-protection' };

export interface Explanation {
  readonly verdict: RetentionVerdict;
  readonly considered: readonly ConsideredTag[];
  /** The scheduled point before this one: by it a point is the first of its day, week, month or year, or not. */
  readonly previousScheduled?: string;
  readonly wouldChange: readonly WhatWouldChangeIt[];
}

/** undefined where the point is not among the points. */
export function explainPoint(
  policy: BackupPolicy,
  points: readonly RetentionPoint[],
  id: string,
  terms: RetentionTerms,
): Explanation | undefined {
  const verdict = evaluateRetention(policy, points, terms).find(
    ({ recoveryPointId }) => recoveryPointId === id,
  );
  if (verdict === undefined) return undefined;
  const sorted = [...points].sort((a, b) => (a.id < b.id ? -1 : 1));
  const found = candidates(policy, sorted, terms.weekReading).find(({ point }) => point.id === id);
  const considered = allTags(policy).map((tag) => consider(policy, tag, verdict, found?.candidate));
  const previousScheduled = found?.point.trigger === 'scheduled' ? found.previousId : undefined;
  return {
    verdict,
    considered,
    ...(previousScheduled === undefined ? {} : { previousScheduled }),
    wouldChange: wouldChange(verdict, considered),
  };
}

function consider(
  { defaultTag }: BackupPolicy,
  tag: RetentionTag,
  verdict: RetentionVerdict,
  candidate: Candidate | undefined,
): ConsideredTag {
  const criteria = tag.criteria.map((one) => ({
    criterion: criteriaWords(one),
    failing: candidate === undefined ? [] : failingWords(one, candidate),
  }));
  const holds = candidate !== undefined && tag.criteria.some((one) => matches(one, candidate));
  const other = (): ConsideredTag['outcome'] => {
    if (tag === defaultTag) return 'default-not-needed';
    if (candidate === undefined) return 'not-by-criteria';
    return holds ? 'outranked' : 'not-matched';
  };
  return {
    tag: tag.name,
    priority: tag.priority,
    retention: formatDuration(tag.duration),
    outcome: tag.name === verdict.tag ? 'taken' : other(),
    criteria,
  };
}

function wouldChange(
  { reason, tag }: RetentionVerdict,
  considered: readonly ConsideredTag[],
): readonly WhatWouldChangeIt[] {
  if (reason === 'retained-forever') return [{ kind: 'resumed-protection' }];
  if (reason === 'tag-not-in-policy') return [{ kind: 'tag-in-policy', tag }];
  return [
    ...(reason === 'newest-good-point' ? [{ kind: 'newer-good-point' } as const] : []),
    { kind: 'retention-of-rule', rule: tag },
    ...considered
      .filter(({ outcome }) => outcome === 'outranked')
      .map((one) => ({ kind: 'priority-of-tag', tag: one.tag }) as const),
  ];
}
