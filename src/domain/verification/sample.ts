// Which blobs a verification reads to their end: the same ones whenever the same job asks, others for another job.

import { fnv1a64 } from '../shared/stable-hash.ts';

/** The finalizer of MurmurHash3: every bit of the key and of the seed has a say. */
const mix = (value: number): number => {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

/**
 * @param percent 1 to 100
 * @returns a test of vault object keys (64 hex digits)
 */
export const samplerOf = (jobId: string, percent: number): ((objectKey: string) => boolean) => {
  if (percent >= 100) return () => true;
  const seed = Number.parseInt(fnv1a64(jobId).slice(8), 16);
  const limit = (percent / 100) * 2 ** 32;
  return (objectKey) => mix(Number.parseInt(objectKey.slice(56), 16) ^ seed) < limit;
};
