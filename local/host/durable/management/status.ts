// The status of one instance as JSON, and the answer to a status request.

import { statusTime } from '../history/history-time.ts';
import { isFinal } from '../runtime-status.ts';
import type { Instance } from '../store/instance.ts';
import { jsonOrString } from './json-content.ts';
import type { ManagementAnswer, ManagementRequest } from './message.ts';
import { empty, jsonText, problem } from './message.ts';
import type { Query } from './query.ts';
import { doubleSchedule, statusHistory } from './status-history.ts';

export interface StatusView {
  readonly input: boolean;
  readonly history: boolean;
  readonly historyOutput: boolean;
}

/** JSON text; key order as recorded. */
export function statusJson(instance: Instance, view: StatusView): string {
  const { generation } = instance;
  const members = [
    `"name":${JSON.stringify(generation.name)}`,
    ...(generation.version === null ? [] : [`"version":${JSON.stringify(generation.version)}`]),
    `"instanceId":${JSON.stringify(instance.id)}`,
    `"runtimeStatus":"${instance.status}"`,
    `"input":${view.input ? jsonOrString(generation.input) : 'null'}`,
    `"customStatus":${instance.customStatus ?? 'null'}`,
    `"output":${jsonOrString(instance.output)}`,
    `"createdTime":"${statusTime(generation.createdAt)}"`,
    `"lastUpdatedTime":"${statusTime(instance.updatedAt)}"`,
  ];
  // A rewound instance is Pending too, with a history that is not shown.
  const events = view.history && instance.status !== 'Pending' ? instance.history.events : [];
  if (events.length > 0) members.push(`"historyEvents":${statusHistory(events, view)}`);
  return `{${members.join(',')}}`;
}

export function statusView(query: Query): StatusView {
  return {
    input: query.flag('showInput', true),
    history: query.flag('showHistory', false),
    historyOutput: query.flag('showHistoryOutput', false),
  };
}

export function answerStatus(
  instance: Instance | undefined,
  request: ManagementRequest,
  query: Query,
): ManagementAnswer {
  if (!instance) return empty(404);
  const view = statusView(query);
  const double = view.history ? doubleSchedule(instance.history.events) : undefined;
  if (double !== undefined) {
    const message = `An item with the same key has already been added. Key: ${double}`;
    const exception = { type: 'System.ArgumentException', message };
    return problem(400, 'One or more of the arguments submitted is incorrect', exception);
  }
  const body = statusJson(instance, view);
  if (!isFinal(instance.status)) {
    return jsonText(202, body, { location: requestUrl(request), 'retry-after': '5' });
  }
  const asError = instance.status === 'Failed' && query.flag('returnInternalServerErrorOnFailure', false);
  return jsonText(asError ? 500 : 200, body);
}

function requestUrl({ origin, via, path, query }: ManagementRequest): string {
  const root = via === 'public' ? 'runtime/webhooks/durabletask' : 'durabletask';
  return `${origin}/${root}/${path}${query === '' ? '' : `?${query}`}`;
}
