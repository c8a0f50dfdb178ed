// Answers requests to HTTP-triggered functions: key check, body, invocation, answer; in the plain mode through the
// worker messages, in streaming mode through the library's own server.

import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HostConfig } from '../config/host-json.ts';
import type { HostFunction } from '../function-index.ts';
import type { FunctionInvoker } from '../worker/invocation.ts';
import type { AccessKeys, AuthLevel } from './access-keys.ts';
import { accessToFunction } from './access-keys.ts';
import { readBody } from './request-body.ts';
import { headerMap, httpRequestData, queryMap, streamTriggerMetadata } from './request-data.ts';
import { writeHttpResult } from './response-data.ts';
import { runStreamed } from './stream-proxy.ts';
import { createThrottle } from './throttle.ts';

export interface FunctionEndpointOptions {
  readonly invoker: FunctionInvoker;
  readonly config: HostConfig;
  /** Where the library answers in streaming mode. */
  readonly httpUri: string | undefined;
  readonly bodyLimit: number;
  /** Undefined: keys are not asked for, as `func start` does not. */
  readonly keys: AccessKeys | undefined;
}

export interface FunctionRequest {
  readonly hostFunction: HostFunction;
  readonly params: Readonly<Record<string, string>>;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
}

const REASON = 'This function was programmatically called via the host APIs.';

export function createFunctionEndpoint(
  options: FunctionEndpointOptions,
): (call: FunctionRequest) => Promise<void> {
  const throttle = createThrottle({
    concurrent: options.config.maxConcurrentRequests,
    outstanding: options.config.maxOutstandingRequests,
  });
  return async (call) => {
    const { response } = call;
    const refused = refusal(options.keys, call);
    if (refused !== undefined) return end(response, refused);
    const release = await throttle.enter();
    if (!release) return end(response, 429);
    try {
      for (const [name, value] of Object.entries(options.config.customHeaders))
        response.setHeader(name, value);
      await (options.httpUri === undefined
        ? answerPlain(options, call)
        : answerStreamed(options.httpUri, options, call));
    } finally {
      release();
    }
  };
}

/** The key that a request carries: header before query, as the host looks for it. */
export function givenKey(request: IncomingMessage, url: URL): string | undefined {
  const header = headerMap(request)['x-functions-key'];
  if (header) return header;
  const query = Object.entries(queryMap(url)).find(([name]) => name.toLowerCase() === 'code');
  return query?.[1];
}

function refusal(
  keys: AccessKeys | undefined,
  { hostFunction, request, url }: FunctionRequest,
): 401 | 403 | undefined {
  if (!keys) return undefined;
  const access = accessToFunction(keys, authLevel(hostFunction), hostFunction.name, givenKey(request, url));
  if (access === 'allowed') return undefined;
  return access === 'unauthorized' ? 401 : 403;
}

/** `function` where none is given: the default of the binding itself (app.http sets `anonymous`). */
function authLevel(hostFunction: HostFunction): AuthLevel {
  const level = String(hostFunction.trigger.authLevel ?? 'function').toLowerCase();
  return level === 'anonymous' || level === 'admin' ? level : 'function';
}

async function answerPlain(options: FunctionEndpointOptions, call: FunctionRequest): Promise<void> {
  const { request, response, url, params, hostFunction } = call;
  // The host hands on only bodies whose length is declared; a chunked upload arrives empty in this mode.
  const declared = Number(request.headers['content-length'] ?? 0) > 0;
  const body = declared ? await readBody(request, options.bodyLimit) : undefined;
  if (body === 'too-large') return end(response, 413);
  try {
    const result = await options.invoker.invoke({
      functionName: hostFunction.name,
      trigger: httpRequestData(request, url, params, body),
      reason: REASON,
    });
    if (!response.destroyed) writeHttpResult(response, result.returnValue);
  } catch {
    end(response, 500); // the invocation's own log line has the error
  }
}

async function answerStreamed(
  httpUri: string,
  options: FunctionEndpointOptions,
  call: FunctionRequest,
): Promise<void> {
  const { request, response, url, params, hostFunction } = call;
  if (Number(request.headers['content-length'] ?? 0) > options.bodyLimit) return end(response, 413);
  const invocationId = randomUUID();
  const invoke = async () => {
    const result = await options.invoker.invoke({
      functionName: hostFunction.name,
      invocationId,
      trigger: { http: {} },
      triggerMetadata: streamTriggerMetadata(request, url, params),
      reason: REASON,
    });
    return result.returned;
  };
  try {
    await runStreamed(httpUri, { request, response, url, invocationId, invoke });
  } catch {
    // answered by runStreamed, and logged with the invocation
  }
}

function end(response: ServerResponse, status: number): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, { 'content-length': 0 }).end();
}
