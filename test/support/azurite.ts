// Azurite for tests: one process for a test file, on a free port, with enough accounts that every test has its own.

import { createHash } from 'node:crypto';
import type { Azurite, AzuriteAccount } from '../../local/azure/azurite.ts';
import { startAzurite } from '../../local/azure/azurite.ts';

export interface TestAzurite extends Azurite {
  /** An account that no other test of the file has. */
  takeAccount(): AzuriteAccount;
}

const ACCOUNTS = 200;

const accountNumber = (number: number): AzuriteAccount => {
  const name = `account${String(number).padStart(3, '0')}`;
  return { name, key: createHash('sha512').update(name).digest('base64') };
};

export const startTestAzurite = async (): Promise<TestAzurite> => {
  const accounts = Array.from({ length: ACCOUNTS }, (_, index) => accountNumber(index + 1));
  const azurite = await startAzurite({ accounts });
  const free = accounts.values();
  return {
    ...azurite,
    takeAccount: () => {
      const { value } = free.next();
      if (value === undefined) throw new Error(`Azurite was started with ${ACCOUNTS} accounts only`);
      return value;
    },
  };
};

export const resourceIdOf = (accountName: string): string =>
  `/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/test/providers/Microsoft.Storage/storageAccounts/${accountName}`;
