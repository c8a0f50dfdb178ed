// What an immutable vault refuses: deletion of data before its expiry, and retention that would become shorter.

import type { BackupPolicy } from '../domain/policy/backup-policy.ts';
import type { BackupInstance } from '../domain/protection/backup-instance.ts';
import { evaluateRetention } from '../domain/retention/evaluate.ts';
import { fail } from '../domain/shared/failure.ts';
import { shortenedPoint, shortenedRule } from '../domain/vault/immutability.ts';
import { isImmutable } from '../domain/vault/settings.ts';
import { retentionTerms, retentionVerdicts } from '../vault/retention.ts';
import type { OperationDependencies } from './dependencies.ts';

const momentOf = ({ clock, settings }: OperationDependencies) => ({
  now: clock.now(),
  weekReading: settings.weekReading,
});

export async function refuseEarlyDeletion(deps: OperationDependencies, instance: BackupInstance) {
  const { vault, clock } = deps;
  if (!isImmutable(await vault.settings.get())) return undefined;
  const verdicts = await retentionVerdicts(vault, instance, momentOf(deps));
  // Ids alone, of points of every kind.
  for (const id of await vault.catalogue.recoveryPointIds(instance.name)) {
    const expiresAt = verdicts.get(id)?.expiresAt;
    if (expiresAt !== undefined && Date.parse(expiresAt) <= clock.now()) continue;
    const until = expiresAt === undefined ? 'without an end' : `until ${expiresAt}`;
    return fail(
      'UserErrorInvalidRequest',
      `The vault is immutable: the recovery point ${id} of ${instance.name} is to be kept ${until}, so the backup instance cannot be deleted with its data.`,
      ['Stop protection and keep the data (stopProtection or suspendBackups) until all has expired.'],
      'backupInstanceName',
    );
  }
  return undefined;
}

export interface RetentionChange {
  readonly instances: readonly BackupInstance[];
  /** Absent where it was gone: then nothing expired. */
  readonly before: BackupPolicy | undefined;
  readonly after: BackupPolicy;
  /** The request's field. */
  readonly target: string;
}

/** undefined where the change keeps every point of the instances, and those to come, at least as long. */
export async function refuseShorterRetention(
  deps: OperationDependencies,
  { instances, before, after, target }: RetentionChange,
) {
  const { vault, clock } = deps;
  if (instances.length === 0 || !isImmutable(await vault.settings.get())) return undefined;
  const refused = (what: string) =>
    fail(
      'UserErrorInvalidRequest',
      `The vault is immutable: ${what}.`,
      ['Keep every retention rule at least as long as it is.'],
      target,
    );
  const rule = before === undefined ? undefined : shortenedRule(before, after);
  if (rule !== undefined) return refused(`retention cannot be shortened, and ${rule}`);
  for (const instance of instances) {
    const points = await vault.recoveryPoints.summaries(instance.name);
    const terms = await retentionTerms(vault, instance, momentOf(deps));
    const verdicts = evaluateRetention(after, points, terms);
    const id = shortenedPoint(
      before === undefined
        ? verdicts.map(({ expiresAt: _, ...rest }) => rest)
        : evaluateRetention(before, points, terms),
      verdicts,
      clock.now(),
    );
    if (id !== undefined)
      return refused(`the recovery point ${id} of ${instance.name} would be kept for less long`);
  }
  return undefined;
}
