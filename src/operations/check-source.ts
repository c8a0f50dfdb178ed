// Looks at the account to be protected: is it there, may the app read it, and, when asked, would its containers do.

import type { AccountProtectionRequest } from '../domain/protection/protection-request.ts';
import { selectContainers } from '../domain/selection/select-containers.ts';
import { fail } from '../domain/shared/failure.ts';
import { accountNameOf, isStoreError } from '../ports/object-store.ts';
import type { OperationDependencies } from './dependencies.ts';

const target = 'properties.dataSourceInfo.resourceID';

/** undefined where nothing speaks against the source. */
export async function checkSource({ storage }: OperationDependencies, asked: AccountProtectionRequest) {
  try {
    const listed = await storage.open(asked.sourceAccountId).listContainers();
    if (asked.validation === 'shallow') return undefined;
    const selected = selectContainers(listed, asked.selection);
    return selected.ok ? undefined : selected;
  } catch (error) {
    if (!isStoreError(error)) throw error;
    const name = accountNameOf(asked.sourceAccountId);
    if (error.code === 'account-not-found') {
      return fail(
        'UserErrorStorageAccountNotFound',
        `The storage account ${name} was not found.`,
        ['Check the name in the resource ID, and that the app can reach the account over the network.'],
        target,
      );
    }
    if (error.code !== 'forbidden') throw error;
    return fail(
      'UserErrorMissingRequiredPermissions',
      `The app may not read the storage account ${name}.`,
      [
        'Give the identity of the app the role Storage Blob Data Owner on the storage account, and check its network rules.',
      ],
      target,
    );
  }
}
