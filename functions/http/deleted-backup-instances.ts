// Backup instances that were deleted and can still be had back: list, get, undelete.

import { accept, fromOutcome, refuse, resourceNotFound } from '../../src/api/arm/api-error.ts';
import { listBody } from '../../src/api/arm/paging.ts';
import { vaultType } from '../../src/api/arm/vault-address.ts';
import { deletedBackupInstanceResource } from '../../src/api/backup-instance/response.ts';
import { ok } from './arm-answer.ts';
import type { ArmHandler } from './arm-endpoint.ts';
import { registerArmEndpoint, vaultRoute } from './arm-endpoint.ts';

export const registerDeletedBackupInstances = (): void => {
  const one = `${vaultRoute}/deletedBackupInstances/{backupInstanceName}`;
  registerArmEndpoint('deletedBackupInstances', `${vaultRoute}/deletedBackupInstances`, { GET: list });
  registerArmEndpoint('deletedBackupInstance', one, { GET: get });
  registerArmEndpoint('undelete', `${one}/undelete`, { POST: undelete });
};

const list: ArmHandler = async ({ app, operations, url }) => {
  const deleted = await operations.deletedInstances();
  const items = deleted.map((instance) => deletedBackupInstanceResource(app.facts, instance));
  return ok(listBody({ items }, url.href));
};

const get: ArmHandler = async ({ app, operations, param }) => {
  const name = param('backupInstanceName');
  const deleted = await operations.deletedInstance(name);
  return deleted === undefined
    ? refuse(resourceNotFound(`${vaultType}/deletedBackupInstances`, name))
    : ok(deletedBackupInstanceResource(app.facts, deleted));
};

const undelete: ArmHandler = async ({ operations, param }) => {
  const undeleted = fromOutcome(await operations.undeleteInstance(param('backupInstanceName')));
  return undeleted.ok ? accept({ status: 200 }) : undeleted;
};
