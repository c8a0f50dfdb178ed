// Backup policies: the one that a vault has.

import { refuse, resourceNotFound } from '../../src/api/arm/api-error.ts';
import { listBody } from '../../src/api/arm/paging.ts';
import { sameText } from '../../src/api/arm/resource-id.ts';
import { vaultType } from '../../src/api/arm/vault-address.ts';
import { dailyPolicyName, dailyPolicyResource } from '../../src/api/policy/daily-policy.ts';
import { ok } from './arm-answer.ts';
import { registerArmEndpoint, vaultRoute } from './arm-endpoint.ts';

export const registerBackupPolicies = (): void => {
  registerArmEndpoint('backupPolicies', `${vaultRoute}/backupPolicies`, {
    GET: async ({ app, url }) =>
      ok(listBody({ items: [dailyPolicyResource(app.facts, app.dailyBackupTime)] }, url.href)),
  });
  registerArmEndpoint('backupPolicy', `${vaultRoute}/backupPolicies/{backupPolicyName}`, {
    GET: async ({ app, param }) => {
      const name = param('backupPolicyName');
      return sameText(name, dailyPolicyName)
        ? ok(dailyPolicyResource(app.facts, app.dailyBackupTime))
        : refuse(resourceNotFound(`${vaultType}/backupPolicies`, name));
    },
  });
};
