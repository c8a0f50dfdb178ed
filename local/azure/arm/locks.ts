// Resource groups and Microsoft.Authorization's locks as the simulated Resource Manager serves them.

import * as z from 'zod';
import { isWithin, resourceGroupScope, subscriptionScope } from '../../../src/domain/shared/resource-id.ts';
import type { Cloud } from '../../../src/memory/cloud/cloud.ts';
import { groupNotFound } from '../../../src/memory/cloud/refusals.ts';
import type { ManagementLock } from '../../../src/ports/resource-groups.ts';
import type { ArmAnswer, ArmRequest } from './messages.ts';
import { bodyOf, listed, ok } from './messages.ts';
import type { Route } from './routes.ts';

const lockPut = z.strictObject({
  properties: z.strictObject({
    level: z.enum(['CanNotDelete', 'ReadOnly']),
    notes: z.string().max(512).optional(),
  }),
});

type Lock = ManagementLock & { readonly id: string };

const lockBody = ({ id, name, level, notes }: Lock) => ({
  id,
  name,
  type: 'Microsoft.Authorization/locks',
  properties: { level, ...(notes === undefined ? {} : { notes }) },
});

const lockPath = /\/providers\/Microsoft\.Authorization\/locks(\/[^/]+)?$/i;
const scopeOf = (path: string): string => path.replace(lockPath, '');

export const lockRoutes = (cloud: Cloud): readonly Route[] => {
  const versions = () => ['2020-05-01'];
  const list = (request: ArmRequest): ArmAnswer => {
    const { path, query } = request;
    const scope = scopeOf(path);
    const atScope = query.get('$filter') === 'atScope()';
    const value = cloud.locks
      .all()
      .filter((lock) =>
        atScope ? lock.scope.toLowerCase() === scope.toLowerCase() : isWithin(scope, lock.scope),
      );
    return listed(request, value.map(lockBody));
  };
  const find = ({ path }: ArmRequest): ArmAnswer => {
    const scope = resourceGroupScope(path);
    const group = cloud.resourceGroups.get(scope);
    if (group === undefined) throw groupNotFound(scope);
    const name = group.id.slice(group.id.lastIndexOf('/') + 1);
    const properties = { provisioningState: 'Succeeded' };
    return ok({
      id: group.id,
      name,
      type: 'Microsoft.Resources/resourceGroups',
      location: group.location,
      properties,
    });
  };
  const locks = '/providers/Microsoft.Authorization/locks';
  const subscription = '/subscriptions/{subscription}';
  const group = `${subscription}/resourceGroups/{resourceGroup}`;
  const resource = `${group}/providers/{provider}/{type}/{name}`;
  const child = `${resource}/{childType}/{child}`;
  return [
    { method: 'GET', pattern: group, versions: () => ['2021-04-01'], answer: find },
    ...[subscription, group, resource, child].flatMap((scope): Route[] => [
      { method: 'GET', pattern: `${scope}${locks}`, versions, answer: list },
      {
        method: 'PUT',
        pattern: `${scope}${locks}/{lock}`,
        versions,
        answer: (request) => {
          const { level, notes } = bodyOf(lockPut, request).properties;
          const target = scopeOf(request.path);
          if (target !== subscriptionScope(target)) cloud.requireResourceGroup(target);
          const lock = {
            name: request.params.lock ?? '',
            level,
            scope: target,
            ...(notes === undefined ? {} : { notes }),
          };
          return ok(lockBody({ ...lock, id: cloud.lock(lock) }));
        },
      },
      {
        method: 'DELETE',
        pattern: `${scope}${locks}/{lock}`,
        versions,
        answer: ({ path }) => {
          const existed = cloud.locks.get(path) !== undefined;
          cloud.locks.remove(path);
          return { status: existed ? 200 : 204 };
        },
      },
    ]),
  ];
};
