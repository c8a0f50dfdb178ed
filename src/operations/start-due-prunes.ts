// What the prune timer does: starts one prune per instance whose daily slot has come and that has something to prune,
// however often the timer fires.

import { jobIdFor } from '../domain/job/job-id.ts';
import { pruneOrchestrationId } from '../domain/job/orchestration-id.ts';
import type { BackupInstance } from '../domain/protection/backup-instance.ts';
import { nextRelease, noneBlocked } from '../domain/prune/blocked.ts';
import type { PruneOccasion } from '../domain/prune/due-prune.ts';
import { duePruneSlot, pruneOccasion } from '../domain/prune/due-prune.ts';
import { planPrune } from '../domain/prune/plan-prune.ts';
import type { WorkflowClient } from '../ports/workflow-client.ts';
import type { PruningState } from '../vault/documents/pruning.ts';
import { forgetIfEmpty } from '../vault/forget-instance.ts';
import { pruneSituation } from '../vault/prune-situation.ts';
import type { OperationDependencies } from './dependencies.ts';
import { pruneOf } from './prune-of.ts';

export const startDuePrunes =
  (deps: OperationDependencies) =>
  async (workflows: WorkflowClient): Promise<{ readonly started: number }> => {
    let started = 0;
    const problems: unknown[] = [];
    for (const listed of await deps.vault.instances.list()) {
      try {
        const instance = await readyForPrune(deps, listed);
        if (instance !== undefined && (await startIfDue(deps, workflows, instance))) started += 1;
      } catch (error) {
        problems.push(error);
      }
    }
    // The next tick tries again; meanwhile the others are pruned.
    if (problems.length > 0) throw new AggregateError(problems, 'Some due prunes could not be started');
    return { started };
  };

/**
 * A deleted instance waits until it can no longer be had back. That is decided here, by one write that an undelete would
 * prevent or be prevented by; its data goes from then on.
 */
async function readyForPrune(
  { vault, clock, log }: OperationDependencies,
  listed: BackupInstance,
): Promise<BackupInstance | undefined> {
  if (listed.state !== 'SoftDeleted') return listed;
  const stored = await vault.instances.get(listed.name);
  const deletion = stored?.document.deletion;
  if (stored === undefined || deletion === undefined) return undefined;
  if (deletion.purgingSince !== undefined)
    return (await forgetIfEmpty(vault, listed.name)) ? undefined : stored.document;
  const now = clock.now();
  if (Date.parse(deletion.purgeAt) > now) return undefined;
  const purgingSince = new Date(now).toISOString();
  const purging = { ...stored.document, deletion: { ...deletion, purgingSince } };
  if ((await vault.instances.put(purging, { ifMatch: stored.etag })) === undefined) return undefined;
  log.info('The data of a deleted backup instance is going to be deleted', { backupInstance: listed.name });
  return purging;
}

async function startIfDue(
  deps: OperationDependencies,
  workflows: WorkflowClient,
  instance: BackupInstance,
): Promise<boolean> {
  const { vault, clock, settings } = deps;
  const { name: backupInstance, createdAt } = instance;
  if (instance.version === 1 && instance.dataAccountId === undefined) return false;
  const state = await vault.pruning.get(backupInstance);
  const slot = duePruneSlot(settings.dailyPruneTime, clock.now(), state?.lastSlot ?? createdAt);
  if (slot === undefined) return false;
  const occasion = await occasionOf(deps, instance, state);
  const outcome =
    occasion === undefined ? undefined : await start(deps, workflows, { instance, slot, occasion });
  // Still due: the next tick looks again.
  if (outcome === 'busy') return false;
  await vault.pruning.update(backupInstance, { lastSlot: slot });
  return outcome === 'started';
}

async function occasionOf(
  { vault, clock, settings }: OperationDependencies,
  instance: BackupInstance,
  state: PruningState | undefined,
): Promise<PruneOccasion | undefined> {
  const { graceSeconds } = settings.prune;
  const now = clock.now();
  const { facts, intents } = await pruneSituation(vault, {
    instance,
    requested: [],
    weekReading: settings.weekReading,
    now,
  });
  const release = nextRelease(state?.blocked ?? noneBlocked);
  return pruneOccasion({
    expired: planPrune(facts).goes.length,
    unfinished: intents.length,
    ...(release === undefined ? {} : { nextRelease: release }),
    ...(instance.deletion?.purgingSince === undefined
      ? {}
      : { purgingSince: instance.deletion.purgingSince }),
    // Of a volume nothing is in the vault that would have to be swept.
    sweptAt: instance.version === 2 ? new Date(now).toISOString() : (state?.sweptAt ?? instance.createdAt),
    graceSeconds,
    now,
  });
}

/**
 * The lock is taken in the workflow's name before it starts, so that a backup of the same tick does not make the prune of a
 * whole day fail. The slot is recorded after the start: after a crash in between the workflow is found by its id.
 */
async function start(
  { vault, clock, log, settings }: OperationDependencies,
  workflows: WorkflowClient,
  { instance, slot, occasion }: { instance: BackupInstance; slot: string; occasion: PruneOccasion },
): Promise<'started' | 'started-before' | 'busy'> {
  const { name: backupInstance } = instance;
  const jobId = jobIdFor(Date.parse(slot), `prune:${backupInstance}`);
  const orchestrationId = pruneOrchestrationId(jobId);
  if ((await workflows.state(orchestrationId)) !== 'absent') return 'started-before';
  const since = new Date(clock.now()).toISOString();
  const lock = await vault.locks.acquire(backupInstance, { orchestrationId, jobId, kind: 'prune', since });
  if (!lock.acquired) {
    const { kind, jobId: holder } = lock.holder;
    log.info('A prune is due and waits for its instance', { backupInstance, slot, kind, holder });
    return 'busy';
  }
  // Another tick may have started it meanwhile, and what has ended would not give the lock back a second time.
  const known = await workflows.state(orchestrationId);
  if (known === 'ended') await vault.locks.release(backupInstance, orchestrationId);
  if (known === 'absent') {
    const run = { backupInstance, jobId, trigger: 'scheduled', dryRun: false, requested: [] } as const;
    const { orchestration, input } = pruneOf(instance, run, settings);
    await workflows.start(orchestration, orchestrationId, input);
  }
  log.info('A scheduled prune was started', { backupInstance, slot, occasion, known });
  return known === 'absent' ? 'started' : 'started-before';
}
