// The documents that a later step of a workflow needs of an earlier one. Missing ones mean that the operation was ended
// or tidied away meanwhile: trying again cannot help.

import type { RecoveryPoint } from '../domain/recovery-point/recovery-point.ts';
import type { Outcome } from '../domain/shared/failure.ts';
import { fail, succeed } from '../domain/shared/failure.ts';
import type { RestorePlan } from '../vault/documents/restore-plan.ts';
import type { BackupRun } from '../vault/documents/run.ts';
import type { Vault } from '../vault/vault.ts';
import type { BackupRun as RunKey } from '../workflows/catalogue.ts';

const ended = (what: string) =>
  fail('InternalError', `The ${what} is gone from the vault: the operation was ended meanwhile.`, [
    'Start the operation again.',
  ]);

export const requireRun = async (vault: Vault, key: RunKey): Promise<Outcome<BackupRun>> => {
  const run = await vault.runs.get(key);
  return run === undefined ? ended(`run of the backup ${key.recoveryPointId}`) : succeed(run);
};

export const requirePlan = async (vault: Vault, jobId: string): Promise<Outcome<RestorePlan>> => {
  const plan = await vault.restorePlans.get(jobId);
  return plan === undefined ? ended(`plan of the restore ${jobId}`) : succeed(plan);
};

export const requirePoint = async (
  vault: Vault,
  { backupInstance, recoveryPointId }: Omit<RunKey, 'jobId'>,
): Promise<Outcome<RecoveryPoint>> => {
  const point = await vault.recoveryPoints.get(backupInstance, recoveryPointId);
  if (point !== undefined) return succeed(point);
  return fail(
    'UserErrorRecoveryPointNotFound',
    `The backup instance ${backupInstance} has no recovery point ${recoveryPointId}.`,
    ['Choose one of the recovery points that the backup instance lists.'],
    'recoveryPointId',
  );
};

/** Where a slice begins, by the record of the slice before it. */
export const startAfter = <Cursor>(
  before: { readonly cursor?: Cursor } | undefined,
  what: string,
): Outcome<Cursor> => (before?.cursor === undefined ? ended(`record of ${what}`) : succeed(before.cursor));
