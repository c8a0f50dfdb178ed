// What the provider serves, whoever's vault: its operations, what it protects, the vaults there are.

import { listBody } from '../../src/api/arm/paging.ts';
import { parseBody } from '../../src/api/arm/request-body.ts';
import { featureRequest, featureResponse } from '../../src/api/provider/feature-support.ts';
import { operationList } from '../../src/api/provider/operation-list.ts';
import { vaultResource } from '../../src/api/vault/response.ts';
import { ok } from './arm-answer.ts';
import type { ArmHandler } from './arm-endpoint.ts';
import {
  groupRoute,
  locationRoute,
  providersRoute,
  registerArmEndpoint,
  subscriptionRoute,
} from './arm-endpoint.ts';

export const registerProvider = (): void => {
  registerArmEndpoint('providerOperations', `${providersRoute}/operations`, {
    GET: async ({ url }) => ok(listBody({ items: operationList() }, url.href)),
  });
  registerArmEndpoint('checkFeatureSupport', `${locationRoute}/checkFeatureSupport`, { POST: checkFeature });
  registerArmEndpoint('backupVaults', `${subscriptionRoute}/backupVaults`, { GET: listVaults });
  registerArmEndpoint('backupVaultsOfGroup', `${groupRoute}/backupVaults`, { GET: listVaults });
};

const checkFeature: ArmHandler = async ({ body }) => {
  const request = parseBody(featureRequest, await body());
  return request.ok ? ok(featureResponse(request.value)) : request;
};

/** A deployment is one vault. */
const listVaults: ArmHandler = async ({ app, operations, url }) =>
  ok(listBody({ items: [vaultResource(app.facts, await operations.vaultSettings())] }, url.href));
