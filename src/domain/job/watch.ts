// When a job that is not at its end needs somebody's eyes: it has shown no sign of life for too long, or does not end though
// it was told to. A workflow that hangs fails nothing by itself.

import type { Job } from './job.ts';
import { isFinal } from './transitions.ts';

export interface WatchLimits {
  readonly stalledSeconds: number;
  readonly cancelSeconds: number;
}

/** Looks for markers, or at an operation in Azure, after which a workflow tells at the latest that it still waits. */
const SILENT_POLLS = 35;

/** @param pollSeconds a limit below the silence of a workflow that waits would cry wolf */
export const watchLimits = (asked: WatchLimits, pollSeconds: number): WatchLimits => ({
  stalledSeconds: Math.max(asked.stalledSeconds, SILENT_POLLS * pollSeconds),
  cancelSeconds: Math.max(asked.cancelSeconds, 2 * pollSeconds),
});

type Watched = Pick<Job, 'status' | 'startTime' | 'progress' | 'cancelRequestedAt'>;

/** Milliseconds since the Unix epoch. */
const lastSign = ({ startTime, progress }: Watched): number =>
  Math.max(Date.parse(startTime), Date.parse(progress?.updatedAt ?? startTime));

/** Since when, where it is too long (ISO 8601, UTC). */
export const stalledSince = (
  job: Watched,
  { stalledSeconds }: WatchLimits,
  now: number,
): string | undefined => {
  const since = lastSign(job);
  if (isFinal(job.status) || now - since <= stalledSeconds * 1_000) return undefined;
  return new Date(since).toISOString();
};

/** A workflow that tidies up after itself says so, and is left to it. */
export const ignoresCancel = (job: Watched, { cancelSeconds }: WatchLimits, now: number): boolean => {
  if (job.status !== 'Cancelling') return false;
  const asked = Date.parse(job.cancelRequestedAt ?? job.startTime);
  return now - Math.max(asked, lastSign(job)) > cancelSeconds * 1_000;
};
