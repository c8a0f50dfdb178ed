// POST exportBackupJobs, and its result: links to the list of jobs as files, for whoever may read the list.

import { accept, fromOutcome, refuse, resourceNotFound } from '../../src/api/arm/api-error.ts';
import { vaultType } from '../../src/api/arm/vault-address.ts';
import { exportJobsResult } from '../../src/api/job/export.ts';
import { jobFilter } from '../../src/api/job/filter.ts';
import { exportHeaders, isRunning, jobFailed } from '../../src/api/operation/response.ts';
import { ok } from './arm-answer.ts';
import type { ArmHandler } from './arm-endpoint.ts';
import { registerArmEndpoint, vaultRoute } from './arm-endpoint.ts';

export const registerExportJobs = (): void => {
  registerArmEndpoint('exportBackupJobs', `${vaultRoute}/exportBackupJobs`, { POST: exportJobs });
  registerArmEndpoint('exportBackupJobsResult', `${vaultRoute}/backupJobs/operations/{operationId}`, {
    GET: exportResult,
  });
};

/** The API has no filter here: ours takes that of the list. */
const exportJobs: ArmHandler = async ({ app, operations, workflows, requestId, query, apiVersion, url }) => {
  const filter = jobFilter(app.facts, query('$filter'));
  if (!filter.ok) return filter;
  const started = fromOutcome(await operations.startExport(workflows(), { filter: filter.value, requestId }));
  if (!started.ok) return started;
  const { jobId } = started.value;
  const headers = exportHeaders(app.facts, { jobId, apiVersion, origin: url.origin, elapsedMs: 0 });
  return accept({ status: 202, headers });
};

const exportResult: ArmHandler = async ({ app, operations, param, apiVersion, url }) => {
  const id = param('operationId');
  const job = (await app.vault.jobs.get(id.toLowerCase()))?.document;
  if (job?.operation !== 'ExportJobs')
    return refuse(resourceNotFound(`${vaultType}/backupJobs/operations`, id));
  if (isRunning(job)) {
    const elapsedMs = app.clock.now() - Date.parse(job.startTime);
    const headers = exportHeaders(app.facts, { jobId: job.id, apiVersion, origin: url.origin, elapsedMs });
    return accept({ status: 202, headers });
  }
  if (job.status === 'Failed' || job.status === 'Cancelled') return refuse(jobFailed(job));
  const links = fromOutcome(await operations.exportLinks(job));
  return links.ok ? ok(exportJobsResult(links.value)) : links;
};
