// What is to be listed of a container that no recovery point holds yet, in stretches of estimated size: found by a bounded
// number of listings, by folders first, and where a folder holds many names by their first characters.

import type { Stretch } from '../../domain/manifest/balanced-ranges.ts';
import type { BlobPage, ListOptions, ObjectStore } from '../../ports/object-store.ts';
import { inParallel } from '../../vault/in-parallel.ts';

export interface Survey {
  readonly store: ObjectStore;
  readonly container: string;
  /** Stretches after which it is cut finely enough. */
  readonly wanted: number;
  /** A container of fewer entries is one stretch. */
  readonly least: number;
  /** Listings that may still be asked for, in all containers together. */
  readonly budget: { left: number };
  readonly isOver: () => boolean;
}

/** Names from `first` on. With a prefix more is below it than was counted, and it may be cut further. */
interface Part {
  readonly first: string;
  readonly entries: number;
  readonly prefix?: string;
}

const PAGE = 5_000;
/** What is taken for the size of a prefix that is larger than a page. */
const LARGE = 10 * PAGE;
const AT_ONCE = 16;
const GREATEST_FIRST = 0x7e;
const LEAST_FIRST = 0x21;

export const surveyContainer = async (survey: Survey): Promise<readonly Stretch[]> => {
  const counted = await countUpTo(survey, survey.least);
  let parts: readonly Part[] = [{ first: '', ...counted, ...(counted.isAll ? {} : { prefix: '' }) }];
  while (parts.length < survey.wanted && survey.budget.left > 0 && !survey.isOver()) {
    const cut = await inParallel(parts, AT_ONCE, (part) => cutPart(survey, part));
    const next = cut.flat();
    if (next.length === parts.length && next.every(({ prefix }) => prefix === undefined)) break;
    parts = next;
  }
  return parts.map(({ entries }, at) => ({ last: parts[at + 1]?.first ?? '', entries }));
};

const list = async ({ store, container, budget }: Survey, options: ListOptions): Promise<BlobPage> => {
  budget.left -= 1;
  return await store.listBlobs(container, options);
};

const countUpTo = async (survey: Survey, most: number): Promise<{ entries: number; isAll: boolean }> => {
  let entries = 0;
  let continuation: string | undefined;
  do {
    const page = await list(survey, continuation === undefined ? {} : { continuation });
    entries += page.items.length;
    continuation = page.continuation;
  } while (continuation !== undefined && entries < most);
  return { entries: continuation === undefined ? entries : LARGE, isAll: continuation === undefined };
};

/** The part as it is where it cannot be cut or nothing may be asked any more. */
const cutPart = async (survey: Survey, part: Part): Promise<readonly Part[]> => {
  const { prefix } = part;
  if (prefix === undefined || survey.budget.left <= 0 || survey.isOver()) return [part];
  const page = await list(survey, { prefix, delimiter: '/' });
  const folders = page.prefixes ?? [];
  const isAll = page.continuation === undefined;
  const found = isAll ? folders : await firstCharacters(survey, prefix);
  const sized = await inParallel([...found].sort(), AT_ONCE, (first) => sizeOf(survey, first));
  const own = { first: part.first, entries: isAll ? page.items.length : PAGE };
  return [own, ...sized.filter(({ first }) => first > part.first)];
};

const sizeOf = async (survey: Survey, prefix: string): Promise<Part> => {
  if (survey.budget.left <= 0) return { first: prefix, entries: LARGE, prefix };
  const page = await list(survey, { prefix });
  if (page.continuation === undefined) return { first: prefix, entries: page.items.length };
  return { first: prefix, entries: LARGE, prefix };
};

/** Prefixes one character longer that some name has: each listing jumps to the next. */
const firstCharacters = async (survey: Survey, prefix: string): Promise<readonly string[]> => {
  const found: string[] = [];
  for (let code = LEAST_FIRST; code <= GREATEST_FIRST && survey.budget.left > 0; ) {
    const startFrom = prefix + String.fromCharCode(code);
    const { items, prefixes = [] } = await list(survey, { prefix, delimiter: '/', startFrom, pageSize: 1 });
    const name = items[0]?.name ?? prefixes[0];
    const next = name?.charCodeAt(prefix.length);
    if (name === undefined || next === undefined || next < code) break;
    if (next <= GREATEST_FIRST) found.push(name.slice(0, prefix.length + 1));
    code = next + 1;
  }
  return found;
};
