// Requests of our own to Azure Resource Manager: by resource ID and api-version, JSON in and out.

import type { Client, PathUncheckedResponse } from '@azure-rest/core-client';
import { createRestError, getClient } from '@azure-rest/core-client';
import { resourceError } from '../../ports/resource-error.ts';
import type { ResourceManager } from './connection.ts';
import { absentAsUndefined, refusable } from './refusal.ts';

export interface RestRequest {
  readonly apiVersion: string;
  readonly query?: Readonly<Record<string, string>>;
}

export interface Rest {
  readonly endpoint: string;
  readonly client: Client;
  /** undefined where it is not there. */
  get<T>(path: string, request: RestRequest): Promise<T | undefined>;
  /** Every page; not-found where what it is asked of is not there. */
  list<T>(path: string, request: RestRequest): Promise<readonly T[]>;
}

/** Names with other characters do not exist, and must not change the path. */
const path = /^(\/[\w.()-]{1,260})+$/;

export const requirePath = (text: string): string => {
  if (!path.test(text)) throw resourceError('invalid-request', `${text} is not a resource ID.`);
  return text;
};

export const requireOk = (response: PathUncheckedResponse): PathUncheckedResponse => {
  if (Number(response.status) >= 300) throw createRestError(response);
  return response;
};

export const createRest = (manager: ResourceManager): Rest => {
  const client = getClient(manager.endpoint, manager.credential, manager.clientOptions);
  manager.prepare(client.pipeline);
  const ask = async (where: string, { apiVersion, query }: RestRequest): Promise<unknown> => {
    const queryParameters = { ...query, 'api-version': apiVersion };
    return requireOk(await client.pathUnchecked(requirePath(where)).get({ queryParameters })).body;
  };
  return {
    endpoint: manager.endpoint,
    client,
    get: async <T>(where: string, request: RestRequest) =>
      absentAsUndefined(async () => (await ask(where, request)) as T),
    list: async <T>(where: string, request: RestRequest) =>
      refusable(async () => {
        interface Page {
          readonly value?: readonly T[];
          readonly nextLink?: string;
        }
        let page = (await ask(where, request)) as Page;
        const items = [...(page.value ?? [])];
        while (page.nextLink !== undefined && page.nextLink !== '') {
          page = requireOk(await client.pathUnchecked(page.nextLink).get()).body as Page;
          items.push(...(page.value ?? []));
        }
        return items;
      }),
  };
};
