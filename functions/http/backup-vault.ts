// The vault itself.

import { vaultResource } from '../../src/api/vault/response.ts';
import { ok } from './arm-answer.ts';
import { registerArmEndpoint, vaultRoute } from './arm-endpoint.ts';

export const registerBackupVault = (): void => {
  registerArmEndpoint('backupVault', vaultRoute, {
    GET: async ({ app }) => ok(vaultResource(app.facts)),
  });
};
