// Whether a prune, or a check with repair, may still delete: it holds the lock of the instance. A step that was left behind
// by one that has ended, or was taken for dead, must not touch what a backup relies on by now.

import type { Failure } from '../../domain/shared/failure.ts';
import { fail } from '../../domain/shared/failure.ts';
import type { Vault } from '../../vault/vault.ts';
import type { PruneRun } from '../../workflows/catalogue/prune.ts';

/** undefined where it holds. */
export const lostLock = async (
  vault: Vault,
  { backupInstance, jobId }: PruneRun,
): Promise<Failure | undefined> => {
  const lock = await vault.locks.get(backupInstance);
  if (lock?.jobId === jobId) return undefined;
  return fail(
    'UserErrorOperationInProgress',
    `The operation no longer holds the lock of ${backupInstance}${lock === undefined ? '' : `; job ${lock.jobId} does`}.`,
    ['Start it again. It takes up what was begun.'],
  ).failure;
};
