// Retention of all points of an instance under a policy. The present policy counts for points of every age; a tag is found
// anew each time from what does not change: the slot, and which scheduled point was before it.

import type { BackupPolicy, RetentionTag } from '../policy/backup-policy.ts';
import { findTag } from '../policy/backup-policy.ts';
import { addDuration, formatDuration } from '../policy/retention-duration.ts';
import { recoveryPointTime } from '../recovery-point/recovery-point-id.ts';
import type { TimeZone } from '../schedule/time-zone.ts';
import type { Candidate, WeekReading } from './criteria.ts';
import { criteriaWords, matches } from './criteria.ts';
import type { LocalMoment } from './local-calendar.ts';
import { localMoment } from './local-calendar.ts';
import type { RetentionPoint, RetentionVerdict, TagBasis, VerdictReason } from './verdict.ts';

export interface RetentionTerms {
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  readonly weekReading: WeekReading;
  /** Protection was stopped and the data is to stay: nothing expires. */
  readonly retainForever?: boolean;
  /** Points that are known to be damaged: none of them counts as the newest good one. */
  readonly damaged?: ReadonlySet<string>;
}

/** One verdict per point, oldest first, whatever the order they are given in. */
export function evaluateRetention(
  policy: BackupPolicy,
  points: readonly RetentionPoint[],
  terms: RetentionTerms,
): readonly RetentionVerdict[] {
  const sorted = [...points].sort(byId);
  const newestGood = sorted.findLast(({ id }) => !terms.damaged?.has(id))?.id ?? sorted.at(-1)?.id;
  return candidates(policy, sorted, terms.weekReading).map(({ point, candidate }) => {
    const { tag, name, basis } = tagOf(policy, point, candidate);
    const expiresMs = tag === undefined ? undefined : addDuration(Date.parse(point.time), tag.duration);
    const reason = reasonOf(point, expiresMs, newestGood, terms);
    return {
      recoveryPointId: point.id,
      keep: reason !== 'expired',
      reason,
      tag: name,
      basis,
      ...(tag === undefined ? {} : { retention: formatDuration(tag.duration) }),
      ...(expiresMs === undefined ? {} : { expiresAt: new Date(expiresMs).toISOString() }),
    };
  });
}

const byId = (a: RetentionPoint, b: RetentionPoint): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** What the criteria look at; undefined for an on-demand point, which no criterion takes. */
export interface PointCandidate {
  readonly point: RetentionPoint;
  readonly candidate: Candidate | undefined;
  /** The scheduled point before this one, whether it is still there or not. */
  readonly previousId?: string;
}

/** @param sorted oldest first */
export function candidates(
  { schedule: { zone } }: BackupPolicy,
  sorted: readonly RetentionPoint[],
  weekReading: WeekReading,
): readonly PointCandidate[] {
  let before: Earlier | undefined;
  return sorted.map((point) => {
    const slot = point.trigger === 'scheduled' ? recoveryPointTime(point.id) : undefined;
    if (slot === undefined) return { point, candidate: undefined };
    const at = localMoment(zone, slot);
    const previous = laterOf(before, recordedPrevious(zone, point));
    before = { id: point.id, at };
    return previous === undefined
      ? { point, candidate: { at, weekReading } }
      : { point, candidate: { at, weekReading, previous: previous.at }, previousId: previous.id };
  });
}

interface Earlier {
  readonly id: string;
  readonly at: LocalMoment;
}

function recordedPrevious(zone: TimeZone, { previousScheduled: id }: RetentionPoint): Earlier | undefined {
  const slot = id === undefined ? undefined : recoveryPointTime(id);
  return id === undefined || slot === undefined ? undefined : { id, at: localMoment(zone, slot) };
}

const laterOf = (a: Earlier | undefined, b: Earlier | undefined): Earlier | undefined =>
  a === undefined || (b !== undefined && b.id > a.id) ? b : a;

interface TagFound {
  /** undefined for an asked tag that the policy does not have. */
  readonly tag: RetentionTag | undefined;
  readonly name: string;
  readonly basis: TagBasis;
}

function tagOf(
  policy: BackupPolicy,
  { askedTag }: RetentionPoint,
  candidate: Candidate | undefined,
): TagFound {
  if (candidate === undefined && askedTag !== undefined) {
    const tag = findTag(policy, askedTag);
    return { tag, name: tag?.name ?? askedTag, basis: { kind: 'asked-for' } };
  }
  for (const tag of candidate === undefined ? [] : policy.tags) {
    const criteria = tag.criteria.find((one) => matches(one, candidate as Candidate));
    if (criteria === undefined) continue;
    const { name, priority } = tag;
    return { tag, name, basis: { kind: 'criterion', criterion: criteriaWords(criteria), priority } };
  }
  const kind = candidate === undefined ? 'on-demand-default' : 'no-criterion-matched';
  return { tag: policy.defaultTag, name: policy.defaultTag.name, basis: { kind } };
}

function reasonOf(
  { id }: RetentionPoint,
  expiresMs: number | undefined,
  newestGood: string | undefined,
  { now, retainForever }: RetentionTerms,
): VerdictReason {
  if (retainForever === true) return 'retained-forever';
  if (expiresMs === undefined) return 'tag-not-in-policy';
  if (now < expiresMs) return 'not-yet-expired';
  return id === newestGood ? 'newest-good-point' : 'expired';
}
