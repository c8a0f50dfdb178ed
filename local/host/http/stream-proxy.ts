// Streaming mode (`app.setup({ enableHttpStream: true })`): the library runs an HTTP server of its own; each request
// is forwarded to it under the invocation's id while the invocation runs, and its answer flows back as it comes.

import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { request as httpRequest } from 'node:http';

const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

export interface StreamedExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly invocationId: string;
  /**
   * Runs the invocation; settles after the answer's last byte was handed to the proxied connection. False when the
   * function returned nothing: the library then never answers the proxied request.
   */
  invoke(): Promise<boolean>;
}

/** Rejects with what the function threw; the client has then been answered 500, or cut off if the answer had begun. */
export async function runStreamed(httpUri: string, exchange: StreamedExchange): Promise<void> {
  const { response } = exchange;
  const forwarded = forward(httpUri, exchange);
  const answered = new Promise<void>((resolve) => {
    forwarded.once('response', (answer) => {
      relay(answer, response, resolve);
    });
    // Also when this side gives the request up; an answer that is complete is left alone.
    forwarded.on('error', () => {
      failResponse(response);
      resolve();
    });
  });
  response.once('close', () => forwarded.destroy());
  try {
    if (await exchange.invoke()) await answered;
    else response.writeHead(204).end(); // as in the plain mode
  } catch (error) {
    failResponse(response);
    throw error;
  } finally {
    forwarded.destroy();
  }
}

function forward(httpUri: string, { request, url, invocationId }: StreamedExchange): ClientRequest {
  const target = new URL(httpUri);
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined && !hopByHop.has(name)) headers[name] = value;
  }
  // Node frames a body of unknown length by itself only for some methods.
  if (request.headers['transfer-encoding'] !== undefined) headers['transfer-encoding'] = 'chunked';
  headers['x-ms-invocation-id'] = invocationId;
  headers['x-forwarded-host'] = url.host;
  headers['x-forwarded-proto'] = url.protocol.replace(':', '');
  headers['x-forwarded-for'] = request.socket.remoteAddress ?? '127.0.0.1';
  const forwarded = httpRequest({
    host: '127.0.0.1',
    port: target.port,
    method: request.method ?? 'GET',
    path: url.pathname + url.search,
    headers,
  });
  request.pipe(forwarded);
  request.once('aborted', () => forwarded.destroy());
  // A client sends on, and waits, until what it has is taken off its hands.
  forwarded.once('close', () => request.unpipe(forwarded).resume());
  return forwarded;
}

function relay(answer: IncomingMessage, response: ServerResponse, done: () => void): void {
  if (response.headersSent || response.destroyed) {
    answer.resume();
    done();
    return;
  }
  for (let i = 0; i + 1 < answer.rawHeaders.length; i += 2) {
    const name = answer.rawHeaders[i] ?? '';
    if (!hopByHop.has(name.toLowerCase())) response.appendHeader(name, answer.rawHeaders[i + 1] ?? '');
  }
  response.writeHead(answer.statusCode ?? 200);
  response.flushHeaders(); // a first byte may come much later
  answer.pipe(response);
  answer.once('aborted', () => response.destroy());
  response.once('close', done);
}

function failResponse(response: ServerResponse): void {
  if (response.writableEnded) return;
  if (response.headersSent) response.destroy();
  else response.writeHead(500, { 'content-length': 0 }).end();
}
