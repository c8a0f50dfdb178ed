// Which slots of which instances are due now. One backup per slot; after an outage the latest slot runs and the ones before
// it are told as missed.

import { backupOrchestrationId } from '../job/orchestration-id.ts';
import type { ProtectionState } from '../protection/backup-instance.ts';
import { scheduledRecoveryPointId } from '../recovery-point/recovery-point-id.ts';
import { fnv1a64 } from '../shared/stable-hash.ts';
import type { PolicySchedule } from './slots.ts';
import { latestSlot, nextSlot, slotsBetween } from './slots.ts';

export interface ScheduledInstance {
  readonly backupInstance: string;
  readonly state: ProtectionState;
  /** Absent where its policy is gone or cannot be read. */
  readonly schedule?: PolicySchedule;
  /** Slots up to here are not its own: protection began or was resumed, or the schedule became another (ISO 8601, UTC). */
  readonly since: string;
  /** The slot last started (ISO 8601, UTC). */
  readonly lastSlot?: string;
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
  readonly reason: 'not-protected' | 'no-policy' | 'no-slot-yet' | 'slot-already-started';
  /** Next slot; absent while nothing is scheduled. */
  readonly nextSlot?: string;
}

export interface SchedulePlan {
  /** The oldest slot first, so that who waits longest is first where not all can start. */
  readonly due: readonly DueBackup[];
  readonly notDue: readonly NotDue[];
}

export interface ScheduleTerms {
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** Instances start within so many milliseconds of a slot, each always as long after it. */
  readonly spreadMs: number;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** So that a thousand instances with one slot do not start in one second. */
export const startDelay = (backupInstance: string, spreadMs: number): number =>
  spreadMs <= 0 ? 0 : Number(BigInt(`0x${fnv1a64(backupInstance)}`) % BigInt(spreadMs));

export const dueSlots = (instances: readonly ScheduledInstance[], terms: ScheduleTerms): SchedulePlan => {
  const due: DueBackup[] = [];
  const notDue: NotDue[] = [];
  for (const instance of instances) {
    const found = lookAt(instance, terms);
    if ('slot' in found) due.push(found);
    else notDue.push(found);
  }
  return { due: due.sort((a, b) => (a.slot < b.slot ? -1 : a.slot > b.slot ? 1 : 0)), notDue };
};

function lookAt(instance: ScheduledInstance, { now, spreadMs }: ScheduleTerms): DueBackup | NotDue {
  const { backupInstance, state, schedule, since, lastSlot } = instance;
  if (state !== 'ProtectionConfigured') return { backupInstance, reason: 'not-protected' };
  if (schedule === undefined) return { backupInstance, reason: 'no-policy' };
  const after = Math.max(
    Date.parse(since),
    lastSlot === undefined ? Number.NEGATIVE_INFINITY : Date.parse(lastSlot),
  );
  const latest = latestSlot(schedule, now - startDelay(backupInstance, spreadMs));
  if (latest === undefined || latest <= after) {
    return {
      backupInstance,
      reason: lastSlot === undefined ? 'no-slot-yet' : 'slot-already-started',
      nextSlot: iso(nextSlot(schedule, Math.max(after, now - startDelay(backupInstance, spreadMs)))),
    };
  }
  const recoveryPointId = scheduledRecoveryPointId(latest);
  return {
    backupInstance,
    slot: iso(latest),
    recoveryPointId,
    orchestrationId: backupOrchestrationId(backupInstance, recoveryPointId),
    missed: slotsBetween(schedule, after, latest - 1).map(iso),
  };
}
