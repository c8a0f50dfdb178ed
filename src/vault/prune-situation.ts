// What the plan of a prune is made from, as it stands now: for the plan, and again for the look before each deletion.

import type { BackupInstance } from '../domain/protection/backup-instance.ts';
import { retainsForever } from '../domain/protection/transitions.ts';
import type { PruneFacts } from '../domain/prune/plan-prune.ts';
import type { DeletionReason, RetentionVerdict } from '../domain/prune/reasons.ts';
import type { WeekReading } from '../domain/retention/criteria.ts';
import type { RetentionVerdict as PolicyVerdict } from '../domain/retention/verdict.ts';
import { tagWords } from '../domain/retention/verdict-words.ts';
import { isImmutable } from '../domain/vault/settings.ts';
import type { Stored } from './document-store.ts';
import type { DeletionIntent } from './documents/deletion.ts';
import { retentionVerdicts } from './retention.ts';
import type { Vault } from './vault.ts';

export interface PruneQuestion {
  readonly instance: BackupInstance;
  readonly requested: readonly string[];
  readonly weekReading: WeekReading;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

export interface PruneSituation {
  readonly facts: PruneFacts;
  readonly intents: readonly Stored<DeletionIntent>[];
}

export const pruneSituation = async (vault: Vault, question: PruneQuestion): Promise<PruneSituation> => {
  const { instance, weekReading, now } = question;
  const { name } = instance;
  const intents = await vault.deletions.list(name);
  // Pins after intents: of a restore and a prune that meet, one sees the other.
  const pins = await vault.pins.list(name);
  const points = await vault.recoveryPoints.summaries(name);
  const verdicts = await retentionVerdicts(vault, instance, { now, weekReading });
  const asked = intents.flatMap(({ document: { recoveryPointId, reason } }) =>
    reason.kind === 'requested' ? [recoveryPointId] : [],
  );
  return {
    intents,
    facts: {
      isProtected: !retainsForever(instance.state),
      ...(instance.deletion?.purgingSince === undefined
        ? {}
        : { purge: { deletedAt: instance.deletion.deletedAt } }),
      isImmutable: isImmutable(await vault.settings.get()),
      points,
      verdicts: new Map([...verdicts].map(([id, verdict]) => [id, toPrune(verdict)])),
      pins,
      requested: [...question.requested, ...asked],
      damaged: [...(await vault.verifications.damaged(name))],
      decided: new Map(intents.flatMap(decidedReason)),
      now,
    },
  };
};

/** What retention keeps whatever the date has no date here. That the newest good one stays, the plan sees to itself. */
const toPrune = (verdict: PolicyVerdict): RetentionVerdict => {
  const { expiresAt, reason } = verdict;
  const lasting = reason === 'retained-forever' || reason === 'tag-not-in-policy';
  return {
    rule: tagWords(verdict),
    ...(expiresAt === undefined || lasting ? {} : { expiresAt }),
    ...(expiresAt === undefined ? {} : { policyExpiresAt: expiresAt }),
  };
};

const decidedReason = ({
  document: { state, recoveryPointId, reason },
}: Stored<DeletionIntent>): [string, DeletionReason][] =>
  state === 'decided' ? [[recoveryPointId, reason]] : [];
