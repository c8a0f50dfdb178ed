// What is asked of a listing of one range of names, and the ways to list it: name by name, folder by folder, and every
// folder sorted in memory; each is right for more orders of the service than the one before, and dearer.

import type { ListingWay } from '../../domain/job/slices.ts';
import type { BlobItem, BlobPage, ListOptions, ObjectStore } from '../../ports/object-store.ts';

export interface RangeListing {
  readonly store: ObjectStore;
  readonly container: string;
  /** Directories are real, and listed among the blobs. */
  readonly hierarchical: boolean;
  readonly prefix?: string;
  /** Names greater than this. */
  readonly after?: string;
  /** Names up to and including this. */
  readonly to?: string;
  readonly include: NonNullable<ListOptions['include']>;
  /** Called for every request. */
  readonly count: () => void;
}

/** Ends after anything but a page. `unordered`: what came before is not to be relied on either. */
export type Listed =
  | { readonly kind: 'page'; readonly items: readonly BlobItem[] }
  | { readonly kind: 'unordered' }
  | { readonly kind: 'too-many'; readonly folder: string }
  | { readonly kind: 'gone' };

export const firstWay = (hierarchical: boolean): ListingWay => (hierarchical ? 'by-folder' : 'by-name');

/** The way to begin anew with where a listing turned out to be in another order. */
export const nextWay = (way: ListingWay): ListingWay => (way === 'by-name' ? 'by-folder' : 'sorted');

export const readPage = async (range: RangeListing, options: ListOptions): Promise<BlobPage> => {
  range.count();
  return await range.store.listBlobs(range.container, options);
};
