// The fixed daily policy: which slots of which instances are due now. One backup per slot; after an outage the latest
// slot runs and the ones before it are told as missed.

import { backupOrchestrationId } from '../job/orchestration-id.ts';
import type { BackupInstance } from '../protection/backup-instance.ts';
import { scheduledRecoveryPointId } from '../recovery-point/recovery-point-id.ts';

const DAY_MS = 86_400_000;

/** Hour and minute in UTC. */
export interface DailyTime {
  readonly hour: number;
  readonly minute: number;
}

export interface DueBackup {
  readonly backupInstance: string;
  /** ISO 8601, UTC. */
  readonly slot: string;
  readonly recoveryPointId: string;
  readonly orchestrationId: string;
  /** Earlier slots that no backup was started for, oldest first. */
  readonly missed: readonly string[];
}

export interface NotDue {
  readonly backupInstance: string;
  readonly reason: 'not-protected' | 'no-slot-yet' | 'slot-already-started';
  /** Next slot; absent while the instance is not protected. */
  readonly nextSlot?: string;
}

export interface SchedulePlan {
  readonly due: readonly DueBackup[];
  readonly notDue: readonly NotDue[];
}

/** Undefined when the text is no time of day such as `02:00`. */
export const parseDailyTime = (text: string): DailyTime | undefined => {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return match === null ? undefined : { hour: Number(match[1]), minute: Number(match[2]) };
};

/** The latest slot not after a moment. UTC has no daylight saving, so slots are a day apart. */
const slotAtOrBefore = (daily: DailyTime, moment: number): number => {
  const offset = (daily.hour * 60 + daily.minute) * 60_000;
  return Math.floor((moment - offset) / DAY_MS) * DAY_MS + offset;
};

const iso = (ms: number): string => new Date(ms).toISOString();

const missedSlots = (daily: DailyTime, since: number, latest: number): readonly string[] => {
  const missed: string[] = [];
  for (let slot = slotAtOrBefore(daily, since) + DAY_MS; slot < latest; slot += DAY_MS)
    missed.push(iso(slot));
  return missed;
};

/**
 * @param lastSlots slot last started (ISO 8601) by instance name
 * @param now milliseconds since the Unix epoch
 */
export const dueSlots = (
  instances: readonly BackupInstance[],
  daily: DailyTime,
  now: number,
  lastSlots: ReadonlyMap<string, string>,
): SchedulePlan => {
  const due: DueBackup[] = [];
  const notDue: NotDue[] = [];
  const latest = slotAtOrBefore(daily, now);
  const nextSlot = iso(latest + DAY_MS);
  for (const { name: backupInstance, state, createdAt } of instances) {
    const lastSlot = lastSlots.get(backupInstance);
    // A slot that was over before the instance was protected is not its own.
    const since = Date.parse(lastSlot ?? createdAt);
    if (state !== 'ProtectionConfigured') notDue.push({ backupInstance, reason: 'not-protected' });
    else if (latest <= since) {
      notDue.push({
        backupInstance,
        reason: lastSlot === undefined ? 'no-slot-yet' : 'slot-already-started',
        nextSlot,
      });
    } else {
      const recoveryPointId = scheduledRecoveryPointId(latest);
      due.push({
        backupInstance,
        slot: iso(latest),
        recoveryPointId,
        orchestrationId: backupOrchestrationId(backupInstance, recoveryPointId),
        missed: missedSlots(daily, since, latest),
      });
    }
  }
  return { due, notDue };
};
