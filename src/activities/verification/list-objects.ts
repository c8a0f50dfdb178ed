// Lists the vault objects of a stretch of keys: one request per 5,000 objects instead of one per object.

import type { KeyInterval } from '../../domain/verification/key-interval.ts';
import { keyPrefixes } from '../../domain/verification/key-interval.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { isStoreError } from '../../ports/object-store.ts';
import { objectsContainer, vaultObjectBlob, vaultObjectPrefix } from '../../vault/layout.ts';
import { ObjectTable } from './object-table.ts';

/** 40 MB of table, which every lane may hold at the same time. */
export const MAX_LISTED = 1_000_000;

/** undefined where the stretch holds more objects than `most`. Blobs that are no vault objects are only told. */
export const listObjects = async (
  data: ObjectStore,
  interval: KeyInterval,
  most: number,
  onStray: (name: string) => void = () => undefined,
): Promise<ObjectTable | undefined> => {
  const table = new ObjectTable();
  for (const digits of keyPrefixes(interval)) {
    for await (const item of itemsUnder(data, vaultObjectPrefix(digits))) {
      const key = vaultObjectBlob.parse(item.name);
      if (key === undefined) onStray(item.name);
      else table.add(key, item);
      if (table.length > most) return undefined;
    }
  }
  return table;
};

async function* itemsUnder(data: ObjectStore, prefix: string) {
  let continuation: string | undefined;
  do {
    const page = await pageOf(data, prefix, continuation);
    yield* page.items;
    continuation = page.continuation;
  } while (continuation !== undefined);
}

/** Without the container nothing is there: every entry is then missing. */
const pageOf = async (data: ObjectStore, prefix: string, continuation: string | undefined) => {
  try {
    return await data.listBlobs(objectsContainer, {
      prefix,
      ...(continuation === undefined ? {} : { continuation }),
    });
  } catch (error) {
    if (isStoreError(error) && error.code === 'container-not-found') return { items: [] };
    throw error;
  }
};
