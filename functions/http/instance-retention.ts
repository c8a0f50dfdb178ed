// Beyond Azure, of a backup instance: when it is backed up, why its recovery points are kept, and what another policy would
// keep of them.

import type { ApiResult } from '../../src/api/arm/api-error.ts';
import { fromOutcome, refuse, resourceNotFound } from '../../src/api/arm/api-error.ts';
import { badSkipToken, listBody } from '../../src/api/arm/paging.ts';
import { parseBody } from '../../src/api/arm/request-body.ts';
import { vaultType } from '../../src/api/arm/vault-address.ts';
import { backupPolicyRequest } from '../../src/api/policy/request.ts';
import { explanationBody, shownPreview } from '../../src/api/recovery-point/retention.ts';
import type { Operations } from '../../src/composition/operations.ts';
import type { ArmAnswer } from './arm-answer.ts';
import { ok } from './arm-answer.ts';
import type { ArmCall } from './arm-call.ts';
import { instanceRoute, registerArmEndpoint } from './arm-endpoint.ts';
import { namedInstance } from './named-instance.ts';

export const registerInstanceRetention = (): void => {
  registerArmEndpoint('backupSchedule', `${instanceRoute}/backupSchedule`, {
    GET: async (call) => {
      const instance = await namedInstance(call);
      return instance.ok ? ok(await call.operations.scheduleOfInstance(instance.value)) : instance;
    },
  });
  registerArmEndpoint('recoveryPointExplain', `${instanceRoute}/recoveryPoints/{recoveryPointId}/explain`, {
    GET: explainPoint,
  });
  registerArmEndpoint('retentionPreview', `${instanceRoute}/retentionPreview`, {
    GET: (call) => preview(call, undefined),
    POST: async (call) => {
      const definition = parseBody(backupPolicyRequest, await call.body(), 'BMSUserErrorInvalidInput');
      return definition.ok ? await preview(call, { definition: definition.value }) : definition;
    },
  });
};

async function explainPoint(call: ArmCall): Promise<ApiResult<ArmAnswer>> {
  const instance = await namedInstance(call);
  if (!instance.ok) return instance;
  const id = call.param('recoveryPointId');
  const explanation = await call.operations.explainRetention(instance.value, id);
  return explanation === undefined
    ? refuse(resourceNotFound(`${vaultType}/backupInstances/recoveryPoints`, id))
    : ok(explanationBody(explanation));
}

type PreviewedPolicy = Parameters<Operations['previewRetention']>[1];

/** @param asked absent: the policy that the query names, or the instance's own */
async function preview(call: ArmCall, asked: PreviewedPolicy | undefined): Promise<ApiResult<ArmAnswer>> {
  const instance = await namedInstance(call);
  if (!instance.ok) return instance;
  const policy = asked ?? { policyName: call.query('policyName') ?? instance.value.policyName };
  const continuation = call.query('$skipToken');
  const previewed = fromOutcome(await call.operations.previewRetention(instance.value, policy, continuation));
  if (!previewed.ok) return previewed;
  if (previewed.value === 'bad-continuation') return refuse(badSkipToken);
  const items = previewed.value.items.map(shownPreview);
  return ok(listBody({ ...previewed.value, items }, call.url.href));
}
