// Pages of a list: `nextLink` into the answer, and what is said to a `$skipToken` that this vault never gave out.

import type { ApiError } from './api-error.ts';

export interface Page {
  readonly items: readonly object[];
  /** Where the next page begins, for `$skipToken`; absent on the last one. Opaque. */
  readonly continuation?: string;
}

export interface ListBody {
  readonly value: readonly object[];
  readonly nextLink?: string;
}

/** @param requestUrl absolute: the next page is asked of the same host, with the same query */
export function listBody(page: Page, requestUrl: string): ListBody {
  if (page.continuation === undefined) return { value: page.items };
  const next = new URL(requestUrl);
  for (const name of [...next.searchParams.keys()]) {
    if (name.toLowerCase() === '$skiptoken') next.searchParams.delete(name);
  }
  next.searchParams.set('$skipToken', page.continuation);
  return { value: page.items, nextLink: next.href };
}

export const badSkipToken: ApiError = {
  status: 400,
  code: 'InvalidQueryParameter',
  message: 'The $skipToken is not one that this vault gave out in a nextLink.',
  target: '$skipToken',
};
