// The recovery point that a path names, or the answer that there is none.

import type { ApiResult } from '../../src/api/arm/api-error.ts';
import { accept, refuse, resourceNotFound } from '../../src/api/arm/api-error.ts';
import { vaultType } from '../../src/api/arm/vault-address.ts';
import type { Holdfast } from '../../src/composition/holdfast.ts';
import type { ArmCall } from './arm-call.ts';
import { namedInstance } from './named-instance.ts';

type Points = Holdfast['vault']['recoveryPoints'];
type Point = NonNullable<Awaited<ReturnType<Points['find']>>>;
type AccountPoint = NonNullable<Awaited<ReturnType<Points['get']>>>;

/** @param part of the route that has the point's id */
export async function namedPoint(call: ArmCall, part = 'recoveryPointId'): Promise<ApiResult<Point>> {
  const instance = await namedInstance(call);
  if (!instance.ok) return instance;
  const id = call.param(part);
  const { recoveryPoints, deletions } = call.app.vault;
  const point = await recoveryPoints.find(instance.value.name, id);
  const isGoing =
    point !== undefined && (await deletions.get(point.backupInstance, id))?.document.state === 'decided';
  return point === undefined || isGoing
    ? refuse(resourceNotFound(`${vaultType}/backupInstances/recoveryPoints`, id))
    : accept(point);
}

/** One whose content is in the vault, and can be looked into. */
export async function namedAccountPoint(
  call: ArmCall,
  part = 'recoveryPointId',
): Promise<ApiResult<AccountPoint>> {
  const point = await namedPoint(call, part);
  if (!point.ok) return point;
  return point.value.version === 1
    ? accept(point.value)
    : refuse({
        status: 400,
        code: 'UserErrorInvalidRequest',
        message: `The recovery point ${point.value.id} is a snapshot of a volume: it can be restored, and not be looked into.`,
        target: part,
      });
}
