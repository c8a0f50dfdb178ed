// The tag that a recovery point takes as it is made, and what it records so that later evaluations find the same: which
// scheduled point was before it.

import type { RecoveryPoint } from '../domain/recovery-point/recovery-point.ts';
import { evaluateRetention } from '../domain/retention/evaluate.ts';
import type { RetentionPoint } from '../domain/retention/verdict.ts';
import type { PointSummary } from '../vault/stores/recovery-points.ts';
import type { Dependencies } from './dependencies.ts';

type Tagged = Pick<RecoveryPoint, 'retentionTag' | 'askedTag' | 'policyVersion' | 'previousScheduled'>;

export async function retentionTag(
  { vault, clock, settings: { weekReading } }: Dependencies,
  backupInstance: string,
  policyName: string,
  made: RetentionPoint & { readonly fallbackTag: string },
): Promise<Tagged> {
  const { fallbackTag, ...point } = made;
  const points = (await vault.recoveryPoints.summaries(backupInstance)).filter(({ id }) => id < point.id);
  const previousScheduled = newestScheduled(points);
  const { askedTag } = point;
  const recorded = {
    ...(askedTag === undefined ? {} : { askedTag }),
    ...(previousScheduled === undefined ? {} : { previousScheduled }),
  };
  const usable = await vault.policies.usable(policyName);
  if (usable === undefined) return { retentionTag: fallbackTag, ...recorded };
  const [verdict] = evaluateRetention(usable.policy, [{ ...point, ...recorded }], {
    now: clock.now(),
    weekReading: (await vault.settings.get()).weekReading ?? weekReading,
  });
  const policyVersion = String(usable.document.revision);
  return { retentionTag: verdict?.tag ?? fallbackTag, policyVersion, ...recorded };
}

/** Where all scheduled points have expired, the newest point still knows the last of them. */
const newestScheduled = (newestFirst: readonly PointSummary[]): string | undefined =>
  newestFirst.find(({ trigger }) => trigger === 'scheduled')?.id ?? newestFirst[0]?.previousScheduled;
