// When an instance is backed up: the slots to come, with the tag that each would take, and the slots that were missed.

import type { BackupInstance } from '../domain/protection/backup-instance.ts';
import { scheduledRecoveryPointId } from '../domain/recovery-point/recovery-point-id.ts';
import { evaluateRetention } from '../domain/retention/evaluate.ts';
import type { RetentionPoint } from '../domain/retention/verdict.ts';
import { nextSlot } from '../domain/schedule/slots.ts';
import type { MissedSlot } from '../vault/documents/coordination.ts';
import type { UsablePolicy } from '../vault/stores/policies.ts';
import type { OperationDependencies } from './dependencies.ts';

export interface ComingSlot {
  /** ISO 8601, UTC. */
  readonly slot: string;
  /** Were the backups of all slots before it to succeed. */
  readonly tag: string;
  readonly expiresAt?: string;
}

export interface InstanceSchedule {
  readonly policyName: string;
  /** IANA name; absent where the policy is gone. */
  readonly timeZone?: string;
  readonly lastSlot?: string;
  /** Empty while nothing is scheduled. */
  readonly comingSlots: readonly ComingSlot[];
  readonly missedCount: number;
  /** The newest ones, newest first. */
  readonly missed: readonly MissedSlot[];
}

const slotsShown = 24;

export const scheduleOfInstance =
  (deps: OperationDependencies) =>
  async ({ name, policyName, state }: BackupInstance): Promise<InstanceSchedule> => {
    const usable = await deps.vault.policies.usable(policyName);
    const stored = await deps.vault.schedule.get(name);
    const isScheduled = usable !== undefined && state === 'ProtectionConfigured';
    return {
      policyName,
      ...(usable === undefined ? {} : { timeZone: usable.policy.schedule.zone.name }),
      ...(stored === undefined ? {} : { lastSlot: stored.lastSlot }),
      comingSlots: isScheduled ? await comingSlots(deps, usable, name) : [],
      missedCount: stored?.missedCount ?? 0,
      missed: stored?.missed ?? [],
    };
  };

async function comingSlots(
  { vault, clock, settings }: OperationDependencies,
  { policy }: UsablePolicy,
  instance: string,
): Promise<readonly ComingSlot[]> {
  const now = clock.now();
  const coming: RetentionPoint[] = [];
  for (
    let slot = nextSlot(policy.schedule, now);
    coming.length < slotsShown;
    slot = nextSlot(policy.schedule, slot)
  ) {
    coming.push({
      id: scheduledRecoveryPointId(slot),
      time: new Date(slot).toISOString(),
      trigger: 'scheduled',
    });
  }
  const points = [...(await vault.recoveryPoints.summaries(instance)), ...coming];
  const weekReading = (await vault.settings.get()).weekReading ?? settings.weekReading;
  const verdicts = evaluateRetention(policy, points, { now, weekReading });
  const byId = new Map(verdicts.map((verdict) => [verdict.recoveryPointId, verdict]));
  return coming.map(({ id, time }) => {
    const { tag = policy.defaultTag.name, expiresAt } = byId.get(id) ?? {};
    return { slot: time, tag, ...(expiresAt === undefined ? {} : { expiresAt }) };
  });
}
