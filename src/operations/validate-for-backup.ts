// POST validateForBackup: everything that would stand against putting a datasource under protection and backing it up.
// Changes nothing.

import type { ProtectionRequest } from '../domain/protection/protection-request.ts';
import type { Failure } from '../domain/shared/failure.ts';
import { fail } from '../domain/shared/failure.ts';
import { accountNameOf } from '../ports/object-store.ts';
import { checkSource } from './check-source.ts';
import { checkVolumeSource } from './check-volume-source.ts';
import { refusePolicy, refuseSource } from './configure-protection.ts';
import type { OperationDependencies } from './dependencies.ts';

/** Empty where nothing does. */
export const validateForBackup =
  (deps: OperationDependencies) =>
  async (asked: ProtectionRequest): Promise<readonly Failure[]> => {
    const instances = await deps.vault.instances.list();
    const found = [
      refusePolicy(asked, await deps.vault.policies.usable(asked.policyName)),
      refuseSource(deps, asked, undefined, instances),
      ...('source' in asked
        ? [await checkVolumeSource(deps, asked.source)]
        : [await checkSource(deps, { ...asked, validation: 'deep' }), await refuseFullVault(deps)]),
    ];
    return found.flatMap((refusal) => (refusal === undefined ? [] : [refusal.failure]));
  };

async function refuseFullVault({ vault, settings: { dataAccountIds } }: OperationDependencies) {
  const taken = new Set((await vault.dataAccounts.list()).map((claim) => accountNameOf(claim.dataAccountId)));
  if (dataAccountIds.some((id) => !taken.has(accountNameOf(id)))) return undefined;
  return fail(
    'NoDataAccountAvailable',
    `All ${dataAccountIds.length} data accounts of the vault are in use by other backup instances.`,
    ['Add a storage account to the setting HOLDFAST_DATA_ACCOUNTS.'],
  );
}
