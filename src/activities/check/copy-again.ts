// Copies a vault object again that is missing or wrong, where the source still has the blob as it was backed up.

import type { ManifestEntry } from '../../domain/manifest/entry.ts';
import type { ObjectStore, StoreErrorCode } from '../../ports/object-store.ts';
import { isStoreError } from '../../ports/object-store.ts';
import { objectsContainer } from '../../vault/layout.ts';

/** The source does not have it any more, or it may not be put there: the object stays as it is. */
const NOT_POSSIBLE: ReadonlySet<StoreErrorCode> = new Set([
  'source-changed',
  'source-not-found',
  'source-unreadable',
  'container-not-found',
  'account-not-found',
  'forbidden',
  'immutable',
  'lease-held',
  'invalid-request',
]);

/** False where it cannot be done. What came of it is to be looked at. */
export const copyAgain = async (
  data: ObjectStore,
  source: ObjectStore,
  { container, name, etag, size, md5 }: ManifestEntry,
  object: string,
): Promise<boolean> => {
  try {
    await data.copyFrom({
      source: { store: source, container, name },
      sourceEtag: etag,
      size,
      ...(md5 === undefined ? {} : { sourceMd5: md5 }),
      target: { container: objectsContainer, name: object },
      onlyIfAbsent: false,
    });
    return true;
  } catch (error) {
    if (isStoreError(error) && NOT_POSSIBLE.has(error.code)) return false;
    throw error;
  }
};
