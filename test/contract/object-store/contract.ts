// The whole contract of the object store port.

import { describeContainers } from './containers.ts';
import { describeCopying } from './copying.ts';
import { describeDeletingMany } from './deleting-many.ts';
import { describeDigests } from './digests.ts';
import { describeDocuments } from './documents.ts';
import { describeListing } from './listing.ts';
import type { GetWorld } from './world.ts';

export const describeObjectStore = (getWorld: GetWorld): void => {
  describeContainers(getWorld);
  describeDocuments(getWorld);
  describeDeletingMany(getWorld);
  describeDigests(getWorld);
  describeListing(getWorld);
  describeCopying(getWorld);
};
