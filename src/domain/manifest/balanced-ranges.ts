// One container cut into ranges of about equal work, along the leaves of the recovery point before.

import type { LeafRef } from './chunk.ts';
import type { KeyRange } from './key-range.ts';

/** Leaves of one container, in order. Fewer parts than asked for where there are fewer leaves. Covers every name. */
export const balancedRanges = (
  container: string,
  leaves: readonly LeafRef[],
  parts: number,
): readonly KeyRange[] => {
  const total = leaves.reduce((sum, leaf) => sum + leaf.entries, 0);
  const ranges: KeyRange[] = [];
  let after: string | undefined;
  let done = 0;
  for (const leaf of leaves.slice(0, -1)) {
    done += leaf.entries;
    if (done * parts < total * (ranges.length + 1)) continue;
    ranges.push({ container, ...(after === undefined ? {} : { after }), to: leaf.last });
    after = leaf.last;
  }
  return [...ranges, { container, ...(after === undefined ? {} : { after }) }];
};
