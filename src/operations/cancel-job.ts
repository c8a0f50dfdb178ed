// Cancels a job: its record says so, and the workflow stops where its next step would begin, tidies up and closes the job.

import type { Job } from '../domain/job/job.ts';
import { parseOrchestrationId } from '../domain/job/orchestration-id.ts';
import type { BackupPhase } from '../domain/job/sub-tasks.ts';
import { isFinal, mayFollow } from '../domain/job/transitions.ts';
import type { Outcome } from '../domain/shared/failure.ts';
import { fail, succeed } from '../domain/shared/failure.ts';
import type { WorkflowClient } from '../ports/workflow-client.ts';
import { markerReplicatedEvent } from '../workflows/catalogue.ts';
import type { OperationDependencies } from './dependencies.ts';

/** undefined: there is no such job. Asked again while the job is being cancelled, it changes nothing. */
export const cancelJob =
  (deps: OperationDependencies) =>
  async (workflows: WorkflowClient, jobId: string): Promise<Outcome<Job> | undefined> => {
    const { vault, clock } = deps;
    const cancelRequestedAt = new Date(clock.now()).toISOString();
    const job = await vault.jobs.update(jobId, (stored) =>
      mayFollow(stored.status, 'Cancelling')
        ? { ...stored, status: 'Cancelling', cancelRequestedAt }
        : undefined,
    );
    if (job === undefined) return undefined;
    if (isFinal(job.status)) {
      return fail(
        'UserErrorJobAlreadyEnded',
        `The job ${job.id} has ended as ${job.status}; only a job that is in progress can be cancelled.`,
      );
    }
    await wake(deps, workflows, job);
    return succeed(job);
  };

const waiting: BackupPhase = 'Wait for markers in the vault';

/** A backup that waits for its markers looks at once. A hint: without it, it looks when it would have. */
const wake = async (
  { log }: OperationDependencies,
  workflows: WorkflowClient,
  { orchestrationId, progress }: Job,
): Promise<void> => {
  if (progress?.phase !== waiting || parseOrchestrationId(orchestrationId)?.kind !== 'backup') return;
  try {
    await workflows.raiseEvent(orchestrationId, markerReplicatedEvent, {});
  } catch (error) {
    log.warn('A backup that is cancelled could not be woken, and looks by itself', {
      orchestrationId,
      error,
    });
  }
};
