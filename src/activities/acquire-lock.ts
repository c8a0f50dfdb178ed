// Takes the lock of an instance for an operation that writes its recovery points, or says who has it.

import type { JobStatus } from '../domain/job/job.ts';
import { isFinal } from '../domain/job/transitions.ts';
import type { Outcome } from '../domain/shared/failure.ts';
import { fail, succeed } from '../domain/shared/failure.ts';
import type { LockHolder } from '../vault/stores/locks.ts';
import type { Vault } from '../vault/vault.ts';

export interface AlreadyClosed {
  readonly state: 'already-closed';
  readonly status: JobStatus;
}

export const acquireLock = async (
  vault: Vault,
  instance: string,
  holder: LockHolder,
): Promise<Outcome<'acquired' | AlreadyClosed>> => {
  let lock = await vault.locks.acquire(instance, holder);
  // An operation closes its job first and lets go of the lock after it: whoever saw it end need not wait for that.
  if (!lock.acquired && (await hasEnded(vault, lock.holder.jobId))) {
    await vault.locks.break(lock.holder);
    lock = await vault.locks.acquire(instance, holder);
  }
  if (lock.acquired) return succeed((await giveBack(vault, instance, holder)) ?? 'acquired');
  const { kind, jobId, since } = lock.holder;
  return fail(
    'UserErrorOperationInProgress',
    `Another operation (${kind}, job ${jobId}) has been working on ${instance} since ${since}.`,
    ['Wait until it has ended, then start the operation again.'],
  );
};

const hasEnded = async (vault: Vault, jobId: string): Promise<boolean> => {
  const job = (await vault.jobs.get(jobId))?.document;
  return job !== undefined && isFinal(job.status);
};

/** A step that was run twice, and only now comes to the lock, must not leave it behind on a job that is closed by now. */
const giveBack = async (
  vault: Vault,
  instance: string,
  { jobId, orchestrationId }: LockHolder,
): Promise<AlreadyClosed | undefined> => {
  const job = (await vault.jobs.get(jobId))?.document;
  if (job === undefined || !isFinal(job.status)) return undefined;
  await vault.locks.release(instance, orchestrationId);
  return { state: 'already-closed', status: job.status };
};
