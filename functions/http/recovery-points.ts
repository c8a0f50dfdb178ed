// Recovery points of a backup instance: list, newest first, and get.

import { refuse, resourceNotFound } from '../../src/api/arm/api-error.ts';
import { badSkipToken, listBody } from '../../src/api/arm/paging.ts';
import { vaultType } from '../../src/api/arm/vault-address.ts';
import { recoveryPointFilter } from '../../src/api/recovery-point/filter.ts';
import { recoveryPointResource } from '../../src/api/recovery-point/response.ts';
import { ok } from './arm-answer.ts';
import type { ArmHandler } from './arm-endpoint.ts';
import { instanceRoute, registerArmEndpoint } from './arm-endpoint.ts';
import { namedInstance } from './named-instance.ts';

export const registerRecoveryPoints = (): void => {
  registerArmEndpoint('recoveryPoints', `${instanceRoute}/recoveryPoints`, { GET: listPoints });
  registerArmEndpoint('recoveryPoint', `${instanceRoute}/recoveryPoints/{recoveryPointId}`, {
    GET: getPoint,
  });
};

const listPoints: ArmHandler = async (call) => {
  const filter = recoveryPointFilter(call.query('$filter'));
  if (!filter.ok) return filter;
  const instance = await namedInstance(call);
  if (!instance.ok) return instance;
  const continuation = call.query('$skipToken');
  const { recoveryPoints } = call.app.vault;
  const page = await recoveryPoints.list(instance.value.name, continuation ? { continuation } : {});
  if (page === 'bad-continuation') return refuse(badSkipToken);
  const items = page.items.filter(filter.value).map((point) => recoveryPointResource(call.app.facts, point));
  return ok(listBody({ ...page, items }, call.url.href));
};

const getPoint: ArmHandler = async (call) => {
  const instance = await namedInstance(call);
  if (!instance.ok) return instance;
  const id = call.param('recoveryPointId');
  const point = await call.app.vault.recoveryPoints.get(instance.value.name, id);
  return point === undefined
    ? refuse(resourceNotFound(`${vaultType}/backupInstances/recoveryPoints`, id))
    : ok(recoveryPointResource(call.app.facts, point));
};
