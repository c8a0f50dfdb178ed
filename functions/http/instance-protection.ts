// Stops, suspends and resumes the protection of a backup instance, and looks at it again. Done when answered: 200.

import type { ApiResult } from '../../src/api/arm/api-error.ts';
import { accept, fromOutcome } from '../../src/api/arm/api-error.ts';
import { parseBody } from '../../src/api/arm/request-body.ts';
import { guardedRequest, syncRequest } from '../../src/api/backup-instance/protection-requests.ts';
import type { Operations } from '../../src/composition/operations.ts';
import type { ArmAnswer } from './arm-answer.ts';
import type { ArmHandler } from './arm-endpoint.ts';
import { instanceRoute, registerArmEndpoint } from './arm-endpoint.ts';

export const registerInstanceProtection = (): void => {
  registerArmEndpoint('stopProtection', `${instanceRoute}/stopProtection`, {
    POST: change('stopProtection'),
  });
  registerArmEndpoint('suspendBackups', `${instanceRoute}/suspendBackups`, {
    POST: change('suspendBackups'),
  });
  registerArmEndpoint('resumeBackups', `${instanceRoute}/resumeBackups`, { POST: change('resumeBackups') });
  registerArmEndpoint('resumeProtection', `${instanceRoute}/resumeProtection`, {
    POST: change('resumeProtection'),
  });
  registerArmEndpoint('syncBackupInstance', `${instanceRoute}/sync`, { POST: sync });
};

const done = (changed: ApiResult<unknown>): ApiResult<ArmAnswer> =>
  changed.ok ? accept({ status: 200 }) : changed;

const change =
  (action: Parameters<Operations['changeProtection']>[1]): ArmHandler =>
  async ({ operations, param, body }) => {
    // Everything in the body is optional, and so is the body.
    const request = parseBody(guardedRequest, (await body()) || '{}');
    if (!request.ok) return request;
    return done(fromOutcome(await operations.changeProtection(param('backupInstanceName'), action)));
  };

const sync: ArmHandler = async ({ operations, param, body }) => {
  const request = parseBody(syncRequest, (await body()) || '{}');
  if (!request.ok) return request;
  return done(
    fromOutcome(await operations.syncInstance(param('backupInstanceName'), request.value.syncType)),
  );
};
