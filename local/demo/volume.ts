// Volumes and disks of the simulated Azure as a machine has them that has mounted them: made, written, read and removed
// past the app and past Resource Manager.

import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BlockContent } from '../../src/memory/cloud/block-content.ts';
import { deleteVolume, putVolume } from '../../src/memory/cloud/elastic-san-rules.ts';
import { deleteDisk } from '../../src/memory/cloud/managed-disk-rules.ts';
import type { LocalAzure } from '../azure/arm/local-azure.ts';
import type { VolumeState } from './volume-state.ts';
import { stateOf } from './volume-state.ts';

/** The smallest that there is. */
const SIZE_GIB = 1;
const EXTENT_BYTES = 64 * 1024;
const FIRST_EXTENTS = 256;

/** With its first content; one that is there stays as it is. */
export const makeVolume = async ({ cloud, save }: LocalAzure, id: string): Promise<void> => {
  if (cloud.volumes.get(id) === undefined) {
    writeAbout(putVolume(cloud, id, { sizeGiB: SIZE_GIB }).record.content, FIRST_EXTENTS);
    save();
  }
  await until(() => cloud.settled(() => cloud.volumes.get(id)?.state === 'Succeeded'));
};

/** Writes over and into what is there, here and there. */
export const writeVolume = ({ cloud, save }: LocalAzure, id: string, extents: number): void => {
  const volume = cloud.volumes.get(id);
  if (volume === undefined) throw new Error(`The volume ${id} is gone.`);
  writeAbout(volume.content, extents);
  save();
};

const writeAbout = (content: BlockContent, extents: number): void => {
  for (let written = 0; written < extents; written += 1) {
    const at = randomInt(content.sizeBytes / EXTENT_BYTES) * EXTENT_BYTES;
    content.write(at, randomBytes(EXTENT_BYTES));
  }
};

/** Of a volume or a disk, undefined where there is none. */
export const readState = ({ cloud }: LocalAzure, id: string): VolumeState | undefined => {
  const found = cloud.settled(() => cloud.volumes.get(id) ?? cloud.disks.get(id));
  return found === undefined ? undefined : stateOf(found.content);
};

/** What an earlier start has restored. */
export const removeRestored = async (
  { cloud, save }: LocalAzure,
  { volume, disk }: { readonly volume: string; readonly disk: string },
): Promise<void> => {
  deleteVolume(cloud, volume, { withSnapshots: true });
  deleteDisk(cloud, disk);
  await until(() =>
    cloud.settled(() => cloud.volumes.get(volume) === undefined && cloud.disks.get(disk) === undefined),
  );
  save();
};

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await sleep(100);
};
