// Finds the data account of a backup instance, or claims a free one, and gets it ready to hold a backup.

import type { Outcome } from '../domain/shared/failure.ts';
import { fail, succeed } from '../domain/shared/failure.ts';
import { accountNameOf, isStoreError } from '../ports/object-store.ts';
import type { OperationDependencies } from './dependencies.ts';

/** The account's ARM resource ID. Idempotent: an instance keeps what it has. */
export async function prepareDataAccount(
  { vault, clock, settings }: OperationDependencies,
  instance: string,
): Promise<Outcome<string>> {
  const pool = settings.dataAccountIds;
  const at = new Date(clock.now()).toISOString();
  const dataAccountId = await vault.dataAccounts.claim({ instance, pool, at });
  if (dataAccountId === undefined) {
    return fail(
      'NoDataAccountAvailable',
      `All ${pool.length} data accounts of the vault are in use by other backup instances.`,
      ['Add a storage account to the setting HOLDFAST_DATA_ACCOUNTS.'],
    );
  }
  try {
    await vault.prepareDataAccount(dataAccountId);
    return succeed(dataAccountId);
  } catch (error) {
    if (!isStoreError(error) || (error.code !== 'account-not-found' && error.code !== 'forbidden'))
      throw error;
    return fail(
      'NoDataAccountAvailable',
      `The data account ${accountNameOf(dataAccountId)} cannot be used: ${error.message}.`,
      ['Check the setting HOLDFAST_DATA_ACCOUNTS, and the roles of the app on these accounts.'],
    );
  }
}
