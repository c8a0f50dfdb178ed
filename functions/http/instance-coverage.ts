// Beyond Azure: what of an instance's datasource its newest recovery point lacks, and why.

import type { ApiResult } from '../../src/api/arm/api-error.ts';
import { fromOutcome, refuse } from '../../src/api/arm/api-error.ts';
import { badSkipToken, listBody } from '../../src/api/arm/paging.ts';
import { coverageRow } from '../../src/api/backup-instance/coverage.ts';
import type { ArmAnswer } from './arm-answer.ts';
import { ok } from './arm-answer.ts';
import type { ArmCall } from './arm-call.ts';
import { instanceRoute, registerArmEndpoint } from './arm-endpoint.ts';
import { namedInstance } from './named-instance.ts';

export const registerInstanceCoverage = (): void => {
  registerArmEndpoint('coverage', `${instanceRoute}/coverage`, { GET: coverage });
};

async function coverage(call: ArmCall): Promise<ApiResult<ArmAnswer>> {
  const instance = await namedInstance(call);
  if (!instance.ok) return instance;
  const page = fromOutcome(
    await call.operations.coverageOfInstance(instance.value, call.query('$skipToken')),
  );
  if (!page.ok) return page;
  if (page.value === 'bad-continuation') return refuse(badSkipToken);
  return ok(listBody({ ...page.value, items: page.value.items.map(coverageRow) }, call.url.href));
}
