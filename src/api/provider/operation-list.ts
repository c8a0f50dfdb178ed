// GET /providers/Microsoft.DataProtection/operations: what this vault serves, told from the table by which it is served.

import type { ApiAction } from '../access/actions.ts';
import { apiActions } from '../access/actions.ts';
import { provider } from '../arm/vault-address.ts';

export const operationList = (): readonly object[] => {
  const actions = Object.values(apiActions).flatMap((methods: object): ApiAction[] => Object.values(methods));
  const names = new Set(actions.map(({ action }) => action));
  return [...names]
    .sort()
    .map((name) => ({ name, isDataAction: false, origin: 'user', display: display(name) }));
};

/** `Microsoft.DataProtection/backupVaults/backupInstances/backup/action` is the operation `backup` of `backupInstances`. */
function display(name: string): object {
  const parts = name.split('/');
  const [resource = '', operation = ''] = name.endsWith('/action') ? parts.slice(-3, -1) : parts.slice(-2);
  return { provider, resource, operation, description: `${operation} ${resource}` };
}
