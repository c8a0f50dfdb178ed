// Looking into a manifest as into folders: what stands directly under a prefix, what is deeper shown as its folder. A
// folder's entries are not read, however many they are.

import type { ChunkReader } from './chunk.ts';
import type { ManifestEntry } from './entry.ts';
import { entries } from './walk.ts';

export type BrowsedItem =
  | { readonly kind: 'folder'; readonly name: string }
  | { readonly kind: 'blob'; readonly name: string; readonly entry: ManifestEntry };

export interface BrowsedPlace {
  readonly container: string;
  /** Names begin with this; '' for all of the container. */
  readonly prefix: string;
  /** Name of the item seen last. */
  readonly after?: string;
}

/** The item that stands for a name under a prefix: the folder up to the next slash, or the name itself. */
export const itemName = (name: string, prefix: string): string => {
  const slash = name.indexOf('/', prefix.length);
  return slash < 0 ? name : name.slice(0, slash + 1);
};

/** Sorts behind whatever a blob can be named under a folder. */
const behind = (folder: string): string => `${folder}\uffff`;

/** A blob may be named as the prefix itself, slash and all. */
const isFolder = (item: string, prefix: string): boolean => item.endsWith('/') && item !== prefix;

/** In name order, each item once. Reads at most a path of chunks for every folder. */
export async function* browse(
  reader: ChunkReader,
  root: string,
  { container, prefix, after }: BrowsedPlace,
): AsyncGenerator<BrowsedItem> {
  let last = after;
  for (;;) {
    const scope = {
      container,
      prefix,
      ...(last === undefined ? {} : { after: isFolder(last, prefix) ? behind(last) : last }),
    };
    let folder: string | undefined;
    for await (const entry of entries(reader, root, scope)) {
      const name = itemName(entry.name, prefix);
      if (name === last) continue;
      last = name;
      if (isFolder(name, prefix)) {
        folder = name;
        break;
      }
      yield { kind: 'blob', name, entry };
    }
    if (folder === undefined) return;
    yield { kind: 'folder', name: folder };
  }
}
