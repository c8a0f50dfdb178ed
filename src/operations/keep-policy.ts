// A policy that is deleted at the very moment in which an instance begins to use it stays: an instance without its policy
// would have no schedule. Both requests look again after their write, so that one of them sees the other.

import type { FoundPolicy } from '../vault/stores/policies.ts';
import type { OperationDependencies } from './dependencies.ts';

/** Idempotent. Puts the policy back where it has gone since it was read. */
export async function keepPolicy(
  { vault, log }: OperationDependencies,
  { document }: Pick<FoundPolicy, 'document'>,
): Promise<void> {
  if ((await vault.policies.find(document.name)) !== undefined) return;
  await vault.policies.put(document, undefined);
  log.warn('A backup policy was deleted while an instance began to use it, and is there again', {
    policyName: document.name,
  });
}
