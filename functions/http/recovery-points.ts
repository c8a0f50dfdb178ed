// Recovery points of a backup instance: list, newest first, get, and verify.

import { fromOutcome, refuse, resourceNotFound } from '../../src/api/arm/api-error.ts';
import { badSkipToken, listBody } from '../../src/api/arm/paging.ts';
import { parseBody } from '../../src/api/arm/request-body.ts';
import { vaultType } from '../../src/api/arm/vault-address.ts';
import { recoveryPointFilter } from '../../src/api/recovery-point/filter.ts';
import { blockedSnapshot, recoveryPointResource, storeOf } from '../../src/api/recovery-point/response.ts';
import { verifyRequest } from '../../src/api/verification/request.ts';
import { verificationDetails, verificationRow } from '../../src/api/verification/response.ts';
import { accepted } from './accepted.ts';
import { ok } from './arm-answer.ts';
import type { ArmHandler } from './arm-endpoint.ts';
import { instanceRoute, registerArmEndpoint } from './arm-endpoint.ts';
import { namedInstance } from './named-instance.ts';
import { namedPoint } from './named-point.ts';

const pointType = `${vaultType}/backupInstances/recoveryPoints`;

export const registerRecoveryPoints = (): void => {
  registerArmEndpoint('recoveryPoints', `${instanceRoute}/recoveryPoints`, { GET: listPoints });
  registerArmEndpoint('recoveryPoint', `${instanceRoute}/recoveryPoints/{recoveryPointId}`, {
    GET: getPoint,
  });
  registerArmEndpoint(
    'recoveryPointVerification',
    `${instanceRoute}/recoveryPoints/{recoveryPointId}/verify`,
    {
      POST: verifyPoint,
    },
  );
};

const listPoints: ArmHandler = async (call) => {
  const filter = recoveryPointFilter(call.query('$filter'));
  if (!filter.ok) return filter;
  const instance = await namedInstance(call);
  if (!instance.ok) return instance;
  const continuation = call.query('$skipToken');
  const { recoveryPoints, verifications, deletions } = call.app.vault;
  // Before the points: one that is decided on in between goes with its record, or shows as it was.
  const going = await deletions.decided(instance.value.name);
  const page = await recoveryPoints.list(instance.value.name, continuation ? { continuation } : {});
  if (page === 'bad-continuation') return refuse(badSkipToken);
  const verified = await verifications.summaries(instance.value.name);
  const verdicts = await call.operations.retentionVerdicts(instance.value);
  const blocked = (await call.app.vault.pruning.get(instance.value.name))?.blocked;
  const shown = page.items.filter(
    (point) => !going.has(point.id) && filter.value({ time: point.time, storeId: storeOf(point).id }),
  );
  const items = shown.map((point) => {
    const verification = verified.get(point.id);
    return recoveryPointResource(call.app.facts, point, {
      verdict: verdicts.get(point.id),
      blocked: blockedSnapshot(blocked, point),
      verification: verification && verificationRow(verification),
    });
  });
  return ok(listBody({ ...page, items }, call.url.href));
};

const getPoint: ArmHandler = async (call) => {
  const instance = await namedInstance(call);
  if (!instance.ok) return instance;
  const found = await namedPoint(call);
  if (!found.ok) return found;
  const point = found.value;
  const verdicts = await call.operations.retentionVerdicts(instance.value);
  const verified = await call.app.vault.verifications.get(point.backupInstance, point.id);
  const verification = verified && verificationDetails(verified);
  const verdict = verdicts.get(point.id);
  const blocked = blockedSnapshot((await call.app.vault.pruning.get(point.backupInstance))?.blocked, point);
  return ok(recoveryPointResource(call.app.facts, point, { verdict, blocked, verification }));
};

const verifyPoint: ArmHandler = async (call) => {
  // Everything in the body is optional, and so is the body.
  const request = parseBody(verifyRequest, (await call.body()) || '{}');
  if (!request.ok) return request;
  const { operations, workflows, requestId, param } = call;
  const [backupInstance, recoveryPointId] = [param('backupInstanceName'), param('recoveryPointId')];
  const asked = { backupInstance, recoveryPointId, requestId, ...request.value };
  const started = await operations.startVerification(workflows(), asked);
  if (!started.ok && started.failure.code === 'UserErrorRecoveryPointNotFound')
    return refuse(resourceNotFound(pointType, recoveryPointId));
  return accepted(call, fromOutcome(started));
};
