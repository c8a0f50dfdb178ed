// The recovery point that a path names, or the answer that there is none.

import type { ApiResult } from '../../src/api/arm/api-error.ts';
import { accept, refuse, resourceNotFound } from '../../src/api/arm/api-error.ts';
import { vaultType } from '../../src/api/arm/vault-address.ts';
import type { Holdfast } from '../../src/composition/holdfast.ts';
import type { ArmCall } from './arm-call.ts';
import { namedInstance } from './named-instance.ts';

type Point = NonNullable<Awaited<ReturnType<Holdfast['vault']['recoveryPoints']['get']>>>;

/** @param part of the route that has the point's id */
export async function namedPoint(call: ArmCall, part = 'recoveryPointId'): Promise<ApiResult<Point>> {
  const instance = await namedInstance(call);
  if (!instance.ok) return instance;
  const id = call.param(part);
  const point = await call.app.vault.recoveryPoints.get(instance.value.name, id);
  return point === undefined
    ? refuse(resourceNotFound(`${vaultType}/backupInstances/recoveryPoints`, id))
    : accept(point);
}
