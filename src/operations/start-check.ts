// POST check: begins a check of the vault. What workflows have abandoned only the workflow client can tell, so that is
// looked for here.

import { jobIdFor } from '../domain/job/job-id.ts';
import { newCheckJob } from '../domain/job/new-job.ts';
import { checkOrchestrationId } from '../domain/job/orchestration-id.ts';
import type { Outcome } from '../domain/shared/failure.ts';
import { succeed } from '../domain/shared/failure.ts';
import type { WorkflowClient } from '../ports/workflow-client.ts';
import { isVaultError } from '../vault/vault-error.ts';
import type { CheckVaultInput } from '../workflows/catalogue/check.ts';
import { orchestrations } from '../workflows/catalogue.ts';
import { closeAbandonedWork, findAbandonedWork } from './close-abandoned-work.ts';
import type { OperationDependencies } from './dependencies.ts';

export interface CheckStart {
  readonly repair: boolean;
  /** Unique to the request. */
  readonly requestId: string;
}

/** They travel in the message that starts the workflow. */
const MAX_ABANDONED = 100;

export const startCheck =
  (deps: OperationDependencies) =>
  async (
    workflows: WorkflowClient,
    { repair, requestId }: CheckStart,
  ): Promise<Outcome<{ readonly jobId: string }>> => {
    const now = deps.clock.now();
    const jobId = jobIdFor(now, requestId);
    const abandoned = await abandonedWork(deps, workflows, repair);
    await deps.vault.jobs.create(newCheckJob({ jobId, startTime: new Date(now).toISOString() }));
    const { lanes, sliceSeconds } = deps.settings.workflow;
    const { graceSeconds } = deps.settings.prune;
    const input: CheckVaultInput = {
      jobId,
      repair,
      abandoned,
      settings: { lanes, sliceSeconds, graceSeconds },
    };
    await workflows.start(orchestrations.checkVault, checkOrchestrationId(jobId), input);
    return succeed({ jobId });
  };

async function abandonedWork(
  deps: OperationDependencies,
  workflows: WorkflowClient,
  repair: boolean,
): Promise<readonly string[]> {
  try {
    const found = await findAbandonedWork(deps, workflows);
    if (repair && found.length > 0) await closeAbandonedWork(deps)(workflows);
    return found.slice(0, MAX_ABANDONED);
  } catch (error) {
    // A document that cannot be read is for the check itself to find.
    if (!isVaultError(error)) throw error;
    return [];
  }
}
