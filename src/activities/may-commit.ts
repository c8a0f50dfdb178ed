// The last look before a recovery point is written: of a backup that no longer holds the lock of its instance, or is being
// cancelled, nothing is committed.

import { backupOrchestrationId } from '../domain/job/orchestration-id.ts';
import type { Outcome } from '../domain/shared/failure.ts';
import { fail } from '../domain/shared/failure.ts';
import type { Vault } from '../vault/vault.ts';
import type { BackupRun } from '../workflows/catalogue.ts';
import { notHeld } from './not-held.ts';
import { cancellation } from './unless-cancelled.ts';

export const refuseCommit = async (
  vault: Vault,
  { backupInstance, recoveryPointId, jobId }: BackupRun,
): Promise<Extract<Outcome<never>, { readonly ok: false }> | undefined> => {
  const orchestrationId = backupOrchestrationId(backupInstance, recoveryPointId);
  const lost = await notHeld(vault, backupInstance, (lock) => lock.orchestrationId === orchestrationId);
  if (lost !== undefined)
    return fail('UserErrorOperationInProgress', `The backup ${lost}`, ['Start a backup again.']);
  const failure = await cancellation(vault, jobId);
  return failure === undefined ? undefined : { ok: false, failure };
};
