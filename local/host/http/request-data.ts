// An incoming request as the host hands it to the worker library: absolute URL, lower-cased headers, query, body.

import type { IncomingMessage } from 'node:http';
import type { TypedData } from '../worker/invocation.ts';

type Nullable = Record<string, { value: string }>;

/** Header names lower-cased; repeated ones joined as the host does, with a comma and no blank. */
export function headerMap(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    const name = (request.rawHeaders[i] ?? '').toLowerCase();
    const value = request.rawHeaders[i + 1] ?? '';
    const known = headers[name];
    headers[name] = known === undefined ? value : `${known}${name === 'cookie' ? '; ' : ','}${value}`;
  }
  return headers;
}

/** Query values by name as written first; repeated ones joined with a comma. */
export function queryMap(url: URL): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of url.searchParams) {
    const known = Object.keys(query).find((key) => key.toLowerCase() === name.toLowerCase());
    if (known === undefined) query[name] = value;
    else query[known] += `,${value}`;
  }
  return query;
}

/** The URL that the client asked for, by its Host header. */
export function requestUrl(request: IncomingMessage, localOrigin: string): URL {
  const host = request.headers.host ?? new URL(localOrigin).host;
  const target = request.url ?? '/';
  try {
    return new URL(target.startsWith('/') ? `http://${host}${target}` : target);
  } catch {
    return new URL(`${localOrigin}/`); // a target that is no URL matches no route
  }
}

export function httpRequestData(
  request: IncomingMessage,
  url: URL,
  params: Readonly<Record<string, string>>,
  body: Buffer | undefined,
): TypedData {
  return {
    http: {
      method: request.method ?? 'GET',
      url: url.href,
      nullableHeaders: nullable(headerMap(request)),
      nullableQuery: nullable(queryMap(url)),
      nullableParams: nullable(params),
      ...(body && body.length > 0 ? { body: { bytes: body } } : {}),
    },
  };
}

/** What the library reads in streaming mode, where the request itself comes by proxy. */
export function streamTriggerMetadata(
  request: IncomingMessage,
  url: URL,
  params: Readonly<Record<string, string>>,
): Record<string, TypedData> {
  const query = queryMap(url);
  const texts = Object.entries({ ...query, ...params }).map(
    ([name, value]) => [name, { string: value }] as const,
  );
  return {
    ...Object.fromEntries(texts),
    Query: { json: JSON.stringify(query) },
    Headers: { json: JSON.stringify(headerMap(request)) },
  };
}

function nullable(values: Readonly<Record<string, string>>): Nullable {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
}
