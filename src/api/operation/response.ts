// Long-running operations: the operation of a job has the job's id and ends when the job does. What the 202, the
// status and the result look like, as Azure's pollers expect them.

import type { Job, JobStatus } from '../../domain/job/job.ts';
import type { ApiError } from '../arm/api-error.ts';
import { failureToError } from '../arm/api-error.ts';
import type { ApiVersion } from '../arm/api-version.ts';
import type { VaultAddress } from '../arm/vault-address.ts';
import { provider, subscriptionPath, vaultId } from '../arm/vault-address.ts';
import { shownErrors } from '../job/shown-errors.ts';

/** How long a poller should wait: a moment at first, longer for what takes long anyway. */
export function retryAfter(elapsedMs: number): Record<string, string> {
  if (elapsedMs < 10_000) return { 'Retry-After': '1' };
  return { 'Retry-After': elapsedMs < 60_000 ? '5' : '30' };
}

export interface AcceptedOperation {
  readonly jobId: string;
  readonly apiVersion: ApiVersion;
  /** Scheme and host of the request. */
  readonly origin: string;
  readonly elapsedMs: number;
}

export const acceptedHeaders = (
  vault: VaultAddress,
  { jobId, apiVersion, origin, elapsedMs }: AcceptedOperation,
): Record<string, string> => {
  const query = `?api-version=${apiVersion}`;
  const results = `${subscriptionPath(vault)}/providers/${provider}/locations/${vault.location}/operationResults`;
  return {
    'Azure-AsyncOperation': `${origin}${vaultId(vault)}/operationStatus/${jobId}${query}`,
    Location: `${origin}${results}/${jobId}${query}`,
    ...retryAfter(elapsedMs),
  };
};

/** Of an export of jobs, whose result is a place of its own. */
export const exportHeaders = (vault: VaultAddress, operation: AcceptedOperation): Record<string, string> => ({
  ...acceptedHeaders(vault, operation),
  Location: `${operation.origin}${vaultId(vault)}/backupJobs/operations/${operation.jobId}?api-version=${operation.apiVersion}`,
});

/** `Inprogress` is Azure Backup's spelling. */
const operationStatus: Readonly<Record<JobStatus, 'Inprogress' | 'Succeeded' | 'Failed' | 'Canceled'>> = {
  InProgress: 'Inprogress',
  Cancelling: 'Inprogress',
  Completed: 'Succeeded',
  CompletedWithWarnings: 'Succeeded',
  Failed: 'Failed',
  Cancelled: 'Canceled',
};

export const isRunning = ({ status }: Pick<Job, 'status'>): boolean =>
  operationStatus[status] === 'Inprogress';

/** @param path of the request: one operation can be asked for under three paths */
export const operationResource = (path: string, job: Job): object => ({
  id: path,
  name: job.id,
  status: operationStatus[job.status],
  startTime: job.startTime,
  ...(job.endTime === undefined ? {} : { endTime: job.endTime }),
  ...(job.status === 'Failed' ? { error: jobError(job) } : {}),
  properties: jobExtendedInfo(job.id),
});

export const jobExtendedInfo = (jobId: string): object => ({ objectType: 'OperationJobExtendedInfo', jobId });

/** The result of an operation that did not end well: what went wrong, as a refusal. */
export function jobFailed(job: Job): ApiError {
  const [first] = shownErrors(job);
  if (first !== undefined) return failureToError(first);
  return { status: 409, code: 'OperationCanceled', message: `The job ${job.id} was cancelled.` };
}

/** The failure as an error body's `error`; a job that failed names at least one. */
function jobError(job: Job): object {
  const [first, ...others] = shownErrors(job).map(({ code, message, target }) => ({
    code,
    message,
    ...(target === undefined ? {} : { target }),
  }));
  if (first === undefined) return { code: 'InternalError', message: `The job ${job.id} failed.` };
  return others.length === 0 ? first : { ...first, details: others };
}
