// Differences of two recovery points added up by where they are: one row for every blob and folder directly under a
// prefix. Bounded: what does not fit is left for the next page.

import { itemName } from './browse.ts';
import type { Difference } from './diff.ts';
import type { EntryKey } from './entry.ts';

export interface ChangeRow {
  readonly container: string;
  /** A blob's name, or a folder's with a slash at its end; '' for a whole container. */
  readonly name: string;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  /** Bytes of what is added, and of what is changed as it is afterwards. */
  readonly bytesAfter: number;
  /** Bytes of what is removed, and of what is changed as it was before. */
  readonly bytesBefore: number;
}

export interface ChangePage {
  readonly rows: readonly ChangeRow[];
  /** The last difference of this page, where there may be more: the next begins behind it, perhaps in the same row. */
  readonly last?: EntryKey;
}

export interface PageLimits {
  readonly rows: number;
  readonly differences: number;
}

const keyOf = (difference: Difference): EntryKey =>
  difference.change === 'removed' ? difference.before : difference.after;

/** @param prefix within the container; undefined: rows are containers */
export const summarizeChanges = async (
  differences: AsyncIterable<Difference>,
  prefix: string | undefined,
  limits: PageLimits,
): Promise<ChangePage> => {
  const rows: ChangeRow[] = [];
  let row: ChangeRow | undefined;
  let last: EntryKey | undefined;
  let seen = 0;
  for await (const difference of differences) {
    const { container, name: blob } = keyOf(difference);
    const name = prefix === undefined ? '' : itemName(blob, prefix);
    const isNew = row?.container !== container || row.name !== name;
    if (last !== undefined && (seen === limits.differences || (isNew && rows.length === limits.rows)))
      return { rows, last };
    if (isNew) rows.push(emptyRow(container, name));
    row = add(rows.pop() ?? emptyRow(container, name), difference);
    rows.push(row);
    last = { container, name: blob };
    seen += 1;
  }
  return { rows };
};

const emptyRow = (container: string, name: string): ChangeRow => ({
  container,
  name,
  added: 0,
  changed: 0,
  removed: 0,
  bytesAfter: 0,
  bytesBefore: 0,
});

const add = (row: ChangeRow, difference: Difference): ChangeRow => ({
  ...row,
  [difference.change]: row[difference.change] + 1,
  bytesAfter: row.bytesAfter + (difference.change === 'removed' ? 0 : difference.after.size),
  bytesBefore: row.bytesBefore + (difference.change === 'added' ? 0 : difference.before.size),
});
