// $filter of the list of jobs: by status, operation, backup instance and start.

import type { JobFilter } from '../../domain/job/job-filter.ts';
import type { ApiResult } from '../arm/api-error.ts';
import { accept } from '../arm/api-error.ts';
import type { Condition } from '../arm/filter.ts';
import { invalid, parseFilter } from '../arm/filter.ts';
import type { VaultAddress } from '../arm/vault-address.ts';
import { parseInstanceReference } from '../arm/vault-address.ts';
import { parseJobOperations, parseJobStatuses } from './status-words.ts';

const fields = ['status', 'operation', 'backupInstanceId', 'backupInstanceName', 'startTime'] as const;
type Field = (typeof fields)[number];

export function jobFilter(vault: VaultAddress, text: string | undefined): ApiResult<JobFilter> {
  const parsed = parseFilter(text, fields);
  if (!parsed.ok) return parsed;
  let query: JobFilter = {};
  for (const condition of parsed.value) {
    const part = toQuery(vault, condition);
    if (part === undefined) {
      const { field, comparison, value } = condition;
      return invalid(`cannot use "${field} ${comparison} '${value}'"`, fields);
    }
    query = both(query, part);
  }
  return accept(query);
}

/** What fulfils two conditions: `and` of one field with itself narrows. */
function both(one: JobFilter, other: JobFilter): JobFilter {
  const instances = [one.backupInstance, other.backupInstance].filter((name) => name !== undefined);
  const isOfTwo = new Set(instances).size > 1;
  const statuses = isOfTwo ? [] : common(one.statuses, other.statuses);
  const operations = common(one.operations, other.operations);
  const [backupInstance] = instances;
  const since = Math.max(
    one.startedSince ?? Number.NEGATIVE_INFINITY,
    other.startedSince ?? Number.NEGATIVE_INFINITY,
  );
  const until = Math.min(
    one.startedUntil ?? Number.POSITIVE_INFINITY,
    other.startedUntil ?? Number.POSITIVE_INFINITY,
  );
  return {
    ...(backupInstance === undefined ? {} : { backupInstance }),
    ...(statuses === undefined ? {} : { statuses }),
    ...(operations === undefined ? {} : { operations }),
    ...(since === Number.NEGATIVE_INFINITY ? {} : { startedSince: since }),
    ...(until === Number.POSITIVE_INFINITY ? {} : { startedUntil: until }),
  };
}

const common = <T>(
  one: readonly T[] | undefined,
  other: readonly T[] | undefined,
): readonly T[] | undefined =>
  one === undefined || other === undefined ? (one ?? other) : one.filter((value) => other.includes(value));

function toQuery(vault: VaultAddress, { field, comparison, value }: Condition<Field>): JobFilter | undefined {
  if (field === 'startTime') return startQuery(comparison, Date.parse(value));
  if (comparison !== 'eq') return undefined;
  if (field === 'status') {
    const statuses = parseJobStatuses(value);
    return statuses && { statuses };
  }
  if (field === 'operation') {
    const operations = parseJobOperations(value);
    return operations && { operations };
  }
  const backupInstance = parseInstanceReference(vault, value);
  return backupInstance === undefined ? undefined : { backupInstance };
}

function startQuery(comparison: Condition<Field>['comparison'], moment: number): JobFilter | undefined {
  if (Number.isNaN(moment)) return undefined;
  const queries: Readonly<Record<typeof comparison, JobFilter>> = {
    ge: { startedSince: moment },
    gt: { startedSince: moment + 1 },
    le: { startedUntil: moment },
    lt: { startedUntil: moment - 1 },
    eq: { startedSince: moment, startedUntil: moment },
  };
  return queries[comparison];
}
