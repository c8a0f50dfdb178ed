// What the schedule timer does: starts one backup per due slot, however often the timer fires. A slot that cannot start now,
// because the instance is busy or the vault is, stays due.

import { jobIdFor } from '../domain/job/job-id.ts';
import type { BackupInstance } from '../domain/protection/backup-instance.ts';
import type { DueBackup, ScheduledInstance, SchedulePlan } from '../domain/schedule/due-slots.ts';
import { dueSlots } from '../domain/schedule/due-slots.ts';
import type { WorkflowClient } from '../ports/workflow-client.ts';
import type { UsablePolicy } from '../vault/stores/policies.ts';
import { backupOf } from './backup-of.ts';
import type { OperationDependencies } from './dependencies.ts';

export interface StartedBackups {
  readonly started: number;
  /** Due, and left for a later tick. */
  readonly waiting: number;
}

export const startDueBackups =
  (deps: OperationDependencies) =>
  async (workflows: WorkflowClient): Promise<StartedBackups> => {
    const { due } = await planDueBackups(deps);
    const problems: unknown[] = [];
    let free = due.length === 0 ? 0 : await freePlaces(deps);
    let started = 0;
    for (const backup of due) {
      if (free <= 0) break;
      const outcome = await start(deps, workflows, backup).catch((error: unknown) => {
        problems.push(error);
        return 'failed' as const;
      });
      if (outcome === 'started') free -= 1;
      if (outcome === 'started' || outcome === 'started-before') started += 1;
    }
    // The next tick tries again; meanwhile the others have their backup.
    if (problems.length > 0) throw new AggregateError(problems, 'Some due backups could not be started');
    return { started, waiting: due.length - started };
  };

/** What is due, and when the next slot of everything else is. `of`: absent for all instances. */
export async function planDueBackups(
  { vault, clock, log, settings }: OperationDependencies,
  of?: readonly BackupInstance[],
): Promise<SchedulePlan> {
  const instances = of ?? (await vault.instances.list());
  const lastSlots = await vault.schedule.lastSlots();
  const policies = new Map<string, UsablePolicy | undefined>();
  for (const { policyName } of instances) {
    if (policies.has(policyName)) continue;
    const policy = await vault.policies.usable(policyName);
    if (policy === undefined) log.error('A backup policy is missing or cannot be read', { policyName });
    policies.set(policyName, policy);
  }
  const scheduled = instances.map((instance) =>
    scheduledInstance(instance, policies.get(instance.policyName), lastSlots.get(instance.name)),
  );
  return dueSlots(scheduled, { now: clock.now(), spreadMs: settings.startSpreadSeconds * 1000 });
}

function scheduledInstance(
  { name, state, createdAt, scheduledSince = createdAt }: BackupInstance,
  usable: UsablePolicy | undefined,
  lastSlot: string | undefined,
): ScheduledInstance {
  const policySince = usable?.document.scheduledSince ?? scheduledSince;
  return {
    backupInstance: name,
    state,
    since: policySince > scheduledSince ? policySince : scheduledSince,
    ...(usable === undefined ? {} : { schedule: usable.policy.schedule }),
    ...(lastSlot === undefined ? {} : { lastSlot }),
  };
}

/** A backup holds its lock from before it is started until it has ended. */
async function freePlaces({ vault, settings }: OperationDependencies): Promise<number> {
  const running = (await vault.locks.list()).filter(({ kind }) => kind === 'backup');
  return settings.concurrentBackups - running.length;
}

/**
 * The lock is taken in the workflow's name before it starts: what cannot have it is not started at all. The slot is
 * recorded last; after a crash in between the workflow is found by its id.
 */
async function start(
  deps: OperationDependencies,
  workflows: WorkflowClient,
  due: DueBackup,
): Promise<'started' | 'started-before' | 'busy'> {
  const { vault, clock, log, settings } = deps;
  const { backupInstance, slot, recoveryPointId, orchestrationId, missed } = due;
  const at = new Date(clock.now()).toISOString();
  const jobId = jobIdFor(clock.now(), orchestrationId);
  const record = () => vault.schedule.recordSlot({ instance: backupInstance, slot, missed, at });
  if ((await workflows.state(orchestrationId)) !== 'absent') {
    await record();
    return 'started-before';
  }
  const lock = await vault.locks.acquire(backupInstance, {
    orchestrationId,
    jobId,
    kind: 'backup',
    since: at,
  });
  if (!lock.acquired) {
    const { kind, jobId: holder } = lock.holder;
    log.info('A due backup waits for another operation of its instance', {
      backupInstance,
      slot,
      kind,
      holder,
    });
    return 'busy';
  }
  // Another tick may have started it meanwhile, and what has ended would not give the lock back a second time.
  const known = await workflows.state(orchestrationId);
  if (known === 'ended') await vault.locks.release(backupInstance, orchestrationId);
  if (known === 'absent') {
    const instance = (await vault.instances.get(backupInstance))?.document;
    // Gone since the tick began: its slot is recorded, and nothing runs.
    if (instance === undefined) await vault.locks.release(backupInstance, orchestrationId);
    else {
      const run = { recoveryPointId, jobId, trigger: 'scheduled', retentionTag: 'Default' } as const;
      const { orchestration, input } = backupOf(instance, run, settings);
      await workflows.start(orchestration, orchestrationId, input);
    }
  }
  await record();
  if (missed.length > 0) log.warn('Slots were missed; the latest one is run', { backupInstance, missed });
  log.info('A scheduled backup was started', { backupInstance, slot, known });
  return known === 'absent' ? 'started' : 'started-before';
}
