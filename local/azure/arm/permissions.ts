// Microsoft.Authorization's permissions as the simulated Resource Manager serves them: what the caller may do.

import type { Cloud } from '../../../src/memory/cloud/cloud.ts';
import type { ArmAnswer, ArmRequest } from './messages.ts';
import { listed } from './messages.ts';
import type { Route } from './routes.ts';

const group = '/subscriptions/{subscription}/resourceGroups/{resourceGroup}';
const volumeGroup = `${group}/providers/Microsoft.ElasticSan/elasticSans/{san}/volumegroups/{volumeGroup}`;

export const permissionRoutes = (cloud: Cloud): readonly Route[] => {
  const answer = (request: ArmRequest): ArmAnswer => {
    cloud.requireResourceGroup(request.path);
    const value = cloud.permissions().map((one) => ({ ...one, dataActions: [], notDataActions: [] }));
    return listed(request, value);
  };
  return [group, volumeGroup].map((scope) => ({
    method: 'GET',
    pattern: `${scope}/providers/Microsoft.Authorization/permissions`,
    versions: () => ['2022-04-01'],
    answer,
  }));
};
