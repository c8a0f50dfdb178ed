// Whether a datasource could be protected, before it is: all that stands against it, in one answer.

import type { ApiResult } from '../../src/api/arm/api-error.ts';
import { manyFailures, refuse } from '../../src/api/arm/api-error.ts';
import { validateForBackupRequest } from '../../src/api/backup-instance/validate-request.ts';
import type { ArmAnswer } from './arm-answer.ts';
import { ok } from './arm-answer.ts';
import type { ArmCall } from './arm-call.ts';
import { registerArmEndpoint, vaultRoute } from './arm-endpoint.ts';

export const registerValidateForBackup = (): void => {
  registerArmEndpoint('validateForBackup', `${vaultRoute}/validateForBackup`, { POST: validate });
};

async function validate({ app, operations, body }: ArmCall): Promise<ApiResult<ArmAnswer>> {
  const request = validateForBackupRequest(app.facts, await body());
  if (!request.ok) return request;
  const failures = await operations.validateForBackup(request.value);
  const error = manyFailures(failures, (target) => target.replace(/^properties\b/, 'backupInstance'));
  return error === undefined ? ok({ objectType: 'OperationJobExtendedInfo' }) : refuse(error);
}
