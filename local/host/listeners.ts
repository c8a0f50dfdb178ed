// The host's HTTP servers on the loopback interface: opened before the app loads, so that their ports are known, and
// closed in order.

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HostStartError } from './host-start-error.ts';

export type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

export interface Listener {
  readonly port: number;
  /** Requests wait until this is called. */
  serve(listener: RequestListener): void;
  /** Takes no more connections; resolves when those that are busy have ended, or after `graceMs` cuts them. */
  close(graceMs: number): Promise<void>;
}

/** The header size that the real host's server takes. */
const MAX_HEADER_BYTES = 32 * 1024;
const KEEP_ALIVE_MS = 130_000;

export async function listen(port: number): Promise<Listener> {
  let provide: (listener: RequestListener) => void = () => undefined;
  const ready = new Promise<RequestListener>((resolve) => {
    provide = resolve;
  });
  const server = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: 0,
  });
  let closing = false;
  server.on('request', (request, response) => {
    if (closing) response.setHeader('connection', 'close');
    response.once('close', () => {
      if (closing) setImmediate(() => server.closeIdleConnections()); // kept alive by a client that asks no more
    });
    void ready.then((listener) => listener(request, response));
  });
  await bind(server, port);
  return {
    port: (server.address() as AddressInfo).port,
    serve: provide,
    close(graceMs) {
      closing = true;
      return new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), graceMs);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      });
    },
  };
}

function bind(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const inUse = error.code === 'EADDRINUSE';
      const message = inUse
        ? `Port ${port} is unavailable. Close the process using that port, or specify another port using --port [-p].`
        : `Cannot listen on port ${port}: ${error.message}`;
      reject(new HostStartError(message, { code: 'port-in-use', cause: error }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}
