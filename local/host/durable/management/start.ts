// Answers requests that start an orchestration, at once or after waiting for its end.

import type { HostClock } from '../../clock.ts';
import type { RuntimeStatus } from '../runtime-status.ts';
import { isFinal } from '../runtime-status.ts';
import type { DurableClient, Started, StartRequest } from './client.ts';
import { jsonOrString, readJson } from './json-content.ts';
import type { LinkSettings } from './links.ts';
import { startPayload } from './links.ts';
import type { ManagementAnswer, ManagementRequest } from './message.ts';
import { json, jsonText, problem } from './message.ts';
import { Query } from './query.ts';
import type { StatusView } from './status.ts';
import { statusJson, statusView } from './status.ts';

export interface StartPorts {
  readonly client: DurableClient;
  readonly clock: HostClock;
  readonly links: LinkSettings;
}

export async function answerStart(
  { client, clock, links }: StartPorts,
  request: ManagementRequest,
  { name, instanceId }: { readonly name: string; readonly instanceId: string | undefined },
): Promise<ManagementAnswer> {
  const query = new Query(request.query);
  const content = request.body.trim() === '' ? undefined : readJson(request.body);
  if (content && !content.valid) return invalidJson(content.message);
  const input = content ? content.text : null;
  const start: StartRequest = { name, instanceId, version: query.text('version') ?? null, input };
  return answerStarted({ client, clock, links }, request, await client.start(start));
}

/** At once, or when the instance has ended, as the query asks. */
export async function answerStarted(
  { client, clock, links }: StartPorts,
  request: ManagementRequest,
  started: Started,
): Promise<ManagementAnswer> {
  if (!started.started) return alreadyExists(started.status);
  const query = new Query(request.query);
  const accepted = acceptedStart(request, started.instanceId, links);
  const timeout = query.number('timeout');
  const interval = query.number('pollingInterval');
  if (timeout === undefined || interval === undefined) return accepted;
  if (interval > timeout) {
    return json(400, { Message: `Total timeout ${timeout} should be bigger than retry timeout ${interval}` });
  }
  const deadlineMs = clock.now() + timeout * 1000;
  return waitForEnd({ client, clock }, started.instanceId, {
    deadlineMs,
    intervalMs: interval * 1000,
    view: statusView(query),
    accepted,
  });
}

function acceptedStart(
  { origin }: ManagementRequest,
  instanceId: string,
  links: LinkSettings,
): ManagementAnswer {
  const payload = startPayload(origin, instanceId, links);
  return json(202, payload, { location: payload.statusQueryGetUri, 'retry-after': '10' });
}

function alreadyExists(status: RuntimeStatus): ManagementAnswer {
  return json(409, { Message: `An Orchestration instance with the status ${status} already exists.` });
}

export function invalidJson(message: string): ManagementAnswer {
  return problem(400, 'Invalid JSON content', { type: 'Newtonsoft.Json.JsonReaderException', message });
}

interface Waiting {
  readonly deadlineMs: number;
  readonly intervalMs: number;
  readonly view: StatusView;
  readonly accepted: ManagementAnswer;
}

/** A failed orchestration is answered with 200 and its status, as recorded. */
async function waitForEnd(
  { client, clock }: Pick<StartPorts, 'client' | 'clock'>,
  instanceId: string,
  { deadlineMs, intervalMs, view, accepted }: Waiting,
): Promise<ManagementAnswer> {
  for (;;) {
    const instance = client.instances.get(instanceId);
    if (instance?.status === 'Completed') return jsonText(200, jsonOrString(instance.output));
    if (instance && isFinal(instance.status)) return jsonText(200, statusJson(instance, view));
    const nowMs = clock.now();
    if (nowMs >= deadlineMs) return accepted;
    const nextMs = Math.min(deadlineMs, nowMs + Math.max(intervalMs, 1));
    await new Promise<void>((resolve) => clock.at(nextMs, resolve));
  }
}
