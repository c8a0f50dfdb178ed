// Carries management requests between Node's HTTP server and the engine.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ManagementAnswer, ManagementRequest } from './message.ts';

// Inputs and events travel as JSON; beyond this a storage-backed hub would long have failed.
const MAX_BODY_BYTES = 100 * 1024 * 1024;

/** `path` is what follows `/durabletask/`, still percent-encoded, without the query. */
export async function serveManagement(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  handle: (request: ManagementRequest) => Promise<ManagementAnswer>,
): Promise<void> {
  const body = await readBody(request);
  if (body === undefined) {
    response.writeHead(413, { connection: 'close' }).end();
    return;
  }
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const answer = await handle({
    method: request.method ?? 'GET',
    path,
    query: mark < 0 ? '' : url.slice(mark + 1),
    headers: request.headers,
    body,
    origin: `http://${request.headers.host ?? 'localhost'}`,
    via: url.toLowerCase().startsWith('/durabletask') ? 'rpc' : 'public',
  });
  const content = Buffer.from(answer.body);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': content.length });
  response.end(content);
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
