// Job ids: UUIDs in the layout of version 8 of RFC 9562, ordered by start time as in version 7, the rest derived from a
// seed. The same operation asked for twice has the same id, and the job's place in the newest-first list follows from it.

import { fnv1a64 } from '../shared/stable-hash.ts';

const JOB_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** @param seed what makes the operation unique, such as its orchestration id */
export const jobIdFor = (startMs: number, seed: string): string => {
  const time = Math.trunc(startMs).toString(16).padStart(12, '0');
  const hash = fnv1a64(seed) + fnv1a64(`${seed}\u0000`);
  const variant = '89ab'.charAt(Number.parseInt(hash.charAt(3), 16) % 4);
  return `${time.slice(0, 8)}-${time.slice(8)}-8${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 19)}`;
};

export const isJobId = (text: string): boolean => JOB_ID.test(text);

/** Milliseconds since the Unix epoch at which the job began. */
export const jobStartMs = (jobId: string): number =>
  Number.parseInt(jobId.slice(0, 8) + jobId.slice(9, 13), 16);
