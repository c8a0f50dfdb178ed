// How often a SAN volume may be backed up on demand and restored in 24 hours. What begins is written down first, by a
// conditional write: of requests at the same moment no more begin than may.

import type { LimitedOperation, VolumeRequest } from '../domain/elastic-san/daily-limit.ts';
import { admit, recentRequests } from '../domain/elastic-san/daily-limit.ts';
import { jobStartMs } from '../domain/job/job-id.ts';
import { fail } from '../domain/shared/failure.ts';
import type { OperationDependencies } from './dependencies.ts';

/** undefined where one more may begin, which counts from then on: before its job is there. */
export async function refuseOneMore(
  deps: OperationDependencies,
  instance: string,
  { operation, jobId }: { readonly operation: LimitedOperation; readonly jobId: string },
) {
  const { backupsPerDay, restoresPerDay } = deps.settings.volumeRequests;
  const limit = operation === 'Restore' ? restoresPerDay : backupsPerDay;
  const now = jobStartMs(jobId);
  const asked: VolumeRequest = { jobId, operation, at: new Date(now).toISOString() };
  const admission = await deps.vault.volumeRequests.admit(instance, async (requests) =>
    admit(await counting(deps, recentRequests(requests, now)), asked, limit),
  );
  if (admission.admitted) return undefined;
  const { again, counted } = admission;
  const what = operation === 'Restore' ? 'restores' : 'on-demand backups';
  const setting = operation === 'Restore' ? 'HOLDFAST_SAN_RESTORES_PER_DAY' : 'HOLDFAST_SAN_BACKUPS_PER_DAY';
  const { failure } = fail(
    'UserErrorDailyLimitReached',
    `The backup instance ${instance} had ${counted} ${what} in the last 24 hours; the limit is ${limit}.`,
    [`Try again after ${again}, or raise ${setting}.`],
  );
  const retryAfterSeconds = Math.max(1, Math.ceil((Date.parse(again) - now) / 1_000));
  return { ok: false as const, failure: { ...failure, retryAfterSeconds } };
}

/** Without what has failed or was cancelled. One that has no job yet counts: it may be about to begin. */
async function counting(
  { vault }: OperationDependencies,
  requests: readonly VolumeRequest[],
): Promise<readonly VolumeRequest[]> {
  const counted: VolumeRequest[] = [];
  for (const request of requests) {
    const status = (await vault.jobs.get(request.jobId))?.document.status;
    if (status !== 'Failed' && status !== 'Cancelled') counted.push(request);
  }
  return counted;
}
