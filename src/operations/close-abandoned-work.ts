// What nothing else would tidy up: jobs, locks and pins of workflows that ended without closing them, or never began.
// Runs with the schedule timer, so that half-done work is seen within minutes. A step outlives its workflow, when that was
// terminated: a lock is revoked first, and broken once no step that saw it held can be running. Only then it is certain
// whether the recovery point was committed, and the job is closed.

import type { Job } from '../domain/job/job.ts';
import { leftJob } from '../domain/job/left-job.ts';
import { isFinal, mayFollow } from '../domain/job/transitions.ts';
import type { WorkflowClient } from '../ports/workflow-client.ts';
import type { Lock } from '../vault/documents/coordination.ts';
import type { OperationDependencies } from './dependencies.ts';
import { openJobs } from './open-jobs.ts';

/** A job is written before its workflow is started: until this age a workflow that is not there may still come. */
const START_GRACE_MS = 10 * 60_000;

/** No step lives longer: `functionTimeout` of host.json. */
export const LONGEST_STEP_MS = 30 * 60_000;

export interface AbandonedWork {
  readonly jobs: number;
  readonly locks: number;
  readonly pins: number;
}

export const closeAbandonedWork =
  (deps: OperationDependencies) =>
  async (workflows: WorkflowClient): Promise<AbandonedWork> => {
    const deathOf = deathsOf(deps, workflows);
    const { released: locks, heldBy } = await releaseLocks(deps, deathOf);
    const pins = await removePins(deps, deathOf, heldBy);
    const jobs = await closeJobs(deps, deathOf, heldBy);
    return { jobs, locks, pins };
  };

/** The same, looked for and left: each as an administrator would name it. */
export const findAbandonedWork = async (
  deps: OperationDependencies,
  workflows: WorkflowClient,
): Promise<readonly string[]> => {
  const deathOf = deathsOf(deps, workflows);
  const found: string[] = [];
  for (const lock of await deps.vault.locks.list()) {
    if (await deathOf(lock, lock.since)) found.push(`lock of ${lock.backupInstance}, job ${lock.jobId}`);
  }
  for (const pin of await allPins(deps)) {
    if (await deathOf(pin, pin.since))
      found.push(`pin of ${pin.backupInstance}/${pin.recoveryPointId}, job ${pin.jobId}`);
  }
  for (const job of await openJobs(deps)) {
    if (await deathOf(job, job.startTime)) found.push(`job ${job.id}`);
  }
  return found;
};

/** How a workflow has died; 'ended': its steps may still be running. undefined: it lives, or may still begin. */
type DeathOf = (
  work: { readonly orchestrationId: string },
  since: string,
) => Promise<'ended' | 'never-began' | undefined>;

/** Each workflow is asked after once. */
function deathsOf({ clock }: OperationDependencies, workflows: WorkflowClient): DeathOf {
  const states = new Map<string, ReturnType<WorkflowClient['state']>>();
  return async ({ orchestrationId }, since) => {
    const asked = states.get(orchestrationId) ?? workflows.state(orchestrationId);
    states.set(orchestrationId, asked);
    const state = await asked;
    if (state === 'ended') return 'ended';
    const mayBegin = clock.now() - Date.parse(since) <= START_GRACE_MS;
    return state === 'absent' && !mayBegin ? 'never-began' : undefined;
  };
}

interface ReleasedLocks {
  readonly released: number;
  /** Jobs whose locks are revoked, and not broken yet. */
  readonly heldBy: ReadonlySet<string>;
}

async function releaseLocks(deps: OperationDependencies, deathOf: DeathOf): Promise<ReleasedLocks> {
  const { vault, clock, log } = deps;
  let released = 0;
  const heldBy = new Set<string>();
  for (const lock of await vault.locks.list()) {
    const death = await deathOf(lock, lock.since);
    if (death === undefined) continue;
    if (death === 'ended' && !isOutlived(lock, clock.now())) {
      await revoke(deps, lock);
      heldBy.add(lock.jobId);
      continue;
    }
    await closeJob(deps, lock.jobId);
    if ((await vault.locks.break(lock)) === 'gone') continue;
    log.warn('The lock of a dead workflow was released', { ...lock });
    released += 1;
  }
  return { released, heldBy };
}

/** Every step that may have seen the lock held has ended. */
const isOutlived = ({ revokedAt }: Lock, now: number): boolean =>
  revokedAt !== undefined && now - Date.parse(revokedAt) > LONGEST_STEP_MS;

async function revoke({ vault, clock, log }: OperationDependencies, lock: Lock): Promise<void> {
  if (lock.revokedAt !== undefined) return;
  await vault.locks.revoke(lock, new Date(clock.now()).toISOString());
  log.error('A workflow has ended and left a lock: it is revoked, and released when no step can be running', {
    ...lock,
  });
}

async function removePins(
  deps: OperationDependencies,
  deathOf: DeathOf,
  heldBy: ReadonlySet<string>,
): Promise<number> {
  let removed = 0;
  for (const pin of await allPins(deps)) {
    if (heldBy.has(pin.jobId) || !(await deathOf(pin, pin.since))) continue;
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

async function closeJobs(
  deps: OperationDependencies,
  deathOf: DeathOf,
  heldBy: ReadonlySet<string>,
): Promise<number> {
  let closed = 0;
  for (const job of await openJobs(deps)) {
    if (heldBy.has(job.id) || !(await deathOf(job, job.startTime))) continue;
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
