// What can be done with a backup instance: back it up now, prune it, restore from it, check a restore. Each begins a job,
// whose operation is answered with 202.

import { adhocBackupRequest } from '../../src/api/adhoc-backup/request.ts';
import type { ApiResult } from '../../src/api/arm/api-error.ts';
import { fromOutcome } from '../../src/api/arm/api-error.ts';
import { parseBody } from '../../src/api/arm/request-body.ts';
import { pruneRequest } from '../../src/api/prune/request.ts';
import { requestPath } from '../../src/api/restore/field-path.ts';
import { restoreRequest, validateRestoreRequest } from '../../src/api/restore/request.ts';
import {
  noRestorableTimeRanges,
  restorableTimeRangesRequest,
} from '../../src/api/restore/restorable-time-ranges.ts';
import { accepted } from './accepted.ts';
import type { ArmAnswer } from './arm-answer.ts';
import { ok } from './arm-answer.ts';
import type { ArmCall } from './arm-call.ts';
import type { ArmHandler } from './arm-endpoint.ts';
import { instanceRoute, registerArmEndpoint } from './arm-endpoint.ts';
import { namedInstance } from './named-instance.ts';

export const registerInstanceActions = (): void => {
  registerArmEndpoint('backup', `${instanceRoute}/backup`, { POST: backUp });
  registerArmEndpoint('prune', `${instanceRoute}/prune`, { POST: prune });
  registerArmEndpoint('restore', `${instanceRoute}/restore`, { POST: restore(restoreRequest, '') });
  registerArmEndpoint('validateRestore', `${instanceRoute}/validateRestore`, {
    POST: restore(validateRestoreRequest, 'restoreRequestObject.'),
  });
  registerArmEndpoint('findRestorableTimeRanges', `${instanceRoute}/findRestorableTimeRanges`, {
    POST: findTimeRanges,
  });
};

async function backUp(call: ArmCall): Promise<ApiResult<ArmAnswer>> {
  const request = parseBody(adhocBackupRequest, await call.body());
  if (!request.ok) return request;
  const { operations, workflows, requestId, param } = call;
  const backupInstance = param('backupInstanceName');
  const started = await operations.startBackup(workflows(), { backupInstance, requestId, ...request.value });
  return accepted(call, fromOutcome(started));
}

const findTimeRanges: ArmHandler = async (call) => {
  const request = parseBody(restorableTimeRangesRequest, await call.body());
  if (!request.ok) return request;
  const instance = await namedInstance(call);
  return instance.ok ? ok(noRestorableTimeRanges(call.app.facts, instance.value.name)) : instance;
};

async function prune(call: ArmCall): Promise<ApiResult<ArmAnswer>> {
  // Everything in the body is optional, and so is the body.
  const request = parseBody(pruneRequest, (await call.body()) || '{}');
  if (!request.ok) return request;
  const { operations, workflows, requestId, param } = call;
  const backupInstance = param('backupInstanceName');
  const started = await operations.startPrune(workflows(), { backupInstance, requestId, ...request.value });
  return accepted(call, fromOutcome(started));
}

/** @param prefix where the restore request stands in the body */
const restore =
  (schemaFor: typeof restoreRequest, prefix: string): ArmHandler =>
  async (call) => {
    const request = parseBody(schemaFor(call.app.facts), await call.body());
    if (!request.ok) return request;
    const { operations, workflows, requestId, param } = call;
    const order = request.value;
    const backupInstance = param('backupInstanceName');
    const started = await operations.startRestore(workflows(), { backupInstance, order, requestId });
    return accepted(
      call,
      fromOutcome(started, (target) =>
        target === 'backupInstanceName'
          ? target
          : `${prefix}${requestPath(target, 'selection' in order ? order.selection : { kind: 'everything' })}`,
      ),
    );
  };
