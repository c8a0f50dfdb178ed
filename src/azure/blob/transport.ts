// Sends the SDK's requests: over connections that are kept open, again where the retry policy says so, and counted.
// It stands below the SDK's pipeline, so every request passes here, signed.

import { setTimeout as delay } from 'node:timers/promises';
import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { createDefaultHttpClient, createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import type { HttpHeaders, HttpOperationResponse, IHttpClient, WebResource } from '@azure/storage-blob';
import type { RequestOutcome, RetryLimits } from '../http/retry-policy.ts';
import { DEFAULT_RETRY_LIMITS, nextDelay } from '../http/retry-policy.ts';

export interface TransportOptions {
  readonly retry?: RetryLimits;
  /** Where requests go in the end; tests lead them to a server of their own. */
  readonly httpClient?: HttpClient;
}

export interface Transport {
  /** For the SDK. */
  readonly client: IHttpClient;
  /** For requests of our own. */
  readonly send: (request: PipelineRequest) => Promise<PipelineResponse>;
  /** Requests sent so far, repeated ones included. */
  readonly sent: () => number;
}

/** The service ends listings and reads after 30 s; this is for connections that went dead. */
const TRY_TIMEOUT_MS = 60_000;
/** A copy of one request may take the service minutes. */
const COPY_TRY_TIMEOUT_MS = 600_000;

/** One client for the process, so that all accounts share its pool of connections (kept alive, without a limit). */
let sharedHttpClient: HttpClient | undefined;

/** The emulator speaks plain HTTP. Tokens are kept to HTTPS where they are put in. */
const CONNECTION = { timeout: TRY_TIMEOUT_MS, allowInsecureConnection: true };

const toPipelineRequest = (resource: WebResource) => {
  const { abortSignal, agent, body, streamResponseStatusCodes } = resource;
  return createPipelineRequest({
    url: resource.url,
    method: resource.method,
    headers: createHttpHeaders(resource.headers.toJson({ preserveCase: true })),
    ...CONNECTION,
    ...(resource.headers.contains('x-ms-copy-source') ? { timeout: COPY_TRY_TIMEOUT_MS } : {}),
    ...(abortSignal === undefined ? {} : { abortSignal }),
    ...(agent === undefined ? {} : { agent }), // of a proxy
    ...(body === undefined ? {} : { body }),
    ...(streamResponseStatusCodes === undefined ? {} : { streamResponseStatusCodes }),
  });
};

const errorCodeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'UNKNOWN';
  if (error.name === 'AbortError') return 'TRY_TIMEOUT'; // nothing here aborts but the time limit
  return 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN';
};

/** An answer that is not going to be used holds its connection until it is read. */
const discard = (response: PipelineResponse): void => {
  const body = response.readableStreamBody;
  if (body !== undefined && 'resume' in body) body.resume();
};

type Sent = { readonly response: PipelineResponse } | { readonly error: unknown };

const outcomeOf = (sent: Sent): RequestOutcome => {
  if ('error' in sent) return { errorCode: errorCodeOf(sent.error) };
  const { status, headers } = sent.response;
  return { status, header: (name) => headers.get(name) };
};

const sendWithRetry = async (
  send: () => Promise<PipelineResponse>,
  limits: RetryLimits,
): Promise<PipelineResponse> => {
  for (let tries = 1; ; tries += 1) {
    const sent: Sent = await send().then(
      (response) => ({ response }),
      (error: unknown) => ({ error }),
    );
    const wait = nextDelay(tries, outcomeOf(sent), { limits, nowMs: Date.now(), random: Math.random() });
    if (wait === undefined) {
      if ('error' in sent) throw sent.error;
      return sent.response;
    }
    if ('response' in sent) discard(sent.response);
    await delay(wait);
  }
};

/** The SDK wants headers of its older type; the request must be the one it gave, by which it knows the operation. */
const toCompatResponse = (response: PipelineResponse, request: WebResource): HttpOperationResponse => {
  const headers = request.headers.clone();
  for (const { name } of request.headers.headersArray()) headers.remove(name);
  for (const [name, value] of response.headers) headers.set(name, value);
  return { ...response, request, headers } as HttpOperationResponse & { headers: HttpHeaders };
};

export const createTransport = ({
  retry = DEFAULT_RETRY_LIMITS,
  httpClient,
}: TransportOptions): Transport => {
  let count = 0;
  const send = (makeRequest: () => PipelineRequest): Promise<PipelineResponse> => {
    sharedHttpClient ??= createDefaultHttpClient();
    const target = httpClient ?? sharedHttpClient;
    return sendWithRetry(() => {
      count += 1;
      return target.sendRequest(makeRequest());
    }, retry);
  };
  return {
    sent: () => count,
    send: (request) =>
      send(() => ({ ...request, headers: createHttpHeaders(request.headers.toJSON()), ...CONNECTION })),
    client: {
      sendRequest: async (resource) =>
        toCompatResponse(await send(() => toPipelineRequest(resource)), resource),
    },
  };
};
