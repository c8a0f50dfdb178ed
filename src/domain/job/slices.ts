// Long work goes in lanes side by side, and a lane in slices of bounded time: where one ends, and where the next begins.

import type { Failure } from '../shared/failure.ts';

export interface LaneState<Cursor> {
  readonly lane: number;
  /** Number of the next slice of the lane. */
  readonly seq: number;
  readonly cursor?: Cursor;
  readonly done: boolean;
}

/** Where a slice of a backup begins. */
export interface SliceCursor {
  /** Index into the lane's ranges. */
  readonly range: number;
  /** Page of the listing on which the next name stands; absent: the first. */
  readonly continuation?: string;
  /** Last name dealt with. */
  readonly after?: string;
}

/** Where a slice of a restore, or of its verification, begins. */
export interface RestoreCursor {
  /** Index into the lane's ranges. */
  readonly range: number;
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
