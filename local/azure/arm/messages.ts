// What goes over the wire to and from the simulated Resource Manager, and how bodies are refused that Azure refuses.

import type * as z from 'zod';
import type { ResourceErrorDetails } from '../../../src/ports/resource-error.ts';
import { resourceError } from '../../../src/ports/resource-error.ts';

export interface ArmRequest {
  readonly method: string;
  /** Decoded, as sent. */
  readonly path: string;
  /** What stands for the names in the route. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly header: (name: string) => string | undefined;
  readonly body: unknown;
  /** Of this server, as the caller sees it. */
  readonly endpoint: string;
}

export interface ArmAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

export const ok = (body: object): ArmAnswer => ({ status: 200, body });

const PAGE = 50;

/** One page of a list, with the address of the next. */
export const listed = (request: ArmRequest, items: readonly object[]): ArmAnswer => {
  const start = Number(request.query.get('$skiptoken') ?? '0');
  const value = items.slice(start, start + PAGE);
  if (start + PAGE >= items.length) return ok({ value });
  const next = new URL(`${request.endpoint}${request.path}`);
  for (const [name, given] of request.query) next.searchParams.set(name, given);
  next.searchParams.set('$skiptoken', String(start + PAGE));
  return ok({ value, nextLink: next.href });
};

const refuse = (message: string, details: ResourceErrorDetails) =>
  resourceError('invalid-request', message, details);

/** Unknown and missing fields, wrong types: the first of them is named, as Azure does. */
export const bodyOf = <T>(schema: z.ZodType<T>, { body }: ArmRequest): T => {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  throw refuse(`The request content was invalid: ${issue?.message ?? 'unreadable'} at '${where}'.`, {
    status: 400,
    serviceCode: 'InvalidRequestContent',
  });
};

export const missingApiVersion = () =>
  refuse('The api-version query parameter (?api-version=) is required for all requests.', {
    status: 400,
    serviceCode: 'MissingApiVersionParameter',
  });

export const unknownApiVersion = (version: string, known: readonly string[]) =>
  refuse(
    `No registered resource provider found for API version '${version}'. The supported api-versions are '${known.join(', ')}'.`,
    { status: 400, serviceCode: 'NoRegisteredProviderFound' },
  );

export const unknownPath = (path: string) =>
  refuse(`No route for ${path}.`, { status: 404, serviceCode: 'NotFound' });

export const notSignedIn = () =>
  refuse("Authentication failed. The 'Authorization' header is missing.", {
    status: 401,
    serviceCode: 'AuthenticationFailed',
  });
