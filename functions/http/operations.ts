// Status and results of long-running operations, where Azure's pollers look for them.

import type { ApiResult } from '../../src/api/arm/api-error.ts';
import { accept, refuse, resourceNotFound } from '../../src/api/arm/api-error.ts';
import { provider } from '../../src/api/arm/vault-address.ts';
import { backupInstanceResource } from '../../src/api/backup-instance/response.ts';
import {
  acceptedHeaders,
  isRunning,
  jobExtendedInfo,
  jobFailed,
  operationResource,
  retryAfter,
} from '../../src/api/operation/response.ts';
import type { Holdfast } from '../../src/composition/holdfast.ts';
import type { ArmCall } from './arm-call.ts';
import type { ArmHandler } from './arm-endpoint.ts';
import { groupRoute, instanceRoute, locationRoute, registerArmEndpoint, vaultRoute } from './arm-endpoint.ts';
import { namedInstance } from './named-instance.ts';

export const registerOperations = (): void => {
  registerArmEndpoint('operationStatus', `${locationRoute}/operationStatus/{operationId}`, { GET: status });
  registerArmEndpoint('operationStatusOfGroup', `${groupRoute}/operationStatus/{operationId}`, {
    GET: status,
  });
  registerArmEndpoint('operationStatusOfVault', `${vaultRoute}/operationStatus/{operationId}`, {
    GET: status,
  });
  registerArmEndpoint('operationResult', `${locationRoute}/operationResults/{operationId}`, {
    GET: result(async (_call, job) => accept(jobExtendedInfo(job.id))),
  });
  registerArmEndpoint('operationResultOfInstance', `${instanceRoute}/operationResults/{operationId}`, {
    GET: result(async (call) => {
      const instance = await namedInstance(call);
      return instance.ok ? accept(backupInstanceResource(call.app.facts, instance.value)) : instance;
    }),
  });
};

type Job = NonNullable<Awaited<ReturnType<Holdfast['vault']['jobs']['get']>>>['document'];

async function operationJob({ app, param }: ArmCall): Promise<ApiResult<Job>> {
  const id = param('operationId');
  const stored = await app.vault.jobs.get(id.toLowerCase());
  return stored === undefined
    ? refuse(resourceNotFound(`${provider}/operationStatus`, id))
    : accept(stored.document);
}

const elapsedMs = ({ app }: ArmCall, { startTime }: Job): number => app.clock.now() - Date.parse(startTime);

async function status(call: ArmCall): ReturnType<ArmHandler> {
  const found = await operationJob(call);
  if (!found.ok) return found;
  const job = found.value;
  return accept({
    status: 200,
    body: operationResource(call.url.pathname, job),
    ...(isRunning(job) ? { headers: retryAfter(elapsedMs(call, job)) } : {}),
  });
}

/** @param of what the operation has brought about, once it has ended well */
const result =
  (of: (call: ArmCall, job: Job) => Promise<ApiResult<object>>): ArmHandler =>
  async (call) => {
    const found = await operationJob(call);
    if (!found.ok) return found;
    const job = found.value;
    const { app, apiVersion, url } = call;
    if (isRunning(job)) {
      const pending = { jobId: job.id, apiVersion, origin: url.origin, elapsedMs: elapsedMs(call, job) };
      return accept({ status: 202, headers: acceptedHeaders(app.facts, pending) });
    }
    if (job.status === 'Failed' || job.status === 'Cancelled') return refuse(jobFailed(job));
    const body = await of(call, job);
    return body.ok ? accept({ status: 200, body: body.value }) : body;
  };
