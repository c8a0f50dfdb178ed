// Whether a prune, or a check with repair, may still delete: it holds the lock of the instance. A step that was left behind
// by one that has ended, or was taken for dead, must not touch what a backup relies on by now.

import type { Failure } from '../../domain/shared/failure.ts';
import { fail } from '../../domain/shared/failure.ts';
import type { Vault } from '../../vault/vault.ts';
import type { PruneRun } from '../../workflows/catalogue/prune.ts';
import { notHeld } from '../not-held.ts';

/** undefined where it holds. */
export const lostLock = async (
  vault: Vault,
  { backupInstance, jobId }: PruneRun,
): Promise<Failure | undefined> => {
  const lost = await notHeld(vault, backupInstance, (lock) => lock.jobId === jobId);
  if (lost === undefined) return undefined;
  return fail('UserErrorOperationInProgress', `The operation ${lost}`, [
    'Start it again. It takes up what was begun.',
  ]).failure;
};
