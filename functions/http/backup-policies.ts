// Backup policies: list, get, create and change, delete.

import type { ApiResult } from '../../src/api/arm/api-error.ts';
import { accept, fromOutcome, refuse, resourceNotFound } from '../../src/api/arm/api-error.ts';
import { listBody } from '../../src/api/arm/paging.ts';
import { parseBody } from '../../src/api/arm/request-body.ts';
import { vaultType } from '../../src/api/arm/vault-address.ts';
import { backupPolicyRequest } from '../../src/api/policy/request.ts';
import { backupPolicyResource } from '../../src/api/policy/response.ts';
import type { ArmAnswer } from './arm-answer.ts';
import { ok } from './arm-answer.ts';
import type { ArmCall } from './arm-call.ts';
import { registerArmEndpoint, vaultRoute } from './arm-endpoint.ts';

export const registerBackupPolicies = (): void => {
  registerArmEndpoint('backupPolicies', `${vaultRoute}/backupPolicies`, {
    GET: async ({ app, url }) => {
      const policies = await app.vault.policies.list();
      return ok(listBody({ items: policies.map((one) => backupPolicyResource(app.facts, one)) }, url.href));
    },
  });
  registerArmEndpoint('backupPolicy', `${vaultRoute}/backupPolicies/{backupPolicyName}`, {
    GET: getPolicy,
    PUT: putPolicy,
    DELETE: deletePolicy,
  });
};

async function getPolicy({ app, param }: ArmCall): Promise<ApiResult<ArmAnswer>> {
  const name = param('backupPolicyName');
  const found = await app.vault.policies.find(name);
  return found === undefined
    ? refuse(resourceNotFound(`${vaultType}/backupPolicies`, name))
    : ok(backupPolicyResource(app.facts, found.document));
}

async function putPolicy({ app, operations, param, body }: ArmCall): Promise<ApiResult<ArmAnswer>> {
  const definition = parseBody(backupPolicyRequest, await body(), 'BMSUserErrorInvalidInput');
  if (!definition.ok) return definition;
  const name = param('backupPolicyName');
  const configured = fromOutcome(await operations.configurePolicy({ name, definition: definition.value }));
  return configured.ok ? ok(backupPolicyResource(app.facts, configured.value)) : configured;
}

async function deletePolicy({ operations, param }: ArmCall): Promise<ApiResult<ArmAnswer>> {
  const deleted = fromOutcome(await operations.deletePolicy(param('backupPolicyName')));
  return deleted.ok ? accept({ status: deleted.value === 'deleted' ? 200 : 204 }) : deleted;
}
