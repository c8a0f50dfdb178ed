// What the verification of a recovery point has found so far, added up over its slices. Every entry counts once.

import type { BlobVerdict } from './judge-blob.ts';

export interface VerificationCounters {
  /** Entries looked after, those below damaged chunks included. */
  readonly blobs: number;
  readonly bytes: number;
  /** Of these, read back to their end. */
  readonly readBlobs: number;
  readonly readBytes: number;
  /** Read, and of the MD5 that the manifest or the vault object states. */
  readonly confirmed: number;
  /** Of the right size, and no MD5 is known to compare with, or too large to be read. */
  readonly unconfirmed: number;
  /** Not in the sample: there, of the right size, and of no other MD5 as far as one is stated. */
  readonly present: number;
  readonly missing: number;
  readonly sizeDiffers: number;
  readonly contentDiffers: number;
  /** There, but the service does not give it out, as when it was archived. */
  readonly unreadable: number;
  /** Below manifest chunks that are missing or damaged. */
  readonly unreachable: number;
  readonly damagedChunks: number;
}

export const noVerificationCounters: VerificationCounters = {
  blobs: 0,
  bytes: 0,
  readBlobs: 0,
  readBytes: 0,
  confirmed: 0,
  unconfirmed: 0,
  present: 0,
  missing: 0,
  sizeDiffers: 0,
  contentDiffers: 0,
  unreadable: 0,
  unreachable: 0,
  damagedChunks: 0,
};

/** @param read bytes; absent: not read */
export const countBlob = (verdict: BlobVerdict, size: number, read?: number): VerificationCounters => ({
  ...noVerificationCounters,
  blobs: 1,
  bytes: size,
  ...(read === undefined ? {} : { readBlobs: 1, readBytes: read }),
  [verdict]: 1,
});

/** A chunk that cannot be read, with the entries below it. */
export const countChunk = ({
  entries,
  bytes,
}: {
  readonly entries: number;
  readonly bytes: number;
}): VerificationCounters => ({
  ...noVerificationCounters,
  blobs: entries,
  bytes,
  unreachable: entries,
  damagedChunks: 1,
});

/** Entries that cannot be restored as they were. */
export const damagedBlobs = (counters: VerificationCounters): number =>
  counters.missing +
  counters.sizeDiffers +
  counters.contentDiffers +
  counters.unreadable +
  counters.unreachable;
