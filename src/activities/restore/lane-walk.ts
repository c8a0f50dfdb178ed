// Walks the ranges of one lane of a restore from a cursor until they or the time are at an end. A transient fault after
// some progress ends the slice there; before any, it interrupts it.

import type { SliceCursor } from '../../domain/job/slices.ts';
import type { RestoreRange } from '../../domain/restore/plan-restore.ts';
import type { Failure } from '../../domain/shared/failure.ts';
import { isTransient, permanentFailure } from '../permanent-failure.ts';

/** One piece of work done: what it counts, and the place up to which the range is done. */
export interface Progress<Counters> {
  readonly counters: Counters;
  readonly after: string;
}

export interface LaneWalk<Counters> {
  readonly ranges: readonly RestoreRange[];
  readonly cursor: SliceCursor;
  readonly none: Counters;
  readonly add: (a: Counters, b: Counters) => Counters;
  readonly isOver: () => boolean;
  /** Yields after each piece. A permanent failure is returned. */
  readonly work: (
    range: RestoreRange,
    from: SliceCursor | undefined,
  ) => AsyncGenerator<Progress<Counters>, Failure | undefined>;
}

export type Walked<Counters> =
  /** Without a cursor the lane is done. */
  | { readonly kind: 'walked'; readonly counters: Counters; readonly cursor?: SliceCursor }
  | { readonly kind: 'interrupted'; readonly reason: string }
  | { readonly kind: 'failed'; readonly failure: Failure };

export const walkLane = async <Counters>(walk: LaneWalk<Counters>): Promise<Walked<Counters>> => {
  let counters = walk.none;
  let { cursor } = walk;
  let advanced = false;
  const step = async (pieces: ReturnType<typeof walk.work>): Promise<'more' | 'range-done' | Failure> => {
    const piece = await pieces.next();
    if (piece.done === true) {
      if (piece.value !== undefined) return piece.value;
      cursor = { range: cursor.range + 1 };
    } else {
      counters = walk.add(counters, piece.value.counters);
      cursor = { range: cursor.range, after: piece.value.after };
    }
    advanced = true;
    return piece.done === true ? 'range-done' : 'more';
  };
  const pause = (): Walked<Counters> =>
    walk.ranges[cursor.range] === undefined
      ? { kind: 'walked', counters }
      : { kind: 'walked', cursor, counters };
  try {
    for (let range = walk.ranges[cursor.range]; range !== undefined; range = walk.ranges[cursor.range]) {
      const pieces = walk.work(range, cursor.after === undefined ? undefined : cursor);
      let state = await step(pieces);
      for (; state === 'more'; state = await step(pieces)) if (walk.isOver()) return pause();
      if (state !== 'range-done') return { kind: 'failed', failure: state };
      if (walk.isOver()) return pause();
    }
    return pause();
  } catch (error) {
    if (!isTransient(error)) return { kind: 'failed', failure: permanentFailure(error) };
    return advanced ? pause() : { kind: 'interrupted', reason: error.message };
  }
};
