// How every client of Azure Resource Manager reaches it: with the app's identity over HTTPS, again where a request was
// throttled or lost for a moment. A simulated Resource Manager on this machine is reached over HTTP, by its address in
// the settings; no token ever goes there.

import { setTimeout as delay } from 'node:timers/promises';
import type { TokenCredential } from '@azure/core-auth';
import type { HttpClient, Pipeline, PipelinePolicy, PipelineResponse } from '@azure/core-rest-pipeline';
import { bearerTokenAuthenticationPolicyName } from '@azure/core-rest-pipeline';
import type { RetryLimits } from '../http/retry-policy.ts';
import { nextDelay } from '../http/retry-policy.ts';

export interface ResourceManagerOptions {
  readonly credential: TokenCredential;
  /** `https://management.azure.com` unless told; other clouds have their own. HTTP only on this machine. */
  readonly endpoint?: string;
  readonly httpClient?: HttpClient;
  readonly retry?: RetryLimits;
}

export interface ResourceManager {
  readonly endpoint: string;
  readonly credential: TokenCredential;
  /** For the options of a client. */
  readonly clientOptions: {
    readonly endpoint: string;
    readonly httpClient?: HttpClient;
    readonly credentials: { readonly scopes: string[] };
    readonly userAgentOptions: { readonly userAgentPrefix: string };
  };
  /** Gives a client's pipeline our way of trying again, and keeps tokens off plain HTTP. */
  prepare(pipeline: Pipeline): void;
}

const PUBLIC_CLOUD = 'https://management.azure.com';
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Long waits are the workflow's: it has timers that cost nothing. */
const RETRY: RetryLimits = { maxTries: 4, firstDelayMs: 500, maxDelayMs: 10_000 };

const errorCodeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN';

type Sent = { readonly response: PipelineResponse } | { readonly error: unknown };

const retryPolicy = (limits: RetryLimits): PipelinePolicy => ({
  name: 'holdfastRetryPolicy',
  async sendRequest(request, next) {
    for (let tries = 1; ; tries += 1) {
      const sent: Sent = await next(request).then(
        (response) => ({ response }),
        (error: unknown) => ({ error }),
      );
      const outcome =
        'response' in sent
          ? { status: sent.response.status, header: (name: string) => sent.response.headers.get(name) }
          : { errorCode: errorCodeOf(sent.error) };
      const wait = nextDelay(tries, outcome, { limits, nowMs: Date.now(), random: Math.random() });
      if (wait === undefined) {
        if ('error' in sent) throw sent.error;
        return sent.response;
      }
      await delay(wait);
    }
  },
});

/** Where the bearer policy would refuse. The simulated Resource Manager takes this for a caller that has signed in. */
const plainHttpPolicy: PipelinePolicy = {
  name: 'holdfastPlainHttpPolicy',
  sendRequest(request, next) {
    request.allowInsecureConnection = true;
    request.headers.set('authorization', 'Bearer simulated');
    return next(request);
  },
};

const isPlainHttp = (endpoint: string): boolean => {
  const { protocol, hostname } = new URL(endpoint);
  if (protocol === 'https:') return false;
  if (protocol !== 'http:' || !LOOPBACK.has(hostname)) {
    throw new Error(`Azure Resource Manager must be reached over HTTPS, except on this machine: ${endpoint}`);
  }
  return true;
};

export const createResourceManager = (options: ResourceManagerOptions): ResourceManager => {
  const { credential, httpClient, retry = RETRY } = options;
  const endpoint = (options.endpoint ?? PUBLIC_CLOUD).replace(/\/+$/, '');
  const plainHttp = isPlainHttp(endpoint);
  return {
    endpoint,
    credential,
    clientOptions: {
      endpoint,
      ...(httpClient === undefined ? {} : { httpClient }),
      credentials: { scopes: [`${endpoint}/.default`] },
      userAgentOptions: { userAgentPrefix: 'holdfast' },
    },
    prepare: (pipeline) => {
      pipeline.removePolicy({ name: 'defaultRetryPolicy' });
      pipeline.addPolicy(retryPolicy(retry), { phase: 'Retry' });
      if (!plainHttp) return;
      pipeline.removePolicy({ name: bearerTokenAuthenticationPolicyName });
      pipeline.addPolicy(plainHttpPolicy, { phase: 'Sign' });
    },
  };
};
