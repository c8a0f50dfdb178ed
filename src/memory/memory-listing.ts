// Listing of a container in memory: order, pages and continuations, and what an item shows. The order can be made to
// differ from that of the manifest, as the real service's may on a hierarchical namespace or for rare characters.

import type { BlobItem, BlobPage, ListOptions } from '../ports/object-store.ts';
import { storeError } from '../ports/object-store.ts';
import type { MemoryAccountOptions, MemoryBlob, MemoryContainer } from './memory-account.ts';

/** The service's limit and default. */
const MAX_PAGE_SIZE = 5000;

type Order = (a: string, b: string) => number;

const byUtf16: Order = (a, b) => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};

const byUtf8: Order = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** A directory comes directly before what is in it: '/' sorts before every other character. */
const byPath: Order = (a, b) => byUtf16(a.replaceAll('/', '\0'), b.replaceAll('/', '\0'));

const listingOrder = (options: MemoryAccountOptions): Order => {
  const order = options.listingOrder ?? (options.hierarchicalNamespace === true ? 'path' : 'utf16');
  return { utf16: byUtf16, utf8: byUtf8, path: byPath }[order];
};

const itemOf = (name: string, blob: MemoryBlob, withMetadata: boolean): BlobItem => ({
  name,
  size: blob.bytes.length,
  etag: blob.etag,
  lastModified: blob.lastModified,
  ...(blob.md5 === undefined ? {} : { md5: blob.md5 }),
  ...(blob.tier === undefined ? {} : { tier: blob.tier }),
  blobType: blob.blobType,
  ...(withMetadata ? { metadata: { ...blob.metadata } } : {}),
  ...(blob.customerProvidedKey ? { customerProvidedKey: true } : {}),
  ...(withMetadata && blob.directory ? { directory: true } : {}),
});

/** Snapshots come before their blob, oldest first. */
const itemsOf = (name: string, blob: MemoryBlob, include: ListOptions['include']): BlobItem[] => {
  const withMetadata = include?.metadata === true;
  const snapshots = include?.snapshots === true ? blob.snapshots : [];
  return [
    ...snapshots.map((s) => ({ ...itemOf(name, s, withMetadata), snapshot: s.snapshot })),
    itemOf(name, blob, withMetadata),
  ];
};

const encodeContinuation = (nextName: string): string => `1!${Buffer.from(nextName).toString('base64url')}`;

const decodeContinuation = (continuation: string): string => {
  if (!continuation.startsWith('1!')) {
    throw storeError('invalid-request', 'Not a continuation of this service', { status: 400 });
  }
  return Buffer.from(continuation.slice(2), 'base64url').toString();
};

const sortedNames = new WeakMap<
  MemoryContainer,
  { readonly nameChanges: number; readonly names: readonly string[] }
>();

/** Sorting anew only when the names have changed keeps a long listing linear. */
const namesOf = (container: MemoryContainer, order: Order): readonly string[] => {
  const known = sortedNames.get(container);
  if (known !== undefined && known.nameChanges === container.nameChanges) return known.names;
  const names = [...container.blobs.keys()].sort(order);
  sortedNames.set(container, { nameChanges: container.nameChanges, names });
  return names;
};

/** Index of the first name that is not before `from`. */
const lowerBound = (names: readonly string[], from: string, order: Order): number => {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (order(names[middle] ?? '', from) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** What a listing shows for a name: the blob, what stands for all below it, or nothing where that stands already. */
interface Shown {
  readonly folder?: string;
  readonly blob?: MemoryBlob;
}

const shownFor = (
  container: MemoryContainer,
  name: string,
  { prefix = '', delimiter }: ListOptions,
  { listsDirectories = false }: MemoryAccountOptions,
): Shown => {
  const blob = container.blobs.get(name);
  const both = blob === undefined ? {} : { blob };
  if (delimiter === undefined) return both;
  const slash = name.indexOf(delimiter, prefix.length);
  // A real directory is shown at its own name, wherever its content may stand.
  if (slash >= 0) {
    const isReal = container.blobs.get(name.slice(0, slash))?.directory === true;
    return isReal ? {} : { folder: name.slice(0, slash + 1) };
  }
  if (blob?.directory !== true) return both;
  return { folder: `${name}/`, ...(listsDirectories ? both : {}) };
};

const checkPageSize = (pageSize: number): void => {
  if (Number.isInteger(pageSize) && pageSize >= 1 && pageSize <= MAX_PAGE_SIZE) return;
  throw storeError('invalid-request', `A page holds 1 to ${MAX_PAGE_SIZE} blobs, not ${pageSize}`, {
    status: 400,
  });
};

export const listPage = (
  container: MemoryContainer,
  options: MemoryAccountOptions,
  listing: ListOptions,
): BlobPage => {
  const { prefix = '', startFrom = prefix, delimiter, continuation, pageSize = MAX_PAGE_SIZE } = listing;
  checkPageSize(pageSize);
  const most = Math.min(pageSize, options.largestPage ?? MAX_PAGE_SIZE);
  const order = listingOrder(options);
  const names = namesOf(container, order);
  const items: BlobItem[] = [];
  const prefixes: string[] = [];
  const page = () => ({ items, ...(delimiter === undefined ? {} : { prefixes }) });
  const begin = continuation === undefined ? startFrom : decodeContinuation(continuation);
  let entered = false;
  for (let at = lowerBound(names, begin, order); at < names.length; at += 1) {
    const name = names[at] ?? '';
    // Whatever the order, names of one prefix stand together.
    if (!name.startsWith(prefix) && entered) break;
    if (!name.startsWith(prefix)) continue;
    entered = true;
    const { folder, blob } = shownFor(container, name, listing, options);
    const isNew = folder !== undefined && folder !== prefixes.at(-1);
    if (!isNew && blob === undefined) continue;
    if (items.length + prefixes.length >= most) return { ...page(), continuation: encodeContinuation(name) };
    if (isNew) prefixes.push(folder);
    if (blob !== undefined) items.push(...itemsOf(name, blob, listing.include));
  }
  return page();
};
