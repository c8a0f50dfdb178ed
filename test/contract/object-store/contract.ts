// The whole contract of the object store port.

import { describeBlocks } from './blocks.ts';
import { describeContainers } from './containers.ts';
import { describeCopying } from './copying.ts';
import { describeDeletingMany } from './deleting-many.ts';
import { describeDigests } from './digests.ts';
import { describeDocuments } from './documents.ts';
import { describeLinks } from './links.ts';
import { describeListing } from './listing.ts';
import type { GetWorld } from './world.ts';

export const describeObjectStore = (getWorld: GetWorld): void => {
  describeContainers(getWorld);
  describeDocuments(getWorld);
  describeBlocks(getWorld);
  describeLinks(getWorld);
  describeDeletingMany(getWorld);
  describeDigests(getWorld);
  describeListing(getWorld);
  describeCopying(getWorld);
};
