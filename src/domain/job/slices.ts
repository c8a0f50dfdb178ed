// Long work goes in lanes side by side, and a lane in slices of bounded time: where one ends, and where the next begins.

import type { Failure } from '../shared/failure.ts';

export interface LaneState<Cursor> {
  readonly lane: number;
  /** Number of the next slice of the lane. */
  readonly seq: number;
  readonly cursor?: Cursor;
  readonly done: boolean;
  /** Transient faults in a row; absent: none. */
  readonly faults?: number;
}

/** Where a slice begins. */
export interface SliceCursor {
  /** Index into the lane's ranges. */
  readonly range: number;
  /** Page of the listing in which `after` stands; absent: the first. */
  readonly continuation?: string;
  /** Last name dealt with. */
  readonly after?: string;
}

export type SliceOutcome<Cursor, Counters> =
  | {
      readonly kind: 'advanced';
      readonly done: boolean;
      readonly cursor?: Cursor;
      readonly counters: Counters;
      /** Containers that were found deleted. */
      readonly goneContainers?: readonly string[];
    }
  /** A transient fault: nothing is lost, the same slice may run again. */
  | { readonly kind: 'interrupted'; readonly reason: string }
  | { readonly kind: 'failed'; readonly failure: Failure };

// Waits of 5 s doubling to 5 minutes: an account that is unreachable for half an hour does not fail the job.
const MAX_FAULTS = 10;
const FIRST_WAIT_SECONDS = 5;
const LONGEST_WAIT_SECONDS = 300;

export const freshLanes = (count: number): readonly LaneState<never>[] =>
  Array.from({ length: count }, (_, lane) => ({ lane, seq: 0, done: false }));

/** The lane after its slice. A fault leaves it where it was: the same slice runs again. */
export const advanceLane = <Cursor>(
  before: LaneState<Cursor>,
  outcome: SliceOutcome<Cursor, unknown>,
): LaneState<Cursor> => {
  if (outcome.kind !== 'advanced') return { ...before, faults: (before.faults ?? 0) + 1 };
  const { done, cursor } = outcome;
  return { lane: before.lane, seq: before.seq + 1, done, ...(cursor === undefined ? {} : { cursor }) };
};

export type AfterRound =
  | { readonly next: 'finished' }
  /** Another round, after so many seconds; zero: at once. */
  | { readonly next: 'go-on'; readonly waitSeconds: number }
  | { readonly next: 'give-up' };

export const afterRound = (lanes: readonly LaneState<unknown>[]): AfterRound => {
  if (lanes.every(({ done }) => done)) return { next: 'finished' };
  const faults = Math.max(...lanes.map((lane) => lane.faults ?? 0));
  if (faults > MAX_FAULTS) return { next: 'give-up' };
  const wait = Math.min(FIRST_WAIT_SECONDS * 2 ** (faults - 1), LONGEST_WAIT_SECONDS);
  return { next: 'go-on', waitSeconds: faults === 0 ? 0 : wait };
};
