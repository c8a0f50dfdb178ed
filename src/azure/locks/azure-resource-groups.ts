// Resource groups and permissions by their REST APIs, and management locks over Azure's client for them.

import type { ManagementLockObject } from '@azure/arm-locks';
import { ManagementLockClient } from '@azure/arm-locks';
import { isWithin, resourceGroupScope, resourceKey } from '../../domain/shared/resource-id.ts';
import type { ResourceError } from '../../ports/resource-error.ts';
import { isResourceError } from '../../ports/resource-error.ts';
import type { ManagementLock, Permissions, ResourceGroups } from '../../ports/resource-groups.ts';
import type { ResourceManager } from '../resource-manager/connection.ts';
import { refusable } from '../resource-manager/refusal.ts';
import { createRest, requirePath } from '../resource-manager/rest.ts';

/** https://learn.microsoft.com/rest/api/resources/resource-groups/get */
const apiVersion = '2021-04-01';
/** https://learn.microsoft.com/rest/api/authorization/permissions */
const permissionsVersion = '2022-04-01';
const lockType = /\/providers\/Microsoft\.Authorization\/locks\//i;

const toLock = ({ id = '', name = '', level, notes }: ManagementLockObject): ManagementLock => ({
  name,
  // Azure adds no levels; one that it did add would not lock less than this.
  level: level === 'ReadOnly' ? 'ReadOnly' : 'CanNotDelete',
  scope: id.split(lockType)[0] ?? id,
  ...(notes === undefined ? {} : { notes }),
});

/** What may be seen of it, and the refusal where it may not. */
const unlessForbidden = async <T>(
  look: () => Promise<T>,
): Promise<{ readonly seen: T } | { readonly refusal: ResourceError }> => {
  try {
    return { seen: await refusable(look) };
  } catch (error) {
    if (isResourceError(error) && error.code === 'forbidden') return { refusal: error };
    throw error;
  }
};

/** The app has its roles on what it protects: what is above that it need not see, but something. */
const seenLocks = async (
  lists: readonly AsyncIterable<ManagementLockObject>[],
): Promise<readonly ManagementLockObject[]> => {
  const locks = new Map<string, ManagementLockObject>();
  const refusals: ResourceError[] = [];
  for (const list of lists) {
    const looked = await unlessForbidden(async () => {
      for await (const lock of list) locks.set(resourceKey(lock.id ?? ''), lock);
    });
    if ('refusal' in looked) refusals.push(looked.refusal);
  }
  const last = refusals.at(-1);
  if (last !== undefined && refusals.length === lists.length) throw last;
  return [...locks.values()];
};

export const azureResourceGroups = (manager: ResourceManager): ResourceGroups => {
  const rest = createRest(manager);
  const clientFor = (subscriptionId: string): ManagementLockClient => {
    const client = new ManagementLockClient(manager.credential, subscriptionId, {
      ...manager.clientOptions,
      $host: manager.endpoint,
      credentialScopes: manager.clientOptions.credentials.scopes,
    });
    manager.prepare(client.pipeline);
    return client;
  };

  return {
    async find(resourceGroupId) {
      const found = await rest.get<{ id: string; location: string }>(resourceGroupId, { apiVersion });
      if (found === undefined) return undefined;
      return { id: found.id, location: found.location.toLowerCase().replaceAll(' ', '') };
    },

    // Whether the list of a group or resource has the locks above it is not written anywhere: each level is asked.
    locksOn: (scope) =>
      refusable(async () => {
        const [, , subscriptionId = '', , group] = requirePath(scope).split('/');
        const { managementLocks } = clientFor(subscriptionId);
        const lists = [managementLocks.listAtSubscriptionLevel({ filter: 'atScope()' })];
        if (group !== undefined) lists.push(managementLocks.listAtResourceGroupLevel(group));
        if (resourceKey(scope) !== resourceKey(resourceGroupScope(scope))) {
          lists.push(managementLocks.listByScope(scope.replace(/^\//, '')));
        }
        return (await seenLocks(lists)).map(toLock).filter((lock) => isWithin(lock.scope, scope));
      }),

    async permissionsOn(scope) {
      const path = `${requirePath(scope)}/providers/Microsoft.Authorization/permissions`;
      const granted = await unlessForbidden(() =>
        rest.list<Partial<Permissions>>(path, { apiVersion: permissionsVersion }),
      );
      if ('refusal' in granted) return undefined;
      return granted.seen.map(({ actions = [], notActions = [] }) => ({ actions, notActions }));
    },
  };
};
