// What is in a recovery point, and what differs between two, as rows. Beyond Azure, which shows neither.

import type { AccessTier } from '../../domain/manifest/entry.ts';
import type { ApiResult } from '../arm/api-error.ts';
import { accept, refuse } from '../arm/api-error.ts';

/** What an item is, whoever lists it. */
export type ContentItem =
  | { readonly kind: 'container'; readonly name: string; readonly blobs: number; readonly bytes: number }
  | { readonly kind: 'folder'; readonly name: string }
  | {
      readonly kind: 'blob';
      readonly name: string;
      readonly entry: {
        readonly size: number;
        readonly etag: string;
        readonly lastModified: number;
        readonly md5?: string;
        readonly tier?: AccessTier;
        readonly kind: 'block' | 'directory';
      };
    };

export interface ContentPlace {
  readonly container: string;
  readonly prefix: string;
}

/**
 * `prefix` of a request: `{container}/{beginning of names}`; absent or empty: the containers. undefined in the result
 * stands for the latter.
 */
export function contentPlace(
  given: string | undefined,
): ApiResult<{ readonly place: ContentPlace | undefined }> {
  if (given === undefined || given === '') return accept({ place: undefined });
  const slash = given.indexOf('/');
  if (slash > 0) {
    return accept({ place: { container: given.slice(0, slash), prefix: given.slice(slash + 1) } });
  }
  return refuse({
    status: 400,
    code: 'InvalidQueryParameter',
    message: `The prefix '${given}' names no container: write {container}/ and what names in it begin with.`,
    target: 'prefix',
  });
}

/** @param container of the request's prefix, in which folders and blobs stand */
export function contentItem(item: ContentItem, container: string): object {
  if (item.kind === 'container') {
    const { name, blobs, bytes } = item;
    return { objectType: 'Container', name, path: `${name}/`, blobs, bytes };
  }
  const path = `${container}/${item.name}`;
  if (item.kind === 'folder') return { objectType: 'Folder', name: item.name, path };
  const { size, etag, lastModified, md5, tier, kind } = item.entry;
  return {
    objectType: kind === 'directory' ? 'Directory' : 'Blob',
    name: item.name,
    path,
    bytes: size,
    etag,
    lastModified: new Date(lastModified).toISOString(),
    ...(md5 === undefined ? {} : { contentMD5: md5 }),
    ...(tier === undefined ? {} : { accessTier: tier }),
  };
}

export interface ContentChange {
  readonly container: string;
  readonly name: string;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly bytesAfter: number;
  readonly bytesBefore: number;
}

export const contentChange = (row: ContentChange): object => ({
  path: `${row.container}/${row.name}`,
  added: row.added,
  changed: row.changed,
  deleted: row.removed,
  bytesBefore: row.bytesBefore,
  bytesAfter: row.bytesAfter,
});
