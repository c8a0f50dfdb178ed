// Jobs of the vault: list, newest first, get, and cancel.

import { accept, fromOutcome, refuse, resourceNotFound } from '../../src/api/arm/api-error.ts';
import { badSkipToken, listBody } from '../../src/api/arm/paging.ts';
import { vaultType } from '../../src/api/arm/vault-address.ts';
import { jobFilter } from '../../src/api/job/filter.ts';
import { jobResource, jobRowResource } from '../../src/api/job/response.ts';
import { acceptedHeaders } from '../../src/api/operation/response.ts';
import type { Holdfast } from '../../src/composition/holdfast.ts';
import { ok } from './arm-answer.ts';
import type { ArmCall } from './arm-call.ts';
import type { ArmHandler } from './arm-endpoint.ts';
import { registerArmEndpoint, vaultRoute } from './arm-endpoint.ts';

type Job = NonNullable<Awaited<ReturnType<Holdfast['vault']['jobs']['get']>>>['document'];

export const registerBackupJobs = (): void => {
  registerArmEndpoint('backupJobs', `${vaultRoute}/backupJobs`, { GET: listJobs });
  registerArmEndpoint('backupJob', `${vaultRoute}/backupJobs/{jobId}`, { GET: getJob });
  registerArmEndpoint('backupJobCancel', `${vaultRoute}/backupJobs/{jobId}/cancel`, { POST: cancelJob });
};

const listJobs: ArmHandler = async ({ app, query, url }) => {
  const filter = jobFilter(app.facts, query('$filter'));
  if (!filter.ok) return filter;
  const continuation = query('$skipToken');
  const page = await app.vault.jobs.list({ filter: filter.value, ...(continuation ? { continuation } : {}) });
  if (page === 'bad-continuation') return refuse(badSkipToken);
  const instances = new Map((await app.vault.instances.list()).map((one) => [one.name, one]));
  const items = page.items.map((job) =>
    jobRowResource(app.facts, job, instances.get(job.backupInstance ?? '')),
  );
  return ok(listBody({ ...page, items }, url.href));
};

const noSuchJob = (id: string) => refuse(resourceNotFound(`${vaultType}/backupJobs`, id));

const getJob: ArmHandler = async (call) => {
  const stored = await call.app.vault.jobs.get(call.param('jobId').toLowerCase());
  if (stored === undefined) return noSuchJob(call.param('jobId'));
  return ok(await wholeJob(call, stored.document));
};

/** The job is the operation to watch: its own address, and that of its status. */
const cancelJob: ArmHandler = async (call) => {
  const { operations, workflows, param, apiVersion, url, app } = call;
  const cancelled = await operations.cancelJob(workflows(), param('jobId').toLowerCase());
  if (cancelled === undefined) return noSuchJob(param('jobId'));
  const outcome = fromOutcome(cancelled);
  if (!outcome.ok) return outcome;
  const job = outcome.value;
  return accept({
    status: 202,
    headers: acceptedHeaders(app.facts, { jobId: job.id, apiVersion, origin: url.origin, elapsedMs: 0 }),
    body: await wholeJob(call, job),
  });
};

async function wholeJob({ app, operations }: ArmCall, job: Job): Promise<object> {
  const { id, backupInstance } = job;
  const instance = backupInstance === undefined ? undefined : await operations.findInstance(backupInstance);
  const plan = job.operation === 'Restore' ? await app.vault.restorePlans.get(id) : undefined;
  const report = job.operation === 'Check' ? (await app.vault.checks.report(id))?.findings.listed : undefined;
  return jobResource(app.facts, job, { instance, plan, report });
}
