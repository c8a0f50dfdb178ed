// Inside recovery points: browse one, compare two.

import type { ApiResult } from '../../src/api/arm/api-error.ts';
import { accept, fromOutcome, refuse } from '../../src/api/arm/api-error.ts';
import { badSkipToken, listBody } from '../../src/api/arm/paging.ts';
import { contentChange, contentItem, contentPlace } from '../../src/api/recovery-point/contents.ts';
import type { ArmAnswer } from './arm-answer.ts';
import { ok } from './arm-answer.ts';
import type { ArmCall } from './arm-call.ts';
import type { ArmHandler } from './arm-endpoint.ts';
import { instanceRoute, registerArmEndpoint } from './arm-endpoint.ts';
import { namedAccountPoint } from './named-point.ts';

const pointRoute = `${instanceRoute}/recoveryPoints/{recoveryPointId}`;

export const registerLookIntoPoint = (): void => {
  registerArmEndpoint('recoveryPointItems', `${pointRoute}/items`, { GET: browse });
  registerArmEndpoint('recoveryPointDiff', `${pointRoute}/diff/{otherRecoveryPointId}`, { GET: compare });
};

const browse: ArmHandler = async (call) => {
  const look = await lookOf(call);
  if (!look.ok) return look;
  const page = await call.operations.browseRecoveryPoint(look.value);
  return answerPage(call, page, (item) => contentItem(item, look.value.place?.container ?? ''));
};

const compare: ArmHandler = async (call) => {
  const look = await lookOf(call);
  if (!look.ok) return look;
  const other = await namedAccountPoint(call, 'otherRecoveryPointId');
  if (!other.ok) return other;
  const page = await call.operations.compareRecoveryPoints({ ...look.value, other: other.value });
  return answerPage(call, page, contentChange);
};

async function lookOf(call: ArmCall) {
  const prefix = contentPlace(call.query('prefix'));
  if (!prefix.ok) return prefix;
  const point = await namedAccountPoint(call);
  if (!point.ok) return point;
  const { place } = prefix.value;
  const continuation = call.query('$skipToken');
  return accept({
    point: point.value,
    ...(place === undefined ? {} : { place }),
    ...(continuation ? { continuation } : {}),
  });
}

interface Page<Row> {
  readonly items: readonly Row[];
  readonly continuation?: string;
}

function answerPage<Row>(
  { url }: ArmCall,
  page: 'bad-continuation' | Parameters<typeof fromOutcome<Page<Row>>>[0],
  toRow: (row: Row) => object,
): ApiResult<ArmAnswer> {
  if (page === 'bad-continuation') return refuse(badSkipToken);
  const found = fromOutcome(page);
  if (!found.ok) return found;
  return ok(listBody({ ...found.value, items: found.value.items.map(toRow) }, url.href));
}
