// Watches over jobs that are not at their end: one without a sign of life is marked, and the workflow of one that does not
// end though it was cancelled is terminated. What that leaves behind is closed like all abandoned work.

import type { Job } from '../domain/job/job.ts';
import { ignoresCancel, stalledSince } from '../domain/job/watch.ts';
import type { WorkflowClient } from '../ports/workflow-client.ts';
import type { OperationDependencies } from './dependencies.ts';
import { openJobs } from './open-jobs.ts';

export interface WatchedJobs {
  /** Newly found without a sign of life. */
  readonly stalled: number;
  readonly terminated: number;
}

export const watchJobs =
  (deps: OperationDependencies) =>
  async (workflows: WorkflowClient): Promise<WatchedJobs> => {
    let stalled = 0;
    let terminated = 0;
    for (const { id } of await openJobs(deps)) {
      const job = (await deps.vault.jobs.get(id))?.document;
      if (job === undefined || (await workflows.state(job.orchestrationId)) !== 'running') continue;
      if (await mark(deps, job)) stalled += 1;
      if (await endByForce(deps, workflows, job)) terminated += 1;
    }
    return { stalled, terminated };
  };

async function mark(
  { vault, clock, log, settings }: OperationDependencies,
  { id, orchestrationId, operation, backupInstance }: Job,
): Promise<boolean> {
  let since: string | undefined;
  await vault.jobs.update(id, (job) => {
    since = job.stalledSince === undefined ? stalledSince(job, settings.watch, clock.now()) : undefined;
    return since === undefined ? undefined : { ...job, stalledSince: since };
  });
  if (since === undefined) return false;
  log.error('A job makes no progress', { jobId: id, since, operation, backupInstance, orchestrationId });
  return true;
}

async function endByForce(
  { clock, log, settings }: OperationDependencies,
  workflows: WorkflowClient,
  job: Job,
): Promise<boolean> {
  if (!ignoresCancel(job, settings.watch, clock.now())) return false;
  const { id: jobId, orchestrationId, cancelRequestedAt } = job;
  log.error('A job does not end though it was cancelled: its workflow is terminated', {
    jobId,
    orchestrationId,
    cancelRequestedAt,
  });
  return (await workflows.terminate(orchestrationId, `Cancelled, job ${jobId}`)) === 'terminated';
}
