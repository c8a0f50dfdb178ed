// The host's own API under /admin: its status, the functions, keys, firing a function by hand, and the driven clock.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HostFunction } from '../function-index.ts';
import type { AccessKeys } from '../http/access-keys.ts';
import { accessToAdmin } from '../http/access-keys.ts';
import { givenKey } from '../http/function-endpoint.ts';
import { readBody } from '../http/request-body.ts';
import { HOST_VERSION } from '../worker/core-module.ts';
import type { FunctionInvoker } from '../worker/invocation.ts';
import type { AdvanceClock } from './clock-control.ts';
import { advanceTarget } from './clock-control.ts';
import { describeFunction } from './function-description.ts';
import type { ManualContext } from './manual-invocation.ts';
import { manualInvocation, parseManualInput } from './manual-invocation.ts';

export interface AdminOptions {
  readonly hostId: string;
  readonly baseUrl: string;
  readonly routePrefix: string;
  readonly functions: readonly HostFunction[];
  readonly invoker: FunctionInvoker;
  /** Undefined: the API is open, as under `func start`. */
  readonly keys: AccessKeys | undefined;
  readonly manual: Omit<ManualContext, 'url'>;
  /** Undefined: the clock is the machine's. */
  readonly advanceClock: AdvanceClock | undefined;
  now(): number;
}

type Answer = { readonly status: number; readonly json?: unknown };

const BODY_LIMIT = 16 * 1024 * 1024;
const started = performance.now();

export function createAdminApi(options: AdminOptions) {
  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const answer = await answerTo(options, request, url);
    if (response.destroyed) return;
    const body = answer.json === undefined ? '' : JSON.stringify(answer.json);
    if (body !== '') response.setHeader('content-type', 'application/json; charset=utf-8');
    response.writeHead(answer.status, { 'content-length': Buffer.byteLength(body) }).end(body);
  };
}

async function answerTo(options: AdminOptions, request: IncomingMessage, url: URL): Promise<Answer> {
  const parts = url.pathname
    .split('/')
    .slice(2)
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  const [area = '', ...rest] = [parts[0]?.toLowerCase() ?? '', ...parts.slice(1)];
  if (area === 'host' && rest[0]?.toLowerCase() === 'ping') return { status: 200 };
  if (options.keys && accessToAdmin(options.keys, givenKey(request, url)) !== 'allowed')
    return { status: 401 };
  if (area === 'host')
    return hostAnswer(
      options,
      request,
      rest.map((part) => part.toLowerCase()),
    );
  if (area === 'functions') return functionsAnswer(options, request, rest);
  return { status: 404 };
}

async function hostAnswer(
  options: AdminOptions,
  request: IncomingMessage,
  [what, name]: string[],
): Promise<Answer> {
  if (what === 'clock' && request.method === 'POST') return advance(options, request);
  if (request.method !== 'GET') return { status: 404 };
  if (what === 'clock') return { status: 200, json: { now: new Date(options.now()).toISOString() } };
  if (what === 'status') return { status: 200, json: hostStatus(options) };
  const { keys } = options;
  if (!keys) return { status: 404 };
  if (what === 'systemkeys') return keyAnswer(keys.systemKeys, name);
  if (what === 'functionkeys') return keyAnswer(keys.functionKeys, name);
  if (what === 'keys') return keyAnswer({ _master: keys.masterKey, ...keys.functionKeys }, name);
  return { status: 404 };
}

async function functionsAnswer(
  options: AdminOptions,
  request: IncomingMessage,
  path: string[],
): Promise<Answer> {
  const describe = (known: HostFunction) => describeFunction(known, options.routePrefix, options.baseUrl);
  const [name, what] = path;
  if (name === undefined) {
    return request.method === 'GET'
      ? { status: 200, json: options.functions.map(describe) }
      : { status: 404 };
  }
  const hostFunction = options.functions.find((known) => known.name.toLowerCase() === name.toLowerCase());
  if (!hostFunction) return { status: 404 };
  if (what === undefined && request.method === 'POST') return runByHand(options, hostFunction, request);
  if (request.method !== 'GET') return { status: 404 };
  if (what === undefined) return { status: 200, json: describe(hostFunction) };
  if (what.toLowerCase() === 'status') return { status: 200, json: functionStatus(hostFunction) };
  if (what.toLowerCase() === 'keys' && options.keys)
    return keyAnswer(options.keys.functions[hostFunction.name] ?? {});
  return { status: 404 };
}

function hostStatus({ hostId }: AdminOptions) {
  return {
    id: hostId,
    state: 'Running',
    version: HOST_VERSION,
    versionDetails: `${HOST_VERSION} (embedded)`,
    platformVersion: '',
    instanceId: `${hostId}-${process.pid}`,
    computerName: 'localhost',
    processUptime: Math.round(performance.now() - started),
    functionAppContentEditingState: 'NotAllowed',
  };
}

function functionStatus({ state }: HostFunction) {
  return state.kind === 'failed' || state.kind === 'unserved' ? { errors: [state.reason] } : {};
}

function keyAnswer(keys: Readonly<Record<string, string>>, name?: string): Answer {
  const entries = Object.entries(keys).map(([key, value]) => ({ name: key, value }));
  if (name === undefined) return { status: 200, json: { keys: entries, links: [] } };
  const found = entries.find((entry) => entry.name.toLowerCase() === name);
  return found ? { status: 200, json: { ...found, links: [] } } : { status: 404 };
}

async function runByHand(
  options: AdminOptions,
  hostFunction: HostFunction,
  request: IncomingMessage,
): Promise<Answer> {
  const body = await readBody(request, BODY_LIMIT);
  if (body === 'too-large') return { status: 413 };
  const parsed = parseManualInput(body.toString('utf8'));
  if (!parsed.ok)
    return { status: 400, json: { Message: 'The body must be a JSON object such as {"input": "..."}.' } };
  if (hostFunction.state.kind === 'failed')
    return { status: 400, json: { Message: hostFunction.state.reason } };
  const url = describeFunction(hostFunction, options.routePrefix, options.baseUrl).invoke_url_template;
  const made = manualInvocation(hostFunction, parsed.input, {
    ...options.manual,
    url: url ?? options.baseUrl,
  });
  if (!made.ok) return { status: 400, json: { Message: made.reason } };
  // Accepted, not awaited, as in the real host; the invocation's log line tells how it ended.
  options.invoker.invoke(made.request).catch(() => undefined);
  return { status: 202 };
}

async function advance(options: AdminOptions, request: IncomingMessage): Promise<Answer> {
  if (!options.advanceClock)
    return { status: 409, json: { Message: 'The clock is driven only with --clock driven.' } };
  const body = await readBody(request, BODY_LIMIT);
  const target = body === 'too-large' ? undefined : advanceTarget(body.toString('utf8'), options.now());
  if (target === undefined) {
    return {
      status: 400,
      json: {
        Message: 'Give {"advanceTo": "<ISO time>"} or {"advanceBy": <milliseconds>}, not into the past.',
      },
    };
  }
  await options.advanceClock(target);
  return { status: 200, json: { now: new Date(options.now()).toISOString() } };
}
