// The blobs of one range of names in the manifest's order, whatever the service's order is.

import type { ListingWay } from '../../domain/job/slices.ts';
import { isStoreError } from '../../ports/object-store.ts';
import { listByFolder } from './by-folder.ts';
import { listByName } from './by-name.ts';
import type { Listed, RangeListing } from './range-listing.ts';

export async function* listRange(range: RangeListing, way: ListingWay): AsyncGenerator<Listed> {
  try {
    if (way === 'by-name') yield* listByName(range);
    else yield* listByFolder(range, way === 'sorted');
  } catch (error) {
    if (!isStoreError(error) || error.code !== 'container-not-found') throw error;
    yield { kind: 'gone' };
  }
}
