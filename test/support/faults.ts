// Faults of storage for the end-to-end tests: which requests they strike, how often, and that they did.

import type { FaultProxy, ProxiedRequest, ProxyRule, ProxyVerdict } from '../../local/azure/fault-proxy.ts';
import { objectsContainer } from '../../src/vault/layout.ts';
import type { TestAccount } from './app.ts';

export type Requests = (request: ProxiedRequest) => boolean;

export const to =
  ({ name }: TestAccount, path = ''): Requests =>
  ({ url }) =>
    url.startsWith(`/${name}/${path}`);

export const listingOf =
  (account: TestAccount, container: string): Requests =>
  ({ method, url }) =>
    method === 'GET' && url.startsWith(`/${account.name}/${container}?`) && url.includes('comp=list');

const isCopy: Requests = ({ method, headers }) =>
  method === 'PUT' && headers['x-ms-copy-source'] !== undefined;

/** Copies of the blobs of a source whose `container/name` begins so, as it stands in the URL. */
export const copyOf =
  (source: TestAccount, blob = ''): Requests =>
  (request) =>
    isCopy(request) &&
    new URL(String(request.headers['x-ms-copy-source'])).pathname.startsWith(`/${source.name}/${blob}`);

export const isMethod =
  (wanted: string): Requests =>
  ({ method }) =>
    method === wanted;

export const copyInto = (account: TestAccount): Requests => both(isCopy, to(account, `${objectsContainer}/`));

export const both =
  (one: Requests, other: Requests): Requests =>
  (request) =>
    one(request) && other(request);

export interface Fault {
  /** How many requests it has struck. */
  strikes(): number;
  /** Resolves at the strike of this number. */
  struck(times: number): Promise<void>;
}

export interface FaultOptions {
  readonly on: Requests;
  /** Absent: always. */
  readonly times?: number;
  /** Absent: the request passes. */
  readonly fault?: ProxyVerdict | ProxyRule;
  /** What happens while the request is held. */
  readonly meanwhile?: () => Promise<void>;
}

/** In the place of the proxy's rule before. Requests that it does not strike pass. */
export const inject = (
  proxy: FaultProxy,
  { on, times = Number.POSITIVE_INFINITY, fault = 'pass', meanwhile }: FaultOptions,
): Fault => {
  let strikes = 0;
  const waiting: { readonly times: number; readonly resolve: () => void }[] = [];
  proxy.use(async (request) => {
    if (strikes >= times || !on(request)) return 'pass';
    strikes += 1;
    for (const one of waiting) if (strikes >= one.times) one.resolve();
    await meanwhile?.();
    return typeof fault === 'function' ? fault(request) : fault;
  });
  return {
    strikes: () => strikes,
    struck: (wanted) =>
      strikes >= wanted
        ? Promise.resolve()
        : new Promise((resolve) => void waiting.push({ times: wanted, resolve })),
  };
};
