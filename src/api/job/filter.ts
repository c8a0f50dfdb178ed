// $filter of the list of jobs: by status, operation, backup instance and start.

import type { JobOperation, JobStatus } from '../../domain/job/job.ts';
import type { ApiResult } from '../arm/api-error.ts';
import { accept } from '../arm/api-error.ts';
import type { Condition } from '../arm/filter.ts';
import { invalid, parseFilter } from '../arm/filter.ts';
import type { VaultAddress } from '../arm/vault-address.ts';
import { parseInstanceReference } from '../arm/vault-address.ts';
import { parseJobOperations, parseJobStatus } from './status-words.ts';

const fields = ['status', 'operation', 'backupInstanceId', 'backupInstanceName', 'startTime'] as const;
type Field = (typeof fields)[number];

export interface JobQuery {
  readonly backupInstance?: string;
  readonly statuses?: readonly JobStatus[];
  readonly operations?: readonly JobOperation[];
  /** Milliseconds since the Unix epoch, both inclusive. */
  readonly startedSince?: number;
  readonly startedUntil?: number;
}

export function jobFilter(vault: VaultAddress, text: string | undefined): ApiResult<JobQuery> {
  const parsed = parseFilter(text, fields);
  if (!parsed.ok) return parsed;
  let query: JobQuery = {};
  for (const condition of parsed.value) {
    const part = toQuery(vault, condition);
    if (part === undefined) {
      const { field, comparison, value } = condition;
      return invalid(`cannot use "${field} ${comparison} '${value}'"`, fields);
    }
    query = { ...query, ...part };
  }
  return accept(query);
}

function toQuery(vault: VaultAddress, { field, comparison, value }: Condition<Field>): JobQuery | undefined {
  if (field === 'startTime') return startQuery(comparison, Date.parse(value));
  if (comparison !== 'eq') return undefined;
  if (field === 'status') {
    const status = parseJobStatus(value);
    return status && { statuses: [status] };
  }
  if (field === 'operation') {
    const operations = parseJobOperations(value);
    return operations && { operations };
  }
  const backupInstance = parseInstanceReference(vault, value);
  return backupInstance === undefined ? undefined : { backupInstance };
}

function startQuery(comparison: Condition<Field>['comparison'], moment: number): JobQuery | undefined {
  if (Number.isNaN(moment)) return undefined;
  const queries: Readonly<Record<typeof comparison, JobQuery>> = {
    ge: { startedSince: moment },
    gt: { startedSince: moment + 1 },
    le: { startedUntil: moment },
    lt: { startedUntil: moment - 1 },
    eq: { startedSince: moment, startedUntil: moment },
  };
  return queries[comparison];
}
