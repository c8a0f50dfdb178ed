// Long-running operations by @azure/core-lro, one request at a time: its serialised state is the operation's state, and
// every poll starts from it. Polled alike for all services, whichever client began them.

import type { OperationState as LroState, PollerLike } from '@azure/core-lro';
import { createHttpPoller, deserializeState } from '@azure/core-lro';
import type { ResourceError, ResourceFailure } from '../../ports/resource-error.ts';
import { failureFrom, isResourceError, resourceError } from '../../ports/resource-error.ts';
import type { OperationProgress, OperationState } from '../../ports/resource-operation.ts';
import { retryAfterMs } from '../http/retry-policy.ts';
import { absentAsUndefined, classify, toResourceError } from './refusal.ts';
import type { Rest } from './rest.ts';
import { requireOk } from './rest.ts';

type Headers = Readonly<Record<string, string | undefined>>;

interface Answer {
  readonly headers: Headers;
  readonly body: unknown;
}

interface ErrorBody {
  readonly error?: { readonly code?: string; readonly message?: string };
  readonly validationStatus?: string;
}

const waitOf = (headers: Headers | undefined): { readonly retryAfterMs?: number } => {
  const wait = retryAfterMs((name) => headers?.[name], Date.now());
  return wait === undefined ? {} : { retryAfterMs: wait };
};

const failureOf = (status: string, body: unknown): ResourceFailure => {
  const error = (body as ErrorBody | undefined)?.error;
  const message = error?.message ?? `The operation has ${status}.`;
  const code = classify(undefined, error?.code, message);
  return failureFrom({ code, message, ...(error?.code === undefined ? {} : { serviceCode: error.code }) });
};

const endOf = (status: string, answer: Answer | undefined): OperationProgress => {
  if (status !== 'succeeded') return { status: 'failed', failure: failureOf(status, answer?.body) };
  const verdict = (answer?.body as ErrorBody | undefined)?.validationStatus;
  return { status: 'succeeded', ...(verdict === undefined ? {} : { verdict }) };
};

type Poller = Pick<PollerLike<LroState<unknown>, unknown>, 'serialize' | 'operationState'>;

/**
 * The progress of a poller that has been asked. The poller itself is never returned from an async function: it has a
 * `then`, and awaiting it would poll to the end.
 */
const progressOf = async (
  { serialize, operationState }: Poller,
  answer: Answer | undefined,
): Promise<OperationProgress> => {
  const status = operationState?.status ?? 'running';
  if (status === 'succeeded' || status === 'failed' || status === 'canceled') return endOf(status, answer);
  return { status: 'running', state: await serialize(), ...waitOf(answer?.headers) };
};

/** How a client's answer is caught: hand `onResponse` to the client's call. */
export interface Caught {
  answer?: Answer;
  readonly onResponse: (response: {
    readonly headers: { toJSON(): Headers };
    readonly parsedBody?: unknown;
  }) => void;
}

/** Begins an operation by a client's method that returns a poller, and does not wait for its end. */
export const beginByPoller = async (
  start: (caught: Caught) => PollerLike<LroState<unknown>, unknown>,
): Promise<OperationProgress> => {
  const caught: Caught = {
    onResponse: ({ headers, parsedBody }) => {
      caught.answer = { headers: headers.toJSON(), body: parsedBody };
    },
  };
  try {
    const poller = start(caught);
    await poller.submitted();
    return await progressOf(poller, caught.answer);
  } catch (error) {
    throw toResourceError(error);
  }
};

interface LroRequest {
  readonly method: 'put' | 'post' | 'delete';
  readonly path: string;
  readonly apiVersion: string;
  readonly body?: object;
}

