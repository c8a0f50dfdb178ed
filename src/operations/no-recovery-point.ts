// The refusal of a request that names a recovery point which its instance does not have.

import { fail } from '../domain/shared/failure.ts';

export const noRecoveryPoint = (
  backupInstance: string,
  recoveryPointId: string,
  target = 'recoveryPointId',
) =>
  fail(
    'UserErrorRecoveryPointNotFound',
    `The backup instance ${backupInstance} has no recovery point ${recoveryPointId}.`,
    ['List the recovery points of the backup instance.'],
    target,
  );
