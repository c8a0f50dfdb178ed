// The host's public listener: who answers which path. `/admin` and `/runtime` never reach functions.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HostFunction } from '../function-index.ts';
import type { AccessKeys } from './access-keys.ts';
import { accessToWebhook } from './access-keys.ts';
import type { CorsPolicy } from './cors.ts';
import { applyCors } from './cors.ts';
import type { FunctionRequest } from './function-endpoint.ts';
import { givenKey } from './function-endpoint.ts';
import { requestUrl } from './request-data.ts';
import type { RouteTable } from './route-table.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

export interface FrontOptions {
  readonly localOrigin: string;
  readonly cors: CorsPolicy;
  readonly keys: AccessKeys | undefined;
  readonly routes: RouteTable;
  readonly functions: ReadonlyMap<string, HostFunction>;
  readonly homepage: boolean;
  callFunction(call: FunctionRequest): Promise<void>;
  readonly admin: Handler;
  readonly eventGrid: Handler;
  /** `path` is what follows `/runtime/webhooks/durabletask/`. */
  durable(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
  onError(error: unknown): void;
}

export function createFront(
  options: FrontOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    response.on('error', () => response.destroy()); // a client that is gone
    answer(options, request, response).catch((error: unknown) => {
      options.onError(error);
      if (response.headersSent) response.destroy();
      else status(response, 500);
    });
  };
}

async function answer(
  options: FrontOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (applyCors(options.cors, request, response)) return;
  const url = requestUrl(request, options.localOrigin);
  const [, first = '', second = '', third = ''] = url.pathname.toLowerCase().split('/');
  if (first === 'admin') return options.admin(request, response, url);
  if (first === 'runtime') {
    if (second !== 'webhooks') return status(response, 404);
    return webhook(options, third, { request, response, url });
  }
  const match = options.routes.match(request.method ?? 'GET', url.pathname);
  const hostFunction = match && options.functions.get(match.route.functionName);
  if (match && hostFunction)
    return options.callFunction({ hostFunction, params: match.params, request, response, url });
  if (url.pathname === '/') return home(options.homepage, response);
  return status(response, 404);
}

async function webhook(
  options: FrontOptions,
  extension: string,
  { request, response, url }: { request: IncomingMessage; response: ServerResponse; url: URL },
): Promise<void> {
  if (extension !== 'eventgrid' && extension !== 'durabletask') return status(response, 404);
  // The CloudEvents handshake carries no key of its own, but its URL does.
  const access = options.keys ? accessToWebhook(options.keys, extension, givenKey(request, url)) : 'allowed';
  if (access !== 'allowed') return status(response, 401);
  if (extension === 'eventgrid') return options.eventGrid(request, response, url);
  return options.durable(request, response, url.pathname.split('/').slice(4).join('/'));
}

function home(enabled: boolean, response: ServerResponse): void {
  if (!enabled) {
    status(response, 204);
    return;
  }
  const page =
    '<!doctype html><html><head><title>Functions host</title></head><body><p>Your function app is up and running.</p></body></html>';
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(page),
  });
  response.end(page);
}

function status(response: ServerResponse, code: number): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(code, code === 204 ? {} : { 'content-length': 0 }).end();
}
