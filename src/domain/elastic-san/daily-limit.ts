// Whether one more on-demand backup or restore of a SAN volume may begin: so many in 24 hours, as Azure Backup has it.

export type LimitedOperation = 'OnDemandBackup' | 'Restore';

export interface VolumeRequest {
  readonly jobId: string;
  readonly operation: LimitedOperation;
  /** When it was asked for (ISO 8601, UTC). */
  readonly at: string;
}

export type Admission =
  /** What stands then, this one included, without what counts no longer. */
  | { readonly admitted: true; readonly requests: readonly VolumeRequest[] }
  /** When there is room again (ISO 8601, UTC), and how many there were. */
  | { readonly admitted: false; readonly again: string; readonly counted: number };

const dayMs = 86_400_000;

/** In any order: those begun in the last 24 hours. One whose request died before its job was there is among them. */
export const recentRequests = (requests: readonly VolumeRequest[], now: number): readonly VolumeRequest[] =>
  requests.filter(({ at }) => Date.parse(at) > now - dayMs);

/** @param counting without those that failed or were cancelled */
export const admit = (counting: readonly VolumeRequest[], asked: VolumeRequest, limit: number): Admission => {
  const recent = recentRequests(counting, Date.parse(asked.at));
  if (recent.some(({ jobId }) => jobId === asked.jobId)) return { admitted: true, requests: recent };
  const newestFirst = recent
    .filter(({ operation }) => operation === asked.operation)
    .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
  // With this one out of the 24 hours, there is room again.
  const leaving = newestFirst[limit - 1];
  if (leaving === undefined) return { admitted: true, requests: [...recent, asked] };
  const again = new Date(Date.parse(leaving.at) + dayMs).toISOString();
  return { admitted: false, again, counted: newestFirst.length };
};
