// Listing from a name on. The service is believed only after it has shown on the account at hand that it means by
// `startFrom` what we mean: were it to begin anywhere else, blobs would be left out of a backup without a sound.

import type { BlobPage, ListOptions } from '../../ports/object-store.ts';
import { isStoreError } from '../../ports/object-store.ts';
import type { BlobAccount } from './blob-account.ts';

type ListPage = (options: ListOptions) => Promise<BlobPage>;
type Kind = 'all' | 'delimited';

const verdicts = new WeakMap<BlobAccount, Map<Kind, boolean>>();

const namesOf = ({ items, prefixes = [] }: BlobPage): string[] =>
  [...items.map(({ name }) => name), ...prefixes].sort();

/** Of a page asked for without `startFrom`. */
const withoutEarlier = (page: BlobPage, startFrom: string): BlobPage => ({
  ...page,
  items: page.items.filter(({ name }) => name >= startFrom),
  ...(page.prefixes === undefined ? {} : { prefixes: page.prefixes.filter((name) => name >= startFrom) }),
});

/** undefined: nothing to tell it by, or something changed meanwhile. Asks for two small pages. */
const tryOut = async (listPage: ListPage, options: ListOptions): Promise<boolean | undefined> => {
  const { startFrom: _, continuation: __, ...place } = options;
  const [first, second, third] = namesOf(await listPage({ ...place, pageSize: 3 }));
  if (first === undefined || second === undefined || third === undefined) return undefined;
  // A name and one segment: what stands for a folder is asked for without its slash.
  const wanted = third.endsWith('/') && options.delimiter !== undefined ? third.slice(0, -1) : third;
  try {
    const [found] = namesOf(await listPage({ ...place, startFrom: wanted, pageSize: 1 }));
    return found === third || found === wanted ? true : undefined;
  } catch (error) {
    if (isStoreError(error) && error.code === 'invalid-request') return false;
    throw error;
  }
};

const startsWhereAsked = async (
  account: BlobAccount,
  listPage: ListPage,
  options: ListOptions,
): Promise<boolean> => {
  const kind: Kind = options.delimiter === undefined ? 'all' : 'delimited';
  const known = verdicts.get(account) ?? new Map<Kind, boolean>();
  verdicts.set(account, known);
  const verdict = known.get(kind) ?? (await tryOut(listPage, options));
  if (verdict !== undefined) known.set(kind, verdict);
  return verdict === true;
};

export const listFrom = async (
  account: BlobAccount,
  options: ListOptions,
  listPage: ListPage,
): Promise<BlobPage> => {
  const { startFrom, ...others } = options;
  if (startFrom === undefined) return await listPage(options);
  if (await startsWhereAsked(account, listPage, options)) return await listPage(options);
  return withoutEarlier(await listPage(others), startFrom);
};
