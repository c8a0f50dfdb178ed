// A slot that is due and still waits, for a place or for its instance, when its schedule changes or backups end: it will not
// be run, and is put on record as missed.

import type { BackupInstance } from '../domain/protection/backup-instance.ts';
import type { OperationDependencies } from './dependencies.ts';
import { planDueBackups } from './start-due-backups.ts';

export interface PassedOver {
  readonly backupInstance: string;
  /** Oldest first (ISO 8601, UTC). */
  readonly slots: readonly string[];
}

/** What waits now. To be looked for before the change. */
export async function passedOver(
  deps: OperationDependencies,
  instances: readonly BackupInstance[],
): Promise<readonly PassedOver[]> {
  if (instances.length === 0) return [];
  // A slot has passed when it has passed, though its start may be some minutes later.
  const settings = { ...deps.settings, startSpreadSeconds: 0 };
  const { due } = await planDueBackups({ ...deps, settings }, instances);
  return due.map(({ backupInstance, slot, missed }) => ({ backupInstance, slots: [...missed, slot] }));
}

/** After the change, since one that is refused passes nothing over. Slots that were started meanwhile are none of these. */
export async function recordPassedOver(
  { vault, clock, log }: OperationDependencies,
  waiting: readonly PassedOver[],
): Promise<void> {
  const at = new Date(clock.now()).toISOString();
  for (const { backupInstance, slots } of waiting) {
    await vault.schedule.recordMissed({ instance: backupInstance, missed: slots, at });
    log.warn('Slots were due when the schedule was changed, and are missed', { backupInstance, slots });
  }
}
