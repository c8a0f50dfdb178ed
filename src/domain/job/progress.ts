// Progress of a job: rates since its data phase began, and the time left where the totals are known.

import type { JobProgress } from './job.ts';

export interface ProgressFacts {
  readonly phase: string;
  readonly blobsDone: number;
  readonly bytesDone: number;
  /** Totals of the plan, or of the previous recovery point as the best guess. */
  readonly expected?: { readonly blobs: number; readonly bytes: number };
  /** Milliseconds since the Unix epoch. */
  readonly dataPhaseStart: number;
  readonly now: number;
}

// A blob costs about as much as this many bytes: with either measure alone a few huge or many tiny blobs mislead.
const BYTES_PER_BLOB = 1_000_000;

const effort = (blobs: number, bytes: number): number => blobs * BYTES_PER_BLOB + bytes;

const secondsLeft = (facts: ProgressFacts, seconds: number): number | undefined => {
  const done = effort(facts.blobsDone, facts.bytesDone);
  if (facts.expected === undefined || done === 0 || seconds <= 0) return undefined;
  const left = effort(facts.expected.blobs, facts.expected.bytes) - done;
  return Math.ceil((Math.max(left, 0) / done) * seconds);
};

export const progressOf = (facts: ProgressFacts): JobProgress => {
  const { phase, blobsDone, bytesDone, expected, now } = facts;
  const seconds = (now - facts.dataPhaseStart) / 1000;
  const left = secondsLeft(facts, seconds);
  return {
    phase,
    blobsDone,
    bytesDone,
    // An account that has grown since the last recovery point must not show 110 %.
    ...(expected === undefined
      ? {}
      : { blobsTotal: Math.max(expected.blobs, blobsDone), bytesTotal: Math.max(expected.bytes, bytesDone) }),
    ...(seconds > 0
      ? {
          blobsPerSecond: Math.round((blobsDone / seconds) * 10) / 10,
          bytesPerSecond: Math.round(bytesDone / seconds),
        }
      : {}),
    ...(left === undefined ? {} : { secondsLeft: left }),
    updatedAt: new Date(now).toISOString(),
  };
};
