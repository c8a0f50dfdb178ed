// Speaks to the app as any Azure SDK would: JSON over HTTP, api-version on every call, long-running operations
// followed by their Azure-AsyncOperation URL at the pace that Retry-After asks for.

import { setTimeout as sleep } from 'node:timers/promises';

export interface ArmResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface ArmError {
  readonly code: string;
  readonly message: string;
  readonly target?: string;
  readonly details?: readonly ArmError[];
}

export interface OperationStatus {
  readonly status: string;
  readonly error?: ArmError;
  readonly properties?: { readonly jobId?: string };
}

export interface StartedOperation {
  readonly statusUrl: string;
  readonly resultUrl: string | undefined;
  readonly retryAfterMs: number;
}

const API_VERSION = '2024-04-01';

const refused = (call: string, { status, body }: ArmResponse): Error => {
  const error = (body as { error?: ArmError } | undefined)?.error;
  const reason = error === undefined ? JSON.stringify(body) : `${error.code}: ${error.message}`;
  return new Error(`${call} was answered ${status}: ${reason}`);
};

export class ArmClient {
  readonly #baseUrl: string;

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl;
  }

  /** Any answer is returned; only a connection that fails is thrown. `pathOrUrl` may carry its own query. */
  async send(method: string, pathOrUrl: string, body?: unknown): Promise<ArmResponse> {
    const url = new URL(pathOrUrl, this.#baseUrl);
    if (!url.searchParams.has('api-version')) url.searchParams.set('api-version', API_VERSION);
    const response = await fetch(url, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
  }

  /** The body of a success; an error answer is thrown. */
  async call<T>(method: string, pathOrUrl: string, body?: unknown): Promise<T> {
    const answer = await this.send(method, pathOrUrl, body);
    if (answer.status < 200 || answer.status > 299) {
      throw refused(`${method} ${pathOrUrl}`, answer);
    }
    return answer.body as T;
  }

  /** All pages of a list. */
  async list<T>(path: string): Promise<readonly T[]> {
    const items: T[] = [];
    for (let next: string | undefined = path; next !== undefined && next !== ''; ) {
      const page: { value: readonly T[]; nextLink?: string } = await this.call('GET', next);
      items.push(...page.value);
      next = page.nextLink;
    }
    return items;
  }

  async start(path: string, body: unknown): Promise<StartedOperation> {
    const answer = await this.send('POST', path, body);
    const statusUrl = answer.headers.get('azure-asyncoperation');
    if (answer.status !== 202 || statusUrl === null) {
      throw refused(`POST ${path}`, answer);
    }
    return {
      statusUrl,
      resultUrl: answer.headers.get('location') ?? undefined,
      retryAfterMs: retryAfterMs(answer.headers),
    };
  }

  /**
   * Polls until the operation is over. `onPoll` sees every answer, the last included. `hurry` tells that the end is known
   * from elsewhere: the wait that Retry-After asked for is cut short.
   */
  async follow(
    operation: StartedOperation,
    onPoll?: (status: OperationStatus) => void,
    hurry?: AbortSignal,
  ): Promise<OperationStatus> {
    for (let waitMs = operation.retryAfterMs; ; ) {
      const answer = await this.send('GET', operation.statusUrl);
      if (answer.status !== 200 && answer.status !== 202) {
        throw refused(`GET ${operation.statusUrl}`, answer);
      }
      const status = answer.body as OperationStatus;
      onPoll?.(status);
      if (['Succeeded', 'Failed', 'Canceled', 'Cancelled'].includes(status.status)) return status;
      waitMs = retryAfterMs(answer.headers) || waitMs;
      await pause(waitMs, hurry);
    }
  }
}

const retryAfterMs = (headers: Headers): number => Number(headers.get('retry-after') ?? 0) * 1_000;

const pause = async (ms: number, hurry: AbortSignal | undefined): Promise<void> => {
  if (hurry === undefined) await sleep(ms);
  else if (hurry.aborted) await sleep(Math.min(ms, 250));
  else await sleep(ms, undefined, { signal: hurry }).catch(() => undefined);
};
