// Retention of an instance's recovery points, from what the vault holds: its policy, its points, and which are damaged.

import type { BackupInstance } from '../domain/protection/backup-instance.ts';
import { retainsForever } from '../domain/protection/transitions.ts';
import type { WeekReading } from '../domain/retention/criteria.ts';
import type { RetentionTerms } from '../domain/retention/evaluate.ts';
import { evaluateRetention } from '../domain/retention/evaluate.ts';
import type { RetentionVerdict } from '../domain/retention/verdict.ts';
import type { Vault } from './vault.ts';

export interface RetentionMoment {
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** As the deployment is set; a setting of the vault goes before it. */
  readonly weekReading: WeekReading;
}

export const retentionTerms = async (
  vault: Vault,
  { name, state }: BackupInstance,
  { now, weekReading }: RetentionMoment,
): Promise<RetentionTerms> => ({
  now,
  weekReading: (await vault.settings.get()).weekReading ?? weekReading,
  retainForever: retainsForever(state),
  damaged: await vault.verifications.damaged(name),
});

/** By recovery point. Empty where the policy is gone or cannot be read: then nothing says when a point may go. */
export async function retentionVerdicts(
  vault: Vault,
  instance: BackupInstance,
  moment: RetentionMoment,
): Promise<ReadonlyMap<string, RetentionVerdict>> {
  const usable = await vault.policies.usable(instance.policyName);
  if (usable === undefined) return new Map();
  const points = await vault.recoveryPoints.summaries(instance.name);
  const verdicts = evaluateRetention(usable.policy, points, await retentionTerms(vault, instance, moment));
  return new Map(verdicts.map((verdict) => [verdict.recoveryPointId, verdict]));
}
