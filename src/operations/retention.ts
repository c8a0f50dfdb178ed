// Retention as requests see it: which of an instance's recovery points are kept, until when and why; and what a changed
// policy would keep.

import type { BackupPolicy } from '../domain/policy/backup-policy.ts';
import type { PolicyDefinition } from '../domain/policy/definition.ts';
import { readPolicy } from '../domain/policy/read-policy.ts';
import type { BackupInstance } from '../domain/protection/backup-instance.ts';
import { evaluateRetention } from '../domain/retention/evaluate.ts';
import type { Explanation } from '../domain/retention/explain.ts';
import { explainPoint } from '../domain/retention/explain.ts';
import type { RetentionVerdict } from '../domain/retention/verdict.ts';
import type { Outcome } from '../domain/shared/failure.ts';
import { fail, succeed } from '../domain/shared/failure.ts';
import { decodeContinuation, encodeContinuation } from '../vault/continuation.ts';
import type { RetentionMoment } from '../vault/retention.ts';
import { retentionTerms, retentionVerdicts } from '../vault/retention.ts';
import type { OperationDependencies } from './dependencies.ts';

const momentOf = ({ clock, settings }: OperationDependencies): RetentionMoment => ({
  now: clock.now(),
  weekReading: settings.weekReading,
});

/** Empty where the instance's policy is gone or cannot be read: then nothing says when a point may go. */
export const verdictsOfInstance = (deps: OperationDependencies) => (instance: BackupInstance) =>
  retentionVerdicts(deps.vault, instance, momentOf(deps));

/** undefined where there is no such point, or no policy to explain it by. */
export const explainRetention =
  (deps: OperationDependencies) =>
  async (instance: BackupInstance, recoveryPointId: string): Promise<Explanation | undefined> => {
    const usable = await deps.vault.policies.usable(instance.policyName);
    if (usable === undefined) return undefined;
    const points = await deps.vault.recoveryPoints.summaries(instance.name);
    return explainPoint(
      usable.policy,
      points,
      recoveryPointId,
      await retentionTerms(deps.vault, instance, momentOf(deps)),
    );
  };

/** One point under the present policy and under another. */
export interface PreviewedPoint {
  readonly recoveryPointId: string;
  readonly change:
    | 'kept'
    | 'kept-longer'
    | 'kept-shorter'
    | 'would-be-deleted'
    | 'would-be-kept-again'
    | 'expired';
  /** Absent where the present policy is gone. */
  readonly present?: RetentionVerdict;
  readonly previewed: RetentionVerdict;
}

/** A policy of the vault, or one that is not saved. */
export type PreviewedPolicy = { readonly policyName: string } | { readonly definition: PolicyDefinition };

export interface RetentionPreview {
  readonly items: readonly PreviewedPoint[];
  readonly continuation?: string;
}

const previewedAtOnce = 1000;

/** What another policy would keep and delete, before it is saved. Newest first; 'bad-continuation' for a token not ours. */
export const previewRetention =
  (deps: OperationDependencies) =>
  async (
    instance: BackupInstance,
    other: PreviewedPolicy,
    continuation?: string,
  ): Promise<Outcome<RetentionPreview | 'bad-continuation'>> => {
    const policy = await policyOf(deps, other);
    if (!policy.ok) return policy;
    const start = continuation === undefined ? undefined : decodeContinuation(continuation);
    if (continuation !== undefined && start === undefined) return succeed('bad-continuation');
    const verdicts = await verdictsOfInstance(deps)(instance);
    const points = await deps.vault.recoveryPoints.summaries(instance.name);
    const items = evaluateRetention(
      policy.value,
      points,
      await retentionTerms(deps.vault, instance, momentOf(deps)),
    )
      .toReversed()
      .filter(({ recoveryPointId }) => start === undefined || recoveryPointId < start.after)
      .map((verdict) => comparedWith(verdicts.get(verdict.recoveryPointId), verdict));
    const page = items.slice(0, previewedAtOnce);
    const last = items.length > page.length ? page.at(-1) : undefined;
    return succeed({
      items: page,
      ...(last === undefined ? {} : { continuation: encodeContinuation({ after: last.recoveryPointId }) }),
    });
  };

async function policyOf(
  { vault }: OperationDependencies,
  previewed: PreviewedPolicy,
): Promise<Outcome<BackupPolicy>> {
  if ('definition' in previewed) {
    const read = readPolicy(previewed.definition);
    if (read.ok) return succeed(read.policy);
    const [problem] = read.problems;
    return fail(
      'BMSUserErrorInvalidInput',
      `The policy is not valid: ${problem?.path.join('.')} ${problem?.rule}.`,
    );
  }
  const usable = await vault.policies.usable(previewed.policyName);
  if (usable !== undefined) return succeed(usable.policy);
  return fail(
    'UserErrorInvalidRequest',
    `The vault has no backup policy ${previewed.policyName}.`,
    ['List the backup policies of the vault, and name one of them.'],
    'policyName',
  );
}

const comparedWith = (
  present: RetentionVerdict | undefined,
  previewed: RetentionVerdict,
): PreviewedPoint => ({
  recoveryPointId: previewed.recoveryPointId,
  change: changeOf(present, previewed),
  ...(present === undefined ? {} : { present }),
  previewed,
});

/** A point without a verdict, or without an end, is kept for good. */
function changeOf(
  present: RetentionVerdict | undefined,
  previewed: RetentionVerdict,
): PreviewedPoint['change'] {
  const isKept = present?.keep ?? true;
  if (isKept !== previewed.keep) return previewed.keep ? 'would-be-kept-again' : 'would-be-deleted';
  if (!previewed.keep) return 'expired';
  const [before, after] = [present?.expiresAt ?? '9', previewed.expiresAt ?? '9'];
  if (before === after) return 'kept';
  return before < after ? 'kept-longer' : 'kept-shorter';
}
