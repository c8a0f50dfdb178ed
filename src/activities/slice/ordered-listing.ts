// A container's listing in the manifest's order, page by page. Says so as soon as the service turns out to list in
// another one (hierarchical namespaces put what is in a directory right behind it), and then reads and sorts everything.

import type { BlobItem, BlobPage, ListOptions, ObjectStore } from '../../ports/object-store.ts';
import { isStoreError } from '../../ports/object-store.ts';

export interface OrderedPage {
  readonly kind: 'page';
  readonly items: readonly BlobItem[];
  /** Continuation that gives this page again; absent: the first. */
  readonly continuation?: string;
}

export type Listed = OrderedPage | { readonly kind: 'unordered' } | { readonly kind: 'gone' };

export interface ListFrom {
  readonly prefix?: string;
  /** Page in which `after` stands. */
  readonly continuation?: string;
  /** Names up to this one are left out. */
  readonly after?: string;
  readonly include?: ListOptions['include'];
}

/** A few hundred megabytes of items: what a worker of two gigabytes can hold beside its work. */
export const MAX_SORTED = 2_000_000;

const readPage = async (
  store: ObjectStore,
  container: string,
  options: ListOptions,
): Promise<BlobPage | undefined> => {
  try {
    return await store.listBlobs(container, options);
  } catch (error) {
    if (isStoreError(error) && error.code === 'container-not-found') return undefined;
    throw error;
  }
};

/** Ends after 'unordered' and 'gone'. */
export async function* listInOrder(
  store: ObjectStore,
  container: string,
  { prefix, continuation: start, after, include = {} }: ListFrom,
): AsyncGenerator<Listed> {
  let continuation = start;
  let last: string | undefined;
  for (let first = true; first || continuation !== undefined; first = false) {
    const page = await readPage(store, container, {
      include,
      ...(prefix === undefined ? {} : { prefix }),
      ...(continuation === undefined ? {} : { continuation }),
    });
    if (page === undefined) {
      yield { kind: 'gone' };
      return;
    }
    const checked = checkOrder(page.items, last, first ? undefined : after);
    if (checked === undefined) {
      yield { kind: 'unordered' };
      return;
    }
    last = checked;
    const items = after === undefined ? page.items : page.items.filter(({ name }) => name > after);
    yield { kind: 'page', items, ...(continuation === undefined ? {} : { continuation }) };
    continuation = page.continuation;
  }
}

/**
 * The last name so far; undefined when a name is out of order. Snapshots stand beside their blob, under its name. On
 * later pages nothing may come that an earlier slice would have had to see before `after`.
 */
const checkOrder = (
  items: readonly BlobItem[],
  before: string | undefined,
  after: string | undefined,
): string | undefined => {
  let last = before ?? '';
  for (const { name } of items) {
    if (name < last || (after !== undefined && name <= after)) return undefined;
    last = name;
  }
  return last;
};

export type Sorted =
  | { readonly kind: 'sorted'; readonly items: readonly BlobItem[] }
  | { readonly kind: 'too-many' }
  | { readonly kind: 'gone' };

/** Everything of a container in memory, in the manifest's order. */
export const listSorted = async (
  store: ObjectStore,
  container: string,
  include: ListOptions['include'] = {},
): Promise<Sorted> => {
  const items: BlobItem[] = [];
  let continuation: string | undefined;
  do {
    const page = await readPage(store, container, {
      include,
      ...(continuation === undefined ? {} : { continuation }),
    });
    if (page === undefined) return { kind: 'gone' };
    for (const item of page.items) items.push(item);
    if (items.length > MAX_SORTED) return { kind: 'too-many' };
    continuation = page.continuation;
  } while (continuation !== undefined);
  return { kind: 'sorted', items: items.sort((a, b) => compareNames(a.name, b.name)) };
};

const compareNames = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};
