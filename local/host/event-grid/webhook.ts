// The Event Grid extension's webhook: subscription handshakes, and events of either schema, each one an invocation.
// If any event of a delivery fails, the whole delivery fails, and Event Grid sends all of it again.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HostFunction } from '../function-index.ts';
import { readBody } from '../http/request-body.ts';
import { queryMap } from '../http/request-data.ts';
import { utc } from '../timers/time-zone.ts';
import { localTime } from '../timers/timer-payload.ts';
import type { FunctionInvoker, InvocationRequest } from '../worker/invocation.ts';
import { jsonData } from '../worker/typed-data.ts';

export interface EventGridWebhookOptions {
  readonly invoker: FunctionInvoker;
  readonly functions: readonly HostFunction[];
  readonly bodyLimit: number;
  now(): number;
}

type Answer = { readonly status: number; readonly json?: unknown; readonly text?: string };
type Event = Readonly<Record<string, unknown>>;

export function createEventGridWebhook(options: EventGridWebhookOptions) {
  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const answer = await answerTo(options, request, response, url);
    if (response.destroyed) return;
    const body = answer.json === undefined ? (answer.text ?? '') : JSON.stringify(answer.json);
    const type = answer.json === undefined ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
    if (body !== '') response.setHeader('content-type', type);
    response.writeHead(answer.status, { 'content-length': Buffer.byteLength(body) }).end(body);
  };
}

async function answerTo(
  options: EventGridWebhookOptions,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<Answer> {
  const name = functionName(url);
  const hostFunction = options.functions.find(
    (known) => known.triggerType === 'eventgridtrigger' && known.name.toLowerCase() === name.toLowerCase(),
  );
  if (hostFunction?.state.kind !== 'ready') {
    return { status: 404, text: `cannot find function: '${name}'` };
  }
  if (request.method === 'OPTIONS') return handshakeOfCloudEvents(request, response);
  const body = await readBody(request, options.bodyLimit);
  if (body === 'too-large') return { status: 413 };
  // Cloud events come without Event Grid's own header when another publisher sends them.
  const isCloud = /^application\/cloudevents(-batch)?\+json/i.test(request.headers['content-type'] ?? '');
  const type = String(request.headers['aeg-event-type'] ?? (isCloud ? 'Notification' : ''));
  switch (type.toLowerCase()) {
    case 'subscriptionvalidation':
      return validate(body);
    case 'notification':
      return deliver(options, hostFunction, body);
    case 'unsubscribe':
      return { status: 202 };
    default:
      return { status: 400 };
  }
}

/** Also the form `Host.Functions.X`, which storage tools write. */
function functionName(url: URL): string {
  const found = Object.entries(queryMap(url)).find(([key]) => key.toLowerCase() === 'functionname');
  return (found?.[1] ?? '').replace(/^Host\.Functions\./i, '');
}

/** Abuse protection of the CloudEvents webhook specification: the sender asks first, the receiver names what it allows. */
function handshakeOfCloudEvents(request: IncomingMessage, response: ServerResponse): Answer {
  const origin = request.headers['webhook-request-origin'];
  if (origin === undefined) return { status: 400 };
  response.setHeader('webhook-allowed-origin', String(origin));
  const rate = request.headers['webhook-request-rate'];
  if (rate !== undefined) response.setHeader('webhook-allowed-rate', String(rate));
  return { status: 200 };
}

function validate(body: Buffer): Answer {
  const events = parseEvents(body);
  const data = events?.[0]?.data as { validationCode?: unknown } | undefined;
  if (typeof data?.validationCode !== 'string') return { status: 400 };
  return { status: 200, json: { validationResponse: data.validationCode } };
}

async function deliver(
  options: EventGridWebhookOptions,
  hostFunction: HostFunction,
  body: Buffer,
): Promise<Answer> {
  const events = parseEvents(body);
  if (!events) return { status: 400, text: 'The body is neither an event nor an array of events.' };
  const reason = `EventGrid trigger fired at ${localTime(options.now(), utc)}`;
  const runs = events.map((event) => options.invoker.invoke(eventInvocation(hostFunction, event, reason)));
  const results = await Promise.allSettled(runs);
  const failure = results.find((result) => result.status === 'rejected');
  if (!failure) return { status: 202 };
  return { status: 500, text: `Exception while executing function: Functions.${hostFunction.name}` };
}

function eventInvocation(hostFunction: HostFunction, event: Event, reason: string): InvocationRequest {
  return {
    functionName: hostFunction.name,
    trigger: jsonData(event),
    triggerMetadata: { data: jsonData(event.data) },
    reason,
  };
}

/** An array holds Event Grid events (or a batch of cloud events), an object is one cloud event. */
function parseEvents(body: Buffer): Event[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
  const events = Array.isArray(value) ? value : [value];
  return events.every((event) => typeof event === 'object' && event !== null)
    ? (events as Event[])
    : undefined;
}