/** Begins an operation by a request of our own. */
export const beginByRequest = async (rest: Rest, request: LroRequest): Promise<OperationProgress> =>
  beginByPoller((caught) =>
    createHttpPoller(
      {
        sendInitialRequest: async () => {
          const { method, path, apiVersion, body } = request;
          const response = await rest.client.pathUnchecked(path)[method]({
            queryParameters: { 'api-version': apiVersion },
            ...(body === undefined ? {} : { body }),
          });
          requireOk(response);
          caught.answer = response;
          return {
            flatResponse: response,
            rawResponse: { ...response, statusCode: Number(response.status) },
          };
        },
        sendPollRequest: () => Promise.reject(new Error('Polled by pollOperation alone')),
      },
      { resolveOnUnsuccessful: true },
    ),
  );

/** What the service says of an operation while it is asked, but not about it. */
const isAboutTheAsking = ({ code, transient, status }: ResourceError): boolean =>
  status === undefined || (transient && code !== 'conflict') || code === 'forbidden' || code === 'not-found';

/** A failed operation and a failing service may give the same answer: then the resource that was to be made tells. */
const hasFailed = async (rest: Rest, state: OperationState): Promise<boolean> => {
  const { requestMethod, initialRequestUrl } = deserializeState(state).config;
  if (requestMethod !== 'PUT' || initialRequestUrl === undefined) return false;
  try {
    const { body } = requireOk(await rest.client.pathUnchecked(initialRequestUrl).get());
    const { properties } = body as { readonly properties?: { readonly provisioningState?: string } };
    return properties?.provisioningState === 'Failed';
  } catch {
    return false; // The error at hand is the one to tell.
  }
};

export const pollOperation = async (rest: Rest, state: OperationState): Promise<OperationProgress> => {
  let answer: Answer | undefined;
  const poller = createHttpPoller<unknown, LroState<unknown>>(
    {
      sendInitialRequest: () => Promise.reject(new Error('An operation is resumed, not begun anew')),
      sendPollRequest: async (url) => {
        const response = await rest.client.pathUnchecked(url).get();
        requireOk(response);
        answer = response;
        return { flatResponse: response, rawResponse: { ...response, statusCode: Number(response.status) } };
      },
    },
    { restoreFrom: state, resolveOnUnsuccessful: true },
  );
  try {
    await poller.poll();
    return await progressOf(poller, answer);
  } catch (thrown) {
    const error = toResourceError(thrown);
    if (!isResourceError(error)) throw error;
    const ended =
      !isAboutTheAsking(error) || (error.code === 'unavailable' && (await hasFailed(rest, state)));
    if (!ended) throw error;
    return { status: 'failed', failure: failureFrom(error) };
  }
};

interface Standing {
  readonly provisioningState?: string | undefined;
}

interface NewResource<T extends Standing> {
  readonly id: string;
  /** Where its state can be read: its address with the api-version. */
  readonly url: string;
  readonly find: () => Promise<T | undefined>;
  /** Whether what stands there is what is to be made. */
  readonly isSame: (existing: T) => boolean;
  readonly create: () => Promise<OperationProgress>;
}

/** A PUT changes what exists; so it is sent only where nothing stands, or what a failed attempt has left. */
export const createOnce = async <T extends Standing>(
  resource: NewResource<T>,
): Promise<OperationProgress> => {
  const existing = await absentAsUndefined(resource.find);
  if (existing === undefined) return resource.create();
  const { id, url } = resource;
  const state = existing.provisioningState ?? 'Succeeded';
  if (state === 'Deleting') throw resourceError('conflict', `${id} is being deleted.`);
  if (!resource.isSame(existing)) {
    throw resourceError('already-exists', `${id} exists, and was made from something else.`);
  }
  if (state === 'Succeeded') return { status: 'succeeded' };
  if (state === 'Failed' || state === 'Canceled') return resource.create();
  // Joins whoever is making it: the state of an operation that polls the resource itself.
  const config = {
    operationLocation: url,
    initialRequestUrl: url,
    requestMethod: 'PUT',
    metadata: { mode: 'Body' },
  };
  return { status: 'running', state: JSON.stringify({ state: { status: 'running', config } }) };
};

/** Deleting what is not there has succeeded. */
export const deleteOnce = async (begin: () => Promise<OperationProgress>): Promise<OperationProgress> =>
  (await absentAsUndefined(begin)) ?? { status: 'succeeded' };
