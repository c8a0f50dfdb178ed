// Long work goes in lanes side by side, and a lane in slices of bounded time. What travels of a lane is small: where its
// next slice begins stands in the record of the slice before.

import type { Failure } from '../shared/failure.ts';

export interface LaneState {
  readonly lane: number;
  /** Number of the next slice of the lane. */
  readonly seq: number;
  readonly done: boolean;
  /** Transient faults in a row; absent: none. */
  readonly faults?: number;
  /** After a fault: not before this moment, in milliseconds since the Unix epoch. */
  readonly notBefore?: number;
}

/** Each is right for more orders of the service than the one before, and dearer. */
export type ListingWay = 'by-name' | 'by-folder' | 'sorted';

/** Where a slice ends and the lane's next one begins. */
export interface SliceCursor {
  /** Index into the lane's ranges. */
  readonly range: number;
  /** Last name dealt with. */
  readonly after?: string;
  /** How the range has to be listed, where not in the usual way. */
  readonly way?: ListingWay;
}

export type SliceOutcome<Counters> =
  | {
      readonly kind: 'advanced';
      readonly done: boolean;
      readonly counters: Counters;
      /** Containers that were found deleted. */
      readonly goneContainers?: readonly string[];
    }
  /** A transient fault: nothing is lost, the same slice may run again. */
  | { readonly kind: 'interrupted'; readonly reason: string }
  | { readonly kind: 'failed'; readonly failure: Failure };

// Waits of 5 s doubling to 5 minutes: an account that is unreachable for half an hour does not fail the job.
const MAX_FAULTS = 10;
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 300_000;

export const freshLanes = (count: number): readonly LaneState[] =>
  Array.from({ length: count }, (_, lane) => ({ lane, seq: 0, done: false }));

/** The lane after its slice. A fault leaves it where it was, to run the same slice again after a while. */
export const advanceLane = (before: LaneState, outcome: SliceOutcome<unknown>, now: number): LaneState => {
  const { lane, seq } = before;
  if (outcome.kind === 'advanced') return { lane, seq: seq + 1, done: outcome.done };
  const faults = (before.faults ?? 0) + 1;
  const wait = Math.min(FIRST_WAIT_MS * 2 ** (faults - 1), LONGEST_WAIT_MS);
  return { lane, seq, done: false, faults, notBefore: now + wait };
};

export type NextRound =
  | { readonly next: 'finished' }
  /** These lanes; the others are done, or wait after a fault. */
  | { readonly next: 'run'; readonly lanes: readonly LaneState[] }
  | { readonly next: 'wait'; readonly seconds: number }
  | { readonly next: 'give-up' };

export const nextRound = (lanes: readonly LaneState[], now: number): NextRound => {
  const open = lanes.filter(({ done }) => !done);
  if (open.length === 0) return { next: 'finished' };
  if (open.some(({ faults = 0 }) => faults > MAX_FAULTS)) return { next: 'give-up' };
  const ready = open.filter(({ notBefore = now }) => notBefore <= now);
  if (ready.length > 0) return { next: 'run', lanes: ready };
  const soonest = Math.min(...open.map(({ notBefore = now }) => notBefore));
  return { next: 'wait', seconds: (soonest - now) / 1_000 };
};
