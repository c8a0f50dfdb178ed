// A function's HTTP result, as the worker library returns it, written to the client.

import type { ServerResponse } from 'node:http';
import type { TypedData } from '../worker/invocation.ts';

interface RpcHttpResult {
  readonly statusCode?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly RpcCookie[];
  readonly body?: TypedData | null;
}

interface RpcCookie {
  readonly name: string;
  readonly value: string;
  readonly domain?: { value?: string | null } | null;
  readonly path?: { value?: string | null } | null;
  readonly expires?: { value?: { seconds?: number | null; nanos?: number | null } | null } | null;
  readonly secure?: { value?: boolean | null } | null;
  readonly httpOnly?: { value?: boolean | null } | null;
  readonly maxAge?: { value?: number | null } | null;
  readonly sameSite?: 'none' | 'lax' | 'strict' | 'explicitNone';
}

/** Statuses that never have a body. */
const bodiless = new Set([204, 205, 304]);

export function writeHttpResult(response: ServerResponse, data: TypedData | undefined): void {
  if (data?.http === undefined) {
    response.writeHead(204).end();
    return;
  }
  const result = data.http as RpcHttpResult;
  const status = Number(result.statusCode ?? 200);
  if (!(status >= 200 && status <= 999)) throw new Error(`Status code ${result.statusCode} cannot be sent.`);
  for (const [name, value] of Object.entries(result.headers ?? {})) {
    if (!/^(content-length|transfer-encoding|connection)$/i.test(name)) response.setHeader(name, value);
  }
  for (const cookie of result.cookies ?? []) response.appendHeader('set-cookie', cookieHeader(cookie));
  const body = bodiless.has(status) ? Buffer.alloc(0) : bodyBytes(result.body);
  if (!bodiless.has(status)) response.setHeader('content-length', body.length);
  response.writeHead(status).end(body);
}

function bodyBytes(body: TypedData | null | undefined): Buffer {
  if (body?.bytes) return Buffer.from(body.bytes);
  return Buffer.from(body?.string ?? body?.json ?? '');
}

/** Attribute order, lower case and the default path are those of ASP.NET Core. */
function cookieHeader(cookie: RpcCookie): string {
  const parts = [`${cookie.name}=${escapeDataString(cookie.value)}`];
  const expires = cookie.expires?.value;
  if (expires) {
    const ms = Number(expires.seconds ?? 0) * 1000 + Number(expires.nanos ?? 0) / 1e6;
    parts.push(`expires=${new Date(ms).toUTCString()}`);
  }
  const maxAge = cookie.maxAge?.value;
  if (maxAge !== undefined && maxAge !== null) parts.push(`max-age=${Math.trunc(maxAge)}`);
  if (cookie.domain?.value) parts.push(`domain=${cookie.domain.value}`);
  parts.push(`path=${cookie.path?.value || '/'}`);
  if (cookie.secure?.value) parts.push('secure');
  if (cookie.sameSite && cookie.sameSite !== 'none') {
    parts.push(`samesite=${cookie.sameSite === 'explicitNone' ? 'none' : cookie.sameSite}`);
  }
  if (cookie.httpOnly?.value) parts.push('httponly');
  return parts.join('; ');
}

/** .NET escapes all but letters, digits and -._~ */
function escapeDataString(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
