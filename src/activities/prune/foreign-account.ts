// Everything in the data account that an instance does not name is garbage to it: no other instance may have the account.

import type { Outcome } from '../../domain/shared/failure.ts';
import { fail } from '../../domain/shared/failure.ts';
import { accountNameOf } from '../../ports/object-store.ts';
import type { Vault } from '../../vault/vault.ts';
import type { ConfiguredInstance } from '../require-instance.ts';

export const refuseForeignAccount = async (
  vault: Vault,
  { name, dataAccountId }: ConfiguredInstance,
): Promise<Extract<Outcome<never>, { readonly ok: false }> | undefined> => {
  const claims = await vault.dataAccounts.list();
  const holder = claims.find((claim) => accountNameOf(claim.dataAccountId) === accountNameOf(dataAccountId));
  if (holder === undefined || holder.backupInstance === name) return undefined;
  return fail(
    'InternalError',
    `The data account of ${name}, ${accountNameOf(dataAccountId)}, belongs to ${holder.backupInstance}.`,
    ['Nothing was deleted. Check which backup instance the data account belongs to.'],
  );
};
