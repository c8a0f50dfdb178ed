// $filter of the list of recovery points: RecoveryPointsFilters of the specification, as far as points differ by them.

import { sameText } from '../../domain/shared/same-text.ts';
import type { ApiResult } from '../arm/api-error.ts';
import { accept } from '../arm/api-error.ts';
import type { Condition } from '../arm/filter.ts';
import { invalid, parseFilter } from '../arm/filter.ts';
import type { RecoveryPointRow } from './response.ts';

const fields = [
  'startDate',
  'endDate',
  'restorePointState',
  'isVisible',
  'restorePointDataStoreId',
  'extendedInfo',
] as const;
type Field = (typeof fields)[number];

export type RecoveryPointTest = (point: FilteredPoint) => boolean;

/** The store is that of the answer's recoveryPointDataStoresDetails. */
export type FilteredPoint = Pick<RecoveryPointRow, 'time'> & { readonly storeId: string };

export function recoveryPointFilter(text: string | undefined): ApiResult<RecoveryPointTest> {
  const parsed = parseFilter(text, fields);
  if (!parsed.ok) return parsed;
  const tests: RecoveryPointTest[] = [];
  for (const condition of parsed.value) {
    const test = toTest(condition);
    if (test === undefined)
      return invalid(`cannot compare ${condition.field} with "${condition.value}"`, fields);
    tests.push(test);
  }
  return accept((point) => tests.every((test) => test(point)));
}

function toTest({ field, comparison, value }: Condition<Field>): RecoveryPointTest | undefined {
  if (comparison !== 'eq') return undefined;
  if (field === 'restorePointState') return matchesAll(value, ['completed', 'partial'], 'completed');
  if (field === 'isVisible') return matchesAll(value, ['true', 'false'], 'true');
  // All that is known of a point is shown, asked for or not.
  if (field === 'extendedInfo') return matchesAll(value, ['true', 'false'], value.toLowerCase());
  if (field === 'restorePointDataStoreId') return ({ storeId }) => sameText(storeId, value);
  const moment = Date.parse(value);
  if (Number.isNaN(moment)) return undefined;
  return ({ time }) => (field === 'startDate' ? Date.parse(time) >= moment : Date.parse(time) <= moment);
}

/** Every recovery point is whole and visible: a test on that lets through all of them, or none. */
function matchesAll(value: string, known: readonly string[], always: string): RecoveryPointTest | undefined {
  const asked = value.toLowerCase();
  return known.includes(asked) ? () => asked === always : undefined;
}
