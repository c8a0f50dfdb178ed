// Divides a large copy into blocks. The same source ETag and size always give the same blocks with the same ids, so a
// copy that was broken off finds what it has already staged.

import { createHash } from 'node:crypto';

export interface BlockRange {
  /** Base64; all ids of a blob have the same length, as the service demands. */
  readonly id: string;
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
}

const MIB = 1024 * 1024;
const MAX_BLOCKS = 50_000;
const MAX_BLOCK_SIZE = 4000 * MIB;
/** Large enough that requests do not matter, small enough that a broken copy loses little. */
const USUAL_BLOCK_SIZE = 64 * MIB;

export const MAX_BLOB_SIZE = MAX_BLOCKS * MAX_BLOCK_SIZE;

/** The usual size, or the smallest whole MiB that needs no more blocks than the service takes. */
export const blockSizeFor = (size: number, usual: number = USUAL_BLOCK_SIZE): number =>
  size <= usual * MAX_BLOCKS ? usual : Math.ceil(size / MAX_BLOCKS / MIB) * MIB;

export const planBlocks = (sourceEtag: string, size: number, blockSize: number): readonly BlockRange[] => {
  const content = createHash('sha256').update(`${sourceEtag} ${blockSize}`).digest('hex').slice(0, 24);
  return Array.from({ length: Math.ceil(size / blockSize) }, (_, index) => {
    const offset = index * blockSize;
    return {
      id: Buffer.from(`${content}-${String(index).padStart(6, '0')}`).toString('base64'),
      offset,
      length: Math.min(blockSize, size - offset),
    };
  });
};
