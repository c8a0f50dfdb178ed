// Whether a caller may do what an endpoint does.

import type { Caller } from '../../domain/access/caller.ts';
import { grants } from '../../domain/access/role.ts';
import type { ApiResult } from '../arm/api-error.ts';
import { accept, refuse } from '../arm/api-error.ts';
import type { ApiAction } from './actions.ts';

export function authorize(caller: Caller, { action, role }: ApiAction, scope: string): ApiResult<Caller> {
  if (grants(caller.roles, role)) return accept(caller);
  const held = caller.roles.length === 0 ? 'none of the roles of the vault' : caller.roles.join(', ');
  return refuse({
    status: 403,
    code: 'AuthorizationFailed',
    message: `The caller ${caller.name ?? caller.id} may not perform ${action} on ${scope}: it takes the role ${role}, and the caller has ${held}.`,
    recommendedAction: [
      `Assign the app role ${role.replace(' ', '.')} of Holdfast's application in Entra ID to the caller.`,
    ],
  });
}
