// What is copied: 2,000 blobs of 8 KiB and four of 256 MiB, written into the source account by the plain SDK.

import { randomBytes } from 'node:crypto';
import { ContainerClient, newPipeline, StorageSharedKeyCredential } from '@azure/storage-blob';
import type { Azurite } from '../../local/azure/azurite.ts';

export interface BlobSet {
  readonly container: string;
  readonly blobs: number;
  /** Bytes of each. */
  readonly size: number;
}

const KIB = 1024;
const MIB = 1024 * KIB;

export const SMALL: BlobSet = { container: 'small', blobs: 2000, size: 8 * KIB };
export const LARGE: BlobSet = { container: 'large', blobs: 4, size: 256 * MIB };

const PARALLEL_WRITES = 16;
const BLOCK_SIZE = 8 * MIB;

const containerOf = (azurite: Azurite, accountName: string, container: string): ContainerClient => {
  const key = azurite.accounts.find(({ name }) => name === accountName)?.key ?? '';
  const pipeline = newPipeline(new StorageSharedKeyCredential(accountName, key));
  return new ContainerClient(`${azurite.blobEndpoint}/${accountName}/${container}`, pipeline);
};

/** One block is sent for all, so that filling does not take longer than measuring; each blob begins with its own. */
const writeLarge = async (
  client: ContainerClient,
  name: string,
  size: number,
  filler: Buffer,
): Promise<void> => {
  const blob = client.getBlockBlobClient(name);
  const ids: string[] = [];
  for (let offset = 0; offset < size; offset += BLOCK_SIZE) {
    const id = Buffer.from(String(ids.length).padStart(6, '0')).toString('base64');
    const block = offset === 0 ? randomBytes(BLOCK_SIZE) : filler;
    await blob.stageBlock(id, block, BLOCK_SIZE);
    ids.push(id);
  }
  await blob.commitBlockList(ids);
};

export const fill = async (azurite: Azurite, accountName: string, set: BlobSet): Promise<void> => {
  const client = containerOf(azurite, accountName, set.container);
  await client.create();
  const filler = randomBytes(BLOCK_SIZE);
  const names = Array.from(
    { length: set.blobs },
    (_, index) => `folder-${index % 20}/blob-${index}`,
  ).values();
  const writeNext = async (): Promise<void> => {
    for (const name of names) {
      if (set.size > BLOCK_SIZE) await writeLarge(client, name, set.size, filler);
      else await client.getBlockBlobClient(name).upload(randomBytes(set.size), set.size);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_WRITES }, writeNext));
};
