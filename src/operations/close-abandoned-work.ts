// What nothing else would tidy up: jobs, locks and pins of workflows that ended without closing them, or never began.
// Runs with the schedule timer, so that half-done work is seen within minutes.

import type { Job } from '../domain/job/job.ts';
import { leftJob } from '../domain/job/left-job.ts';
import { isFinal, mayFollow } from '../domain/job/transitions.ts';
import type { WorkflowClient } from '../ports/workflow-client.ts';
import type { OperationDependencies } from './dependencies.ts';
import { openJobs } from './open-jobs.ts';

/** A job is written before its workflow is started: until this age a workflow that is not there may still come. */
const startGraceMs = 10 * 60_000;

export interface AbandonedWork {
  readonly jobs: number;
  readonly locks: number;
  readonly pins: number;
}

export const closeAbandonedWork =
  (deps: OperationDependencies) =>
  async (workflows: WorkflowClient): Promise<AbandonedWork> => {
    const isDead = deadWorkflows(deps, workflows);
    const locks = await releaseLocks(deps, isDead);
    const pins = await removePins(deps, isDead);
    const jobs = await closeJobs(deps, isDead);
    return { jobs, locks, pins };
  };

/** The same, looked for and left: each as an administrator would name it. */
export const findAbandonedWork = async (
  deps: OperationDependencies,
  workflows: WorkflowClient,
): Promise<readonly string[]> => {
  const isDead = deadWorkflows(deps, workflows);
  const found: string[] = [];
  for (const lock of await deps.vault.locks.list()) {
    if (await isDead(lock, lock.since)) found.push(`lock of ${lock.backupInstance}, job ${lock.jobId}`);
  }
  for (const pin of await allPins(deps)) {
    if (await isDead(pin, pin.since))
      found.push(`pin of ${pin.backupInstance}/${pin.recoveryPointId}, job ${pin.jobId}`);
  }
  for (const job of await openJobs(deps)) {
    if (await isDead(job, job.startTime)) found.push(`job ${job.id}`);
  }
  return found;
};

type IsDead = (work: { readonly orchestrationId: string }, since: string) => Promise<boolean>;

/** Each workflow is asked after once. */
function deadWorkflows({ clock }: OperationDependencies, workflows: WorkflowClient): IsDead {
  const states = new Map<string, ReturnType<WorkflowClient['state']>>();
  return async ({ orchestrationId }, since) => {
    const asked = states.get(orchestrationId) ?? workflows.state(orchestrationId);
    states.set(orchestrationId, asked);
    const state = await asked;
    return state === 'ended' || (state === 'absent' && clock.now() - Date.parse(since) > startGraceMs);
  };
}

async function releaseLocks(deps: OperationDependencies, isDead: IsDead): Promise<number> {
  let released = 0;
  for (const lock of await deps.vault.locks.list()) {
    if (!(await isDead(lock, lock.since))) continue;
    await closeJob(deps, lock.jobId);
    if ((await deps.vault.locks.break(lock)) === 'gone') continue;
    deps.log.warn('The lock of a dead workflow was released', { ...lock });
    released += 1;
  }
  return released;
}

async function removePins(deps: OperationDependencies, isDead: IsDead): Promise<number> {
  let removed = 0;
  for (const pin of await allPins(deps)) {
    if (!(await isDead(pin, pin.since))) continue;
    await closeJob(deps, pin.jobId);
    await deps.vault.pins.remove(pin);
    deps.log.warn('The pin of a dead workflow was removed', { ...pin });
    removed += 1;
  }
  return removed;
}

async function allPins({ vault }: OperationDependencies) {
  const pins: Awaited<ReturnType<typeof vault.pins.list>>[number][] = [];
  for (const { name } of await vault.instances.list()) pins.push(...(await vault.pins.list(name)));
  return pins;
}

async function closeJobs(deps: OperationDependencies, isDead: IsDead): Promise<number> {
  let closed = 0;
  for (const job of await openJobs(deps)) {
    if (!(await isDead(job, job.startTime))) continue;
    await closeJob(deps, job.id);
    closed += 1;
  }
  return closed;
}

/** A workflow closes its job before it ends: a job that is open when its workflow is dead was left open. */
async function closeJob(deps: OperationDependencies, jobId: string): Promise<void> {
  const { vault, clock, log } = deps;
  const endTime = new Date(clock.now()).toISOString();
  const found = (await vault.jobs.get(jobId))?.document;
  if (found === undefined || isFinal(found.status)) return;
  const hasCommitted = await madeItsPoint(deps, found);
  let closed: Job['status'] | undefined;
  await vault.jobs.update(jobId, (job) => {
    const end = leftJob(job, hasCommitted);
    closed = mayFollow(job.status, end.status) ? end.status : undefined;
    return closed === undefined ? undefined : { ...job, ...end, endTime };
  });
  if (closed !== undefined)
    log.error('A job was left behind by its workflow and is closed', { jobId, status: closed });
}

/** Whether a backup died only after its commit: what is in the vault counts. */
async function madeItsPoint({ vault }: OperationDependencies, job: Job): Promise<boolean> {
  const { operation, backupInstance, recoveryPointId } = job;
  if (operation !== 'ScheduledBackup' && operation !== 'OnDemandBackup') return false;
  if (backupInstance === undefined || recoveryPointId === undefined) return false;
  const point =
    (await vault.catalogue.recoveryPoint(backupInstance, recoveryPointId)) ??
    (await vault.volumePoints.get(backupInstance, recoveryPointId));
  return point?.jobId === job.id;
}
