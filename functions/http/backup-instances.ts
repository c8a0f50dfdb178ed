// Backup instances: list, get, put under protection, and delete with their data.

import type { ApiResult } from '../../src/api/arm/api-error.ts';
import { accept, fromOutcome, refuse } from '../../src/api/arm/api-error.ts';
import { badSkipToken, listBody } from '../../src/api/arm/paging.ts';
import { parseBody } from '../../src/api/arm/request-body.ts';
import { backupInstanceRequest } from '../../src/api/backup-instance/request.ts';
import { backupInstanceResource } from '../../src/api/backup-instance/response.ts';
import type { Holdfast } from '../../src/composition/holdfast.ts';
import { accepted } from './accepted.ts';
import type { ArmAnswer } from './arm-answer.ts';
import { ok } from './arm-answer.ts';
import type { ArmCall } from './arm-call.ts';
import type { ArmHandler } from './arm-endpoint.ts';
import { instanceRoute, registerArmEndpoint, vaultRoute } from './arm-endpoint.ts';
import { namedInstance } from './named-instance.ts';

export const registerBackupInstances = (): void => {
  registerArmEndpoint('backupInstances', `${vaultRoute}/backupInstances`, {
    GET: listInstances,
  });
  registerArmEndpoint('backupInstance', instanceRoute, {
    GET: async (call) => {
      const instance = await namedInstance(call);
      return instance.ok ? ok(await resource(call.app, instance.value)) : instance;
    },
    PUT: putInstance,
    DELETE: deleteInstance,
  });
};

const listInstances: ArmHandler = async ({ app, query, url }) => {
  const continuation = query('$skipToken');
  const page = await app.vault.instances.page(
    ({ state }) => state !== 'SoftDeleted',
    continuation ? { continuation } : {},
  );
  if (page === 'bad-continuation') return refuse(badSkipToken);
  const versions = new Map<string, string | undefined>();
  for (const { policyName } of page.items) {
    if (!versions.has(policyName)) versions.set(policyName, await policyVersion(app, policyName));
  }
  const items = page.items.map((one) => backupInstanceResource(app.facts, one, versions.get(one.policyName)));
  return ok(listBody({ ...page, items }, url.href));
};

async function putInstance({ app, operations, param, body }: ArmCall): Promise<ApiResult<ArmAnswer>> {
  const request = parseBody(backupInstanceRequest(app.facts), await body());
  if (!request.ok) return request;
  const asked = { ...request.value, name: param('backupInstanceName') };
  const configured = fromOutcome(await operations.configureProtection(asked));
  if (!configured.ok) return configured;
  const { instance, created } = configured.value;
  return accept({ status: created ? 201 : 200, body: await resource(app, instance) });
}

/** 200: it can be had back. 202: its data is being deleted. */
async function deleteInstance(call: ArmCall): Promise<ApiResult<ArmAnswer>> {
  const { operations, workflows, requestId, param } = call;
  const request = { name: param('backupInstanceName'), requestId };
  const deleted = fromOutcome(await operations.deleteInstance(workflows(), request));
  if (!deleted.ok) return deleted;
  const { outcome, jobId } = deleted.value;
  if (jobId !== undefined) return accepted(call, accept({ jobId }));
  return accept({ status: outcome === 'absent' ? 204 : 200 });
}

const policyVersion = async ({ vault }: Holdfast, policyName: string): Promise<string | undefined> => {
  const found = await vault.policies.find(policyName);
  return found === undefined ? undefined : String(found.document.revision);
};

const resource = async (
  app: Holdfast,
  instance: Parameters<typeof backupInstanceResource>[1],
): Promise<object> =>
  backupInstanceResource(app.facts, instance, await policyVersion(app, instance.policyName));
