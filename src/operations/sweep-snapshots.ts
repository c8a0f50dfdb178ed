// Looks through the volume snapshots, and what backups on record have exported, of every protected SAN volume, and removes
// what dead backups left there. An instance that something works on is left alone: its next backup sweeps it as well.

import { isNothing } from '../domain/elastic-san/plan-sweep.ts';
import type { SnapshotOwner } from '../domain/elastic-san/snapshot-name.ts';
import { jobIdFor } from '../domain/job/job-id.ts';
import { backupOrchestrationId, sweepOrchestrationId } from '../domain/job/orchestration-id.ts';
import type { VolumeInstance } from '../domain/protection/backup-instance.ts';
import type { WorkflowClient } from '../ports/workflow-client.ts';
import type { LeftoverQuestion } from '../vault/volume-leftovers.ts';
import { findLeftovers, removeLeftovers } from '../vault/volume-leftovers.ts';
import type { OperationDependencies } from './dependencies.ts';

export const sweepSnapshots =
  (deps: OperationDependencies) =>
  async (workflows: WorkflowClient): Promise<{ readonly removed: number }> => {
    let removed = 0;
    const problems: unknown[] = [];
    for (const instance of await deps.vault.instances.list()) {
      if (instance.version !== 2) continue;
      try {
        removed += await sweepInstance(deps, workflows, instance);
      } catch (error) {
        deps.log.error('The snapshots of a volume cannot be looked through', {
          backupInstance: instance.name,
          error,
        });
        problems.push(error);
      }
    }
    // The next tick tries again; meanwhile the others are swept.
    if (problems.length > 0) throw new AggregateError(problems, 'Some volumes could not be swept');
    return { removed };
  };

const sweepInstance = async (
  deps: OperationDependencies,
  workflows: WorkflowClient,
  { name: backupInstance, source }: VolumeInstance,
): Promise<number> => {
  const owner = { controlAccountId: deps.settings.controlAccountId, backupInstance };
  const isAlive = async (point: string): Promise<boolean> =>
    (await workflows.state(backupOrchestrationId(backupInstance, point))) === 'running';
  const question = { owner, source, isAlive };
  if (isNothing(await findLeftovers(deps, question))) return 0;
  return await underLock(deps, owner, question);
};

/** Looks again with the lock in hand: a backup may have begun, or have ended well, since. */
const underLock = async (
  deps: OperationDependencies,
  owner: SnapshotOwner,
  question: LeftoverQuestion,
): Promise<number> => {
  const { vault, clock } = deps;
  const { backupInstance } = owner;
  const jobId = jobIdFor(clock.now(), `sweep:${backupInstance}`);
  const orchestrationId = sweepOrchestrationId(jobId);
  const since = new Date(clock.now()).toISOString();
  const lock = await vault.locks.acquire(backupInstance, { orchestrationId, jobId, kind: 'sweep', since });
  if (!lock.acquired) return 0;
  try {
    return await removeLeftovers(deps, owner, await findLeftovers(deps, question));
  } finally {
    await vault.locks.release(backupInstance, orchestrationId);
  }
};
