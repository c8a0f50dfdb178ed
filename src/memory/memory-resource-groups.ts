// Resource groups, locks and permissions in memory: the port over the cloud in memory.

import { isWithin } from '../domain/shared/resource-id.ts';
import type { ResourceGroups } from '../ports/resource-groups.ts';
import type { Cloud } from './cloud/cloud.ts';

export const memoryResourceGroups = (cloud: Cloud): ResourceGroups => ({
  find: async (resourceGroupId) => cloud.resourceGroups.get(resourceGroupId),
  locksOn: async (scope) =>
    cloud.locks
      .all()
      .filter((lock) => isWithin(lock.scope, scope))
      .map(({ name, level, scope: locked, notes }) => ({
        name,
        level,
        scope: locked,
        ...(notes === undefined ? {} : { notes }),
      })),
  permissionsOn: async () => cloud.permissions(),
});
