// Pages of a list: `$skipToken` out of the query, `nextLink` into the answer.

import type { ApiResult } from './api-error.ts';
import { accept, refuse } from './api-error.ts';

export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page begins; absent on the last one. Opaque. */
  readonly continuation?: string;
}

export interface ListBody {
  readonly value: readonly object[];
  readonly nextLink?: string;
}

/** @param requestUrl absolute: the next page is asked of the same host, with the same query */
export function listBody(page: Page<object>, requestUrl: string): ListBody {
  if (page.continuation === undefined) return { value: page.items };
  const next = new URL(requestUrl);
  for (const name of [...next.searchParams.keys()]) {
    if (name.toLowerCase() === '$skiptoken') next.searchParams.delete(name);
  }
  next.searchParams.set('$skipToken', Buffer.from(page.continuation).toString('base64url'));
  return { value: page.items, nextLink: next.href };
}

export function parseSkipToken(given: string | undefined): ApiResult<string | undefined> {
  if (given === undefined || given === '') return accept(undefined);
  const text = Buffer.from(given, 'base64url').toString('utf8');
  if (Buffer.from(text).toString('base64url') === given) return accept(text);
  return refuse({
    status: 400,
    code: 'InvalidQueryParameter',
    message: 'The $skipToken is not one that this vault gave out in a nextLink.',
    target: '$skipToken',
  });
}
