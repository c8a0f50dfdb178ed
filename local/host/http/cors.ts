// CORS as Core Tools serves it: the origins of local.settings.json or `--cors`, any header, any method.

import type { IncomingMessage, ServerResponse } from 'node:http';

export interface CorsPolicy {
  /** Exact origins, or `*`. Empty: no CORS headers at all. */
  readonly origins: readonly string[];
  readonly credentials: boolean;
}

/** Adds the headers to the answer; true when the request was a preflight and is answered. */
export function applyCors(policy: CorsPolicy, request: IncomingMessage, response: ServerResponse): boolean {
  const origin = request.headers.origin;
  if (origin === undefined || policy.origins.length === 0) return false;
  const any = policy.origins.includes('*');
  const allowed = any || policy.origins.some((known) => known.toLowerCase() === origin.toLowerCase());
  const preflight =
    request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
  if (allowed) {
    response.setHeader('access-control-allow-origin', any && !policy.credentials ? '*' : origin);
    if (!any || policy.credentials) response.appendHeader('vary', 'Origin');
    if (policy.credentials) response.setHeader('access-control-allow-credentials', 'true');
  }
  if (!preflight) return false;
  if (allowed) {
    const headers = request.headers['access-control-request-headers'];
    if (headers !== undefined) response.setHeader('access-control-allow-headers', headers);
    response.setHeader(
      'access-control-allow-methods',
      String(request.headers['access-control-request-method']),
    );
  }
  response.writeHead(204).end();
  return true;
}
