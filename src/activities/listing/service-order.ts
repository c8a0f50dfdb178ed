// Which way to list a range of names. A flat account is listed name by name, once it has shown that a folder's content
// stands where its name with the slash sorts: one that lists path by path would leave out names at the ends of ranges.

import type { ListingWay } from '../../domain/job/slices.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { isStoreError } from '../../ports/object-store.ts';
import { firstWay } from './range-listing.ts';

export interface RangeEnd {
  readonly container: string;
  /** A name that is there, or near to one. */
  readonly name: string;
}

/** Folders may have gone since they were seen. */
const TRIES = 3;

/** @param ends where ranges of the account end; without any there is nothing to get wrong */
export const rangesWay = async (store: ObjectStore, ends: readonly RangeEnd[]): Promise<ListingWay> => {
  const usual = firstWay(await store.isHierarchical());
  const inFolders = ends.filter(({ name }) => name.includes('/'));
  if (usual !== 'by-name' || inFolders.length === 0) return usual;
  for (const end of inFolders.slice(0, TRIES)) {
    if (await listsBySlash(store, end)) return 'by-name';
  }
  return 'by-folder';
};

/** Is the folder's content the first that comes behind the folder's name and a full stop, which sorts before a slash? */
const listsBySlash = async (store: ObjectStore, { container, name }: RangeEnd): Promise<boolean> => {
  const folder = name.slice(0, name.indexOf('/'));
  try {
    const { items } = await store.listBlobs(container, { startFrom: `${folder}.\ud7ff`, pageSize: 1 });
    return items[0]?.name.startsWith(`${folder}/`) === true;
  } catch (error) {
    if (isStoreError(error) && error.code === 'container-not-found') return false;
    throw error;
  }
};
