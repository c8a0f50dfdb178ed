// The vault itself: get, change its settings, and check.

import { fromOutcome } from '../../src/api/arm/api-error.ts';
import { parseBody } from '../../src/api/arm/request-body.ts';
import { checkRequest } from '../../src/api/check/request.ts';
import { vaultRequest } from '../../src/api/vault/request.ts';
import { vaultResource } from '../../src/api/vault/response.ts';
import { accepted } from './accepted.ts';
import { ok } from './arm-answer.ts';
import type { ArmHandler } from './arm-endpoint.ts';
import { registerArmEndpoint, vaultRoute } from './arm-endpoint.ts';

export const registerBackupVault = (): void => {
  registerArmEndpoint('backupVault', vaultRoute, {
    GET: async ({ app, operations }) => ok(vaultResource(app.facts, await operations.vaultSettings())),
    PUT: change,
    PATCH: change,
  });
  registerArmEndpoint('backupVaultCheck', `${vaultRoute}/check`, { POST: check });
};

const change: ArmHandler = async (call) => {
  const { app, operations } = call;
  const request = parseBody(vaultRequest(app.facts), await call.body());
  if (!request.ok) return request;
  const changed = fromOutcome(await operations.configureVault(request.value));
  return changed.ok ? ok(vaultResource(app.facts, await operations.vaultSettings())) : changed;
};

const check: ArmHandler = async (call) => {
  // Everything in the body is optional, and so is the body.
  const request = parseBody(checkRequest, (await call.body()) || '{}');
  if (!request.ok) return request;
  const { operations, workflows, requestId } = call;
  return accepted(
    call,
    fromOutcome(await operations.startCheck(workflows(), { requestId, ...request.value })),
  );
};
