// What the host needs of its Durable engine: the client binding, the management API on both listeners, and its life.

import type { IncomingMessage, ServerResponse } from 'node:http';

export interface DurableExtension {
  /** JSON text of a durableClient input. */
  clientBinding(): string;
  /** Answers one request of the management API; `path` is what follows `/durabletask/`, still encoded, no query. */
  handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
  /** Resolves when nothing can happen before time passes or a request comes. */
  idle(): Promise<void>;
  /** Takes up stored work and begins to run it. */
  start(): Promise<void>;
  stop(): Promise<void>;
}
