// The last look before a recovery point is written: of a backup that no longer holds the lock of its instance, or is being
// cancelled, nothing is committed.

import { backupOrchestrationId } from '../domain/job/orchestration-id.ts';
import type { Outcome } from '../domain/shared/failure.ts';
import { fail } from '../domain/shared/failure.ts';
import type { Vault } from '../vault/vault.ts';
import type { BackupRun } from '../workflows/catalogue.ts';
import { cancellation } from './unless-cancelled.ts';

export const refuseCommit = async (
  vault: Vault,
  { backupInstance, recoveryPointId, jobId }: BackupRun,
): Promise<Extract<Outcome<never>, { readonly ok: false }> | undefined> => {
  const lock = await vault.locks.get(backupInstance);
  if (lock?.orchestrationId !== backupOrchestrationId(backupInstance, recoveryPointId)) {
    return fail(
      'UserErrorOperationInProgress',
      `The backup no longer holds the lock of ${backupInstance}${lock === undefined ? '' : `; job ${lock.jobId} does`}.`,
      ['Start a backup again.'],
    );
  }
  const failure = await cancellation(vault, jobId);
  return failure === undefined ? undefined : { ok: false, failure };
};
