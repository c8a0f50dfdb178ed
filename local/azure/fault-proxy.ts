// An HTTP proxy before Azurite: counts requests, holds some of them at a gate, or answers them without asking the storage.
// The app is given the address of the proxy as its blob endpoint; its own code runs unchanged. For tests and benchmarks.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface ProxiedRequest {
  readonly method: string;
  /** Path and query, as sent: `/account/container/blob?comp=...`. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
}

export type ProxyVerdict =
  | 'pass'
  /** The connection is cut. */
  | 'cut'
  /** The request takes effect, and its answer is lost. */
  | 'lose'
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  /** The storage is asked, and its answer passed on when this has seen it, and perhaps changed it. */
  | { readonly rewrite: (body: string) => string | Promise<string> };

/** May wait before it answers: the request is held meanwhile. */
export type ProxyRule = (request: ProxiedRequest) => ProxyVerdict | Promise<ProxyVerdict>;

export interface FaultProxy {
  readonly endpoint: string;
  /** All requests since the start or the last `forget`. */
  readonly requests: readonly ProxiedRequest[];
  forget(): void;
  use(rule: ProxyRule): void;
  /** Told of every request when it has been answered, or its connection is closed. */
  whenDone(listener: (request: ProxiedRequest) => void): void;
  stop(): Promise<void>;
}

export const startFaultProxy = async (target: string): Promise<FaultProxy> => {
  const { hostname, port } = new URL(target);
  const agent = new Agent({ keepAlive: true });
  const requests: ProxiedRequest[] = [];
  let rule: ProxyRule = () => 'pass';
  let whenDone: (request: ProxiedRequest) => void = () => undefined;

  const forward = (
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    answerWith: (answer: IncomingMessage, outgoing: ServerResponse) => void,
  ): void => {
    const { method, url, headers } = incoming;
    const onward = request({ hostname, port, agent, method, path: url, headers }, (answer) =>
      answerWith(answer, outgoing),
    );
    onward.once('error', () => outgoing.destroy());
    outgoing.once('close', () => onward.destroy());
    incoming.pipe(onward);
  };

  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const { method = '', url = '', headers } = incoming;
    requests.push({ method, url, headers });
    outgoing.once('close', () => whenDone({ method, url, headers }));
    const verdict = await rule({ method, url, headers });
    if (verdict === 'pass') return forward(incoming, outgoing, passOn);
    if (verdict === 'lose') return forward(incoming, outgoing, lose);
    if (verdict === 'cut') return void outgoing.destroy();
    if ('rewrite' in verdict) return forward(incoming, outgoing, rewriting(verdict.rewrite));
    incoming.resume();
    outgoing.writeHead(verdict.status, verdict.headers);
    outgoing.end(verdict.body);
  };

  const server = createServer((incoming, outgoing) => void handle(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    forget: () => {
      requests.length = 0;
    },
    use: (next) => {
      rule = next;
    },
    whenDone: (listener) => {
      whenDone = listener;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      agent.destroy();
    },
  };
};

const passOn = (answer: IncomingMessage, outgoing: ServerResponse): void => {
  outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
  answer.pipe(outgoing);
};

const lose = (answer: IncomingMessage, outgoing: ServerResponse): void => {
  answer.resume();
  answer.once('end', () => outgoing.destroy());
};

const rewriting =
  (rewrite: (body: string) => string | Promise<string>) =>
  (answer: IncomingMessage, outgoing: ServerResponse): void => {
    const { 'content-length': _length, 'transfer-encoding': _encoding, ...headers } = answer.headers;
    void text(answer)
      .then(rewrite)
      .then((body) => {
        outgoing.writeHead(answer.statusCode ?? 502, headers);
        outgoing.end(body);
      });
  };
