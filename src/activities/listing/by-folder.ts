// A listing put together folder by folder: what is directly in a folder in the manifest's order, and each folder's
// content where the folder's name with its slash stands, for in that order all of it stands together. A folder whose
// content fits a page is read by one request and sorted; so right in any order of the service.

import type { BlobItem, BlobPage } from '../../ports/object-store.ts';
import type { Listed, RangeListing } from './range-listing.ts';
import { readPage } from './range-listing.ts';
import type { Sibling } from './siblings.ts';
import { compareNames, listSiblings } from './siblings.ts';

/** Folders whose first page is asked for before it is their turn. */
const FOLDERS_AHEAD = 4;
/** Items gathered from small folders before they are handed on. */
const GATHERED = 1_000;

interface Folder {
  /** Ends with a slash, or is empty. */
  readonly folder: string;
  /** What the names begin with: the folder, or more. */
  readonly prefix: string;
  readonly after?: string;
}

type Walked =
  | { readonly kind: 'items'; readonly items: readonly BlobItem[] }
  | Exclude<Listed, { kind: 'page' }>;

export async function* listByFolder(range: RangeListing, sorted: boolean): AsyncGenerator<Listed> {
  const { prefix = '', after } = range;
  const root = { folder: prefix.slice(0, prefix.lastIndexOf('/') + 1), prefix };
  let gathered: BlobItem[] = [];
  const first = after === undefined ? firstPage(range, prefix) : undefined;
  for await (const walked of walk(
    range,
    sorted,
    { ...root, ...(after === undefined ? {} : { after }) },
    first,
  )) {
    if (walked.kind !== 'items') {
      yield walked;
      return;
    }
    for (const item of walked.items) gathered.push(item);
    if (gathered.length < GATHERED) continue;
    yield { kind: 'page', items: gathered };
    gathered = [];
  }
  if (gathered.length > 0) yield { kind: 'page', items: gathered };
}

const firstPage = (range: RangeListing, prefix: string): Promise<BlobPage> => {
  const page = readPage(range, { prefix, include: range.include });
  // Whoever stops early never awaits the pages asked for ahead; their failures are then nobody's.
  page.catch(() => undefined);
  return page;
};

async function* walk(
  range: RangeListing,
  sorted: boolean,
  folder: Folder,
  first: Promise<BlobPage> | undefined,
): AsyncGenerator<Walked> {
  const whole = await first;
  if (whole !== undefined && whole.continuation === undefined) {
    const items = whole.items.filter(({ name }) => range.to === undefined || name <= range.to);
    yield { kind: 'items', items: items.sort((a, b) => compareNames(a.name, b.name)) };
    return;
  }
  for await (const found of listSiblings(range, folder, sorted)) {
    if (found.kind !== 'siblings') {
      yield found;
      return;
    }
    const wanted = found.siblings.filter((sibling) => isWanted(sibling, folder.after, range.to));
    yield* expand(range, sorted, wanted, folder.after);
    if (range.to !== undefined && (found.siblings.at(-1)?.key ?? '') > range.to) return;
  }
}

/** Something at or below it lies in the range. */
const isWanted = ({ key, folder }: Sibling, after: string | undefined, to: string | undefined): boolean => {
  if (to !== undefined && key > to) return false;
  return after === undefined || key > after || (folder === true && after.startsWith(key));
};

async function* expand(
  range: RangeListing,
  sorted: boolean,
  siblings: readonly Sibling[],
  after: string | undefined,
): AsyncGenerator<Walked> {
  const ahead = new Map<string, Promise<BlobPage>>();
  let items: BlobItem[] = [];
  let next = 0;
  const holdsAfter = (key: string): boolean => after?.startsWith(key) === true;
  for (const [at, { key, folder, item }] of siblings.entries()) {
    if (item !== undefined) items.push(item);
    if (folder !== true) continue;
    yield { kind: 'items', items };
    items = [];
    for (next = Math.max(next, at); next < siblings.length && ahead.size < FOLDERS_AHEAD; next += 1) {
      const sibling = siblings[next];
      if (sibling?.folder === true && !holdsAfter(sibling.key))
        ahead.set(sibling.key, firstPage(range, sibling.key));
    }
    const place = { folder: key, prefix: key };
    if (holdsAfter(key) && after !== undefined) yield* walk(range, sorted, { ...place, after }, undefined);
    else yield* walk(range, sorted, place, ahead.get(key));
    ahead.delete(key);
  }
  yield { kind: 'items', items };
}
