// What the schedule timer does: starts one backup per due slot, however often the timer fires.

import { jobIdFor } from '../domain/job/job-id.ts';
import type { DueBackup } from '../domain/schedule/due-slots.ts';
import { dueSlots } from '../domain/schedule/due-slots.ts';
import type { WorkflowClient } from '../ports/workflow-client.ts';
import type { BackUpStorageAccountInput } from '../workflows/catalogue.ts';
import { orchestrations } from '../workflows/catalogue.ts';
import type { OperationDependencies } from './dependencies.ts';

const defaultRetentionTag = 'Default';

export const startDueBackups =
  (deps: OperationDependencies) =>
  async (workflows: WorkflowClient): Promise<{ readonly started: number }> => {
    const { vault, clock, log, settings } = deps;
    const instances = await vault.instances.list();
    const lastSlots = new Map<string, string>();
    for (const { name } of instances) {
      const slot = await vault.schedule.lastSlot(name);
      if (slot !== undefined) lastSlots.set(name, slot);
    }
    const { due } = dueSlots(instances, settings.dailyBackupTime, clock.now(), lastSlots);
    const problems: unknown[] = [];
    for (const backup of due) {
      if (backup.missed.length > 0) {
        const { backupInstance, missed } = backup;
        log.warn('Slots were missed; the latest one is run', { backupInstance, missed });
      }
      await start(deps, workflows, backup).catch((error: unknown) => problems.push(error));
    }
    // The next tick tries again; meanwhile the others have their backup.
    if (problems.length > 0) throw new AggregateError(problems, 'Some due backups could not be started');
    return { started: due.length };
  };

/** The slot is recorded after the start: after a crash in between the workflow is found by its id, running or ended. */
async function start(
  { vault, clock, log, settings }: OperationDependencies,
  workflows: WorkflowClient,
  { backupInstance, slot, recoveryPointId, orchestrationId }: DueBackup,
): Promise<void> {
  const input: BackUpStorageAccountInput = {
    backupInstance,
    recoveryPointId,
    jobId: jobIdFor(clock.now(), orchestrationId),
    trigger: 'scheduled',
    retentionTag: defaultRetentionTag,
    settings: settings.workflow,
  };
  const known = await workflows.state(orchestrationId);
  const outcome =
    known === 'absent'
      ? await workflows.start(orchestrations.backUpStorageAccount, orchestrationId, input)
      : known;
  await vault.schedule.recordSlot(backupInstance, slot);
  log.info('A scheduled backup was started', { backupInstance, slot, outcome });
}
