// Jobs of the vault: list, newest first, and get.

import { refuse, resourceNotFound } from '../../src/api/arm/api-error.ts';
import { badSkipToken, listBody } from '../../src/api/arm/paging.ts';
import { vaultType } from '../../src/api/arm/vault-address.ts';
import { jobFilter } from '../../src/api/job/filter.ts';
import { jobResource, jobRowResource } from '../../src/api/job/response.ts';
import { ok } from './arm-answer.ts';
import type { ArmHandler } from './arm-endpoint.ts';
import { registerArmEndpoint, vaultRoute } from './arm-endpoint.ts';

export const registerBackupJobs = (): void => {
  registerArmEndpoint('backupJobs', `${vaultRoute}/backupJobs`, { GET: listJobs });
  registerArmEndpoint('backupJob', `${vaultRoute}/backupJobs/{jobId}`, { GET: getJob });
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

const getJob: ArmHandler = async ({ app, operations, param }) => {
  const id = param('jobId').toLowerCase();
  const stored = await app.vault.jobs.get(id);
  if (stored === undefined) return refuse(resourceNotFound(`${vaultType}/backupJobs`, param('jobId')));
  const job = stored.document;
  const { backupInstance } = job;
  const instance = backupInstance === undefined ? undefined : await operations.findInstance(backupInstance);
  const plan = job.operation === 'Restore' ? await app.vault.restorePlans.get(id) : undefined;
  const report = job.operation === 'Check' ? (await app.vault.checks.report(id))?.findings.listed : undefined;
  return ok(jobResource(app.facts, job, { instance, plan, report }));
};
