// What is directly in one folder, blobs and folders, in the manifest's order. A service that lists path by path shows a
// folder before siblings that sort before its slash; it is held back until they have passed. What is held is little.

import type { BlobItem, BlobPage } from '../../ports/object-store.ts';
import { inParallel } from '../../vault/in-parallel.ts';
import type { Listed, RangeListing } from './range-listing.ts';
import { readPage } from './range-listing.ts';

export interface Sibling {
  /** The blob's name, or the folder's with its slash: where it stands in the manifest's order. */
  readonly key: string;
  readonly item?: BlobItem;
  readonly folder?: true;
}

export type FoundSiblings =
  | { readonly kind: 'siblings'; readonly siblings: readonly Sibling[] }
  | Exclude<Listed, { kind: 'page' }>;

interface Place {
  readonly folder: string;
  readonly prefix: string;
  readonly after?: string;
}

/** Of one folder, where its order is neither the manifest's nor path by path: about a hundred megabytes. */
const MAX_SORTED = 300_000;
const HEADS_AT_ONCE = 16;

export const compareNames = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};

const withoutSlash = (key: string): string => (key.endsWith('/') ? key.slice(0, -1) : key);

export async function* listSiblings(
  range: RangeListing,
  place: Place,
  sorted: boolean,
): AsyncGenerator<FoundSiblings> {
  const begin = sorted ? undefined : beginOf(place);
  let held = begin === undefined ? [] : await displacedFolders(range, place, begin);
  let emitted: string | undefined;
  let directories: ReadonlySet<string> = new Set();
  let continuation: string | undefined;
  do {
    const page = await readPage(range, {
      prefix: place.prefix,
      delimiter: '/',
      ...(begin === undefined ? {} : { startFrom: begin }),
      include: range.include.metadata === true ? { metadata: true } : {},
      ...(continuation === undefined ? {} : { continuation }),
    });
    const found = await siblingsOf(range, page, directories);
    const known = new Set(held.map(({ key }) => key));
    held.push(...found.filter(({ key }) => !known.has(key)));
    held.sort((a, b) => compareNames(a.key, b.key));
    const [lowest] = held;
    if (emitted !== undefined && lowest !== undefined && lowest.key <= emitted) {
      yield { kind: 'unordered' };
      return;
    }
    directories = new Set(page.items.flatMap(({ directory, name }) => (directory === true ? [name] : [])));
    continuation = page.continuation;
    if (sorted && held.length > MAX_SORTED) {
      yield { kind: 'too-many', folder: place.folder };
      return;
    }
    const ready = continuation === undefined ? held.length : readyOf(held, found, sorted);
    if (ready === 0) continue;
    yield { kind: 'siblings', siblings: held.slice(0, ready) };
    emitted = held[ready - 1]?.key;
    held = held.slice(ready);
  } while (continuation !== undefined);
}

/** How many of those held sort before everything that is still to come. */
const readyOf = (held: readonly Sibling[], found: readonly Sibling[], sorted: boolean): number => {
  if (sorted) return 0;
  const [last = ''] = found
    .map(({ key }) => withoutSlash(key))
    .sort(compareNames)
    .slice(-1);
  const rest = held.findIndex(({ key }) => key > last);
  return rest < 0 ? held.length : rest;
};

/**
 * The segment that holds `after`. Cut short before characters that UTF-8 and UTF-16 sort differently, so that the
 * service begins no later than we mean.
 */
const beginOf = ({ folder, after }: Place): string | undefined => {
  if (after === undefined || !after.startsWith(folder)) return undefined;
  const [segment = ''] = after.slice(folder.length).split('/', 1);
  const rare = segment.search(/[\ud800-\uffff]/);
  const cut = rare < 0 ? segment : segment.slice(0, rare);
  return cut === '' ? undefined : folder + cut;
};

/**
 * Folders that the service may list before `begin` although their content sorts after it: those named like its
 * beginning, where what follows there sorts before a slash.
 */
const displacedFolders = async (
  range: RangeListing,
  { folder, prefix }: Place,
  begin: string,
): Promise<Sibling[]> => {
  const candidates: string[] = [];
  for (let end = folder.length + 1; end < begin.length; end += 1) {
    const name = begin.slice(0, end);
    if (begin.charAt(end) < '/' && `${name}/`.startsWith(prefix)) candidates.push(name);
  }
  const exist = await inParallel(candidates, HEADS_AT_ONCE, (name) => isFolder(range, name));
  return candidates.flatMap((name, at) => (exist[at] === true ? [{ key: `${name}/`, folder: true }] : []));
};

/** On a hierarchical namespace a prefix that runs through a file is an error, so the directory itself is asked for. */
const isFolder = async (range: RangeListing, name: string): Promise<boolean> => {
  if (range.hierarchical) return (await headDirectory(range, name)) !== undefined;
  const page = await readPage(range, { prefix: `${name}/`, pageSize: 1 });
  return page.items.length > 0 || page.continuation !== undefined;
};

const headDirectory = async (range: RangeListing, name: string): Promise<BlobItem | undefined> => {
  range.count();
  const found = await range.store.head(range.container, name);
  if (found?.metadata.hdi_isfolder !== 'true') return undefined;
  const { size, etag, lastModified, blobType, metadata } = found;
  return { name, size, etag, lastModified, blobType, metadata, directory: true };
};

/** A real directory that the listing shows only as a folder is asked for: its entry would be missing. */
const siblingsOf = async (
  range: RangeListing,
  { items, prefixes = [] }: BlobPage,
  before: ReadonlySet<string>,
): Promise<Sibling[]> => {
  const folders = prefixes.map((key): Sibling => ({ key, folder: true }));
  const blobs = items.map((item): Sibling => ({ key: item.name, item }));
  if (!range.hierarchical) return [...blobs, ...folders];
  const shown = new Set(items.map(({ name }) => name));
  const missing = prefixes.map(withoutSlash).filter((name) => !shown.has(name) && !before.has(name));
  const directories = await inParallel(missing, HEADS_AT_ONCE, (name) => headDirectory(range, name));
  return [
    ...blobs,
    ...folders,
    ...directories.flatMap((item) => (item === undefined ? [] : [{ key: item.name, item }])),
  ];
};
