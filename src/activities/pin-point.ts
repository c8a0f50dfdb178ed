// Pins a recovery point for a job that reads it, so that nothing of it is deleted meanwhile. Refused where its deletion
// has begun.

import type { RecoveryPoint } from '../domain/recovery-point/recovery-point.ts';
import type { Outcome } from '../domain/shared/failure.ts';
import { fail } from '../domain/shared/failure.ts';
import type { PinRequest } from '../vault/stores/pins.ts';
import type { Vault } from '../vault/vault.ts';
import { requirePoint } from './require-run.ts';

/**
 * The pin, then the intent, then the record. A prune writes its intent before it looks for pins and removes it after the
 * record: of the two at least one sees the other, however their steps fall together.
 */
export const pinPoint = async (vault: Vault, pin: PinRequest): Promise<Outcome<RecoveryPoint>> => {
  await vault.pins.add(pin);
  const { backupInstance, recoveryPointId } = pin;
  const intent = await vault.deletions.get(backupInstance, recoveryPointId);
  if (intent === undefined) return await requirePoint(vault, pin);
  return fail(
    'UserErrorRecoveryPointNotFound',
    `The recovery point ${recoveryPointId} is being deleted by job ${intent.document.jobId}.`,
    ['Choose another one of the recovery points that the backup instance lists.'],
    'recoveryPointId',
  );
};
