// Which instances a purge deletes. Without a filter of final states it takes live instances too, as the real one does.

import { isFinal } from '../runtime-status.ts';
import type { Instance } from '../store/instance.ts';
import { knownStatuses } from './list.ts';
import type { ManagementAnswer } from './message.ts';
import { empty, json } from './message.ts';
import type { Query } from './query.ts';

// Other states in a filter are not looked at, and then everything in the window goes.
const FILTERABLE = new Set(['Completed', 'Failed', 'Terminated', 'Canceled']);

export interface Purge {
  readonly instanceIds: readonly string[];
  readonly answer: ManagementAnswer;
}

export function purgeOne(instance: Instance | undefined): Purge {
  if (!instance) return { instanceIds: [], answer: empty(404) };
  if (!isFinal(instance.status)) {
    const text = `Only orchestrations in a terminal state can be purged, but the orchestration with instance ID ${instance.id} has status ${instance.status}`;
    return { instanceIds: [], answer: json(412, text) };
  }
  return { instanceIds: [instance.id], answer: json(200, { instancesDeleted: 1 }) };
}

export function purgeByFilter(instances: Iterable<Instance>, query: Query): Purge {
  const from = query.timeMs('createdTimeFrom');
  if (from === undefined) {
    const answer = json(400, "Please provide value for 'createdTimeFrom' parameter.");
    return { instanceIds: [], answer };
  }
  const to = query.timeMs('createdTimeTo') ?? Number.POSITIVE_INFINITY;
  const asked = [...knownStatuses(query.list('runtimeStatus'))].filter((status) => FILTERABLE.has(status));
  const instanceIds: string[] = [];
  for (const { id, generation, status } of instances) {
    const created = Date.parse(generation.createdAt);
    if (created < from || created > to) continue;
    if (asked.length === 0 || asked.includes(status)) instanceIds.push(id);
  }
  if (instanceIds.length === 0) return { instanceIds, answer: empty(404) };
  return { instanceIds, answer: json(200, { instancesDeleted: instanceIds.length }) };
}
