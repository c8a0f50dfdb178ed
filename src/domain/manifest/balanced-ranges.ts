// One container's names cut into ranges of about equal work, and how many there should be of an account.

import type { Weighted } from '../shared/deal-lanes.ts';
import type { KeyRange } from './key-range.ts';
import { isOrderSafe } from './key-range.ts';

/** Consecutive names up to and including `last`. */
export interface Stretch {
  readonly last: string;
  readonly entries: number;
}

export interface RangeSizes {
  /** A range of fewer entries costs more requests than it spares time. */
  readonly least: number;
  /** More entries in one range would keep one lane at work when the others are done. */
  readonly most: number;
}

export const usualRangeSizes: RangeSizes = { least: 20_000, most: 200_000 };

/** For each lane, so that lanes end at about the same time although ranges take longer than they look. */
export const RANGES_PER_LANE = 4;

/** Ranges of a container with so many of the account's entries. */
export const partsOf = (
  entries: number,
  total: number,
  lanes: number,
  { least, most }: RangeSizes,
): number => {
  const aim = Math.min(Math.max(total / (lanes * RANGES_PER_LANE), least), most);
  return Math.max(Math.round(entries / aim), 1);
};

/**
 * Stretches in order. Covers every name. Fewer parts than asked for where there are fewer stretches, or names at which no
 * range may end.
 */
export const balancedRanges = (
  container: string,
  stretches: readonly Stretch[],
  parts: number,
): readonly Weighted<KeyRange>[] => {
  const total = stretches.reduce((sum, { entries }) => sum + entries, 0);
  const ranges: Weighted<KeyRange>[] = [];
  let after: string | undefined;
  let done = 0;
  let before = 0;
  const lower = () => (after === undefined ? {} : { after });
  for (const { last, entries } of stretches.slice(0, -1)) {
    done += entries;
    if (done * parts < total * (ranges.length + 1) || !isOrderSafe(last)) continue;
    ranges.push({ work: { container, ...lower(), to: last }, weight: done - before });
    after = last;
    before = done;
  }
  return [...ranges, { work: { container, ...lower() }, weight: total - before }];
};
