// The backup instance that a path names, or the answer that there is none.

import type { ApiResult } from '../../src/api/arm/api-error.ts';
import { accept, refuse, resourceNotFound } from '../../src/api/arm/api-error.ts';
import { vaultType } from '../../src/api/arm/vault-address.ts';
import type { Operations } from '../../src/composition/operations.ts';
import type { ArmCall } from './arm-call.ts';

type Instance = NonNullable<Awaited<ReturnType<Operations['findInstance']>>>;

export async function namedInstance({ operations, param }: ArmCall): Promise<ApiResult<Instance>> {
  const name = param('backupInstanceName');
  const instance = await operations.findInstance(name);
  return instance === undefined
    ? refuse(resourceNotFound(`${vaultType}/backupInstances`, name))
    : accept(instance);
}
