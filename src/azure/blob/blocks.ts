// Blobs that are made in parts from memory: Put Block, then Put Block List. Blocks of copies are in copy-blocks.ts.

import type { WriteOptions } from '../../ports/object-store.ts';
import type { BlobAccount } from './blob-account.ts';
import { blobClient } from './blob-account.ts';
import { guarded } from './store-errors.ts';

interface Place {
  readonly container: string;
  readonly name: string;
}

/** The service takes ids in Base64, of up to 64 bytes. */
const encoded = (blockId: string): string => Buffer.from(blockId).toString('base64');

export const stageBlock = (
  account: BlobAccount,
  { container, name }: Place,
  blockId: string,
  bytes: Uint8Array,
): Promise<void> =>
  guarded(async () => {
    const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    await blobClient(account, container, name).stageBlock(encoded(blockId), body, body.length);
  });

export const commitBlocks = (
  account: BlobAccount,
  { container, name }: Place,
  blockIds: readonly string[],
  { contentType }: Pick<WriteOptions, 'contentType'>,
): Promise<void> =>
  guarded(async () => {
    await blobClient(account, container, name).commitBlockList(
      blockIds.map(encoded),
      contentType === undefined ? {} : { blobHTTPHeaders: { blobContentType: contentType } },
    );
  });
