// The listing as the service gives it, for accounts that list whole names in the manifest's order. Says so as soon as a
// name comes out of order.

import type { BlobItem } from '../../ports/object-store.ts';
import type { Listed, RangeListing } from './range-listing.ts';
import { readPage } from './range-listing.ts';

export async function* listByName(range: RangeListing): AsyncGenerator<Listed> {
  const { prefix, after, to, include } = range;
  let continuation: string | undefined;
  let last = after ?? '';
  do {
    const page = await readPage(range, {
      include,
      ...(prefix === undefined ? {} : { prefix }),
      ...(after === undefined ? {} : { startFrom: after }),
      ...(continuation === undefined ? {} : { continuation }),
    });
    for (const { name } of page.items) {
      // Snapshots stand beside their blob, under its name.
      if (name < last) {
        yield { kind: 'unordered' };
        return;
      }
      last = name;
    }
    const items = within(page.items, after, to);
    if (items.length > 0) yield { kind: 'page', items };
    continuation = reachesEnd(page.items.at(-1), to) ? undefined : page.continuation;
  } while (continuation !== undefined);
}

const within = (
  items: readonly BlobItem[],
  after: string | undefined,
  to: string | undefined,
): readonly BlobItem[] => {
  const [first, last] = [items[0]?.name ?? '', items.at(-1)?.name ?? ''];
  if ((after === undefined || first > after) && (to === undefined || last <= to)) return items;
  return items.filter(
    ({ name }) => (after === undefined || name > after) && (to === undefined || name <= to),
  );
};

/** A snapshot may be followed by its blob. */
const reachesEnd = (last: BlobItem | undefined, to: string | undefined): boolean =>
  last !== undefined &&
  to !== undefined &&
  (last.name > to || (last.name === to && last.snapshot === undefined));
