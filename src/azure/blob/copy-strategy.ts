// Which requests copy a blob, by its size and by what stands behind the endpoint. The one place where Azure and the
// emulator differ in copying.

import type { BlockCopyOptions } from './copy-blocks.ts';
import { copyInBlocks } from './copy-blocks.ts';
import { copyInBackground } from './copy-in-background.ts';
import type { Copy } from './copy-task.ts';
import { copyBlobFromUrl, putBlobFromUrl } from './copy-whole.ts';

export interface CopyStrategy {
  /** Largest blob, in bytes, that `copyWhole` takes. */
  readonly wholeLimit: number;
  readonly copyWhole: Copy;
  readonly copyLarge: Copy;
}

/** Sizes to use instead of the usual, so that a test or an experiment can copy small blobs as though they were large. */
export interface CopyTuning extends Partial<BlockCopyOptions> {
  readonly wholeLimit?: number;
  /** How the emulator copies large blobs; in the background unless told. */
  readonly emulatorLarge?: 'background' | 'blocks';
}

/**
 * 256 MiB: the limit of Copy Blob From URL. Put Blob From URL would take 5,000 MiB, but a request of that length starts
 * over from nothing when it breaks.
 */
const WHOLE_LIMIT = 256 * 1024 * 1024;
/** The caller copies many blobs at once already; this is for the one large blob that is left. */
const PARALLEL_BLOCKS = 4;

const blocksOf = ({ blockSize, parallelBlocks = PARALLEL_BLOCKS }: CopyTuning): Copy =>
  copyInBlocks({ parallelBlocks, ...(blockSize === undefined ? {} : { blockSize }) });

export const azureStrategy = (tuning: CopyTuning = {}): CopyStrategy => ({
  wholeLimit: tuning.wholeLimit ?? WHOLE_LIMIT,
  copyWhole: putBlobFromUrl,
  copyLarge: blocksOf(tuning),
});

/** Azurite has no Put Blob From URL, and copies through its own store only where it need not read the bytes. */
export const emulatorStrategy = (tuning: CopyTuning = {}): CopyStrategy => ({
  wholeLimit: tuning.wholeLimit ?? WHOLE_LIMIT,
  copyWhole: copyBlobFromUrl,
  copyLarge: tuning.emulatorLarge === 'blocks' ? blocksOf(tuning) : copyInBackground,
});
