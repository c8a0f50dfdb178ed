// Backs up one range of a lane, from where the slice before ended to its end or to where the time is up. Where the
// service lists in another order than the way of listing allows for, the range begins anew in the next way.

import type { ListingWay, SliceCursor } from '../../domain/job/slices.ts';
import type { KeyRange } from '../../domain/manifest/key-range.ts';
import type { Failure } from '../../domain/shared/failure.ts';
import { fail } from '../../domain/shared/failure.ts';
import type { SlicePart } from '../../vault/documents/run.ts';
import { listRange } from '../listing/list-range.ts';
import { nextWay } from '../listing/range-listing.ts';
import { isTransient } from '../permanent-failure.ts';
import type { Step } from './range-merge.ts';
import { RangeMerge } from './range-merge.ts';
import type { SliceContext } from './slice-context.ts';

export interface Range extends KeyRange {
  /** Position in the lane's ranges. */
  readonly range: number;
}

export type RangeOutcome =
  | { readonly kind: 'finished'; readonly part: SlicePart }
  /** To be taken up at the cursor; without a part nothing is finished that could be recorded. */
  | { readonly kind: 'stopped'; readonly part?: SlicePart; readonly cursor: SliceCursor }
  | { readonly kind: 'failed'; readonly failure: Failure };

export const backUpRange = async (
  slice: SliceContext,
  range: Range,
  cursor: SliceCursor | undefined,
): Promise<RangeOutcome> => {
  let way = cursor?.way ?? slice.way;
  for (let from = cursor?.after; ; from = undefined) {
    const outcome = await backUpInOneWay(slice, range, from, way);
    if (outcome.kind !== 'unordered') return outcome;
    slice.log.info('The listing is in another order than the manifest; listing in another way', {
      container: range.container,
      way: nextWay(way),
    });
    way = nextWay(way);
  }
};

const backUpInOneWay = async (
  slice: SliceContext,
  { range, container, after, to }: Range,
  from: string | undefined,
  way: ListingWay,
): Promise<RangeOutcome | { readonly kind: 'unordered' }> => {
  const lower = from ?? after;
  const stretch = {
    container,
    ...(lower === undefined ? {} : { after: lower }),
    ...(to === undefined ? {} : { to }),
  };
  const merge = new RangeMerge(slice, { ...stretch, range, fromStart: from === undefined });
  const stop = (): RangeOutcome => {
    const { part, after: done = from } = merge.safe ?? {};
    const cursor = {
      range,
      ...(done === undefined ? {} : { after: done }),
      ...(way === slice.way ? {} : { way }),
    };
    return { kind: 'stopped', ...(part === undefined ? {} : { part }), cursor };
  };
  const listing = listRange(
    {
      ...stretch,
      store: slice.source,
      hierarchical: slice.hierarchical,
      // Metadata tells directories; elsewhere it would only make pages larger.
      include: { snapshots: true, metadata: slice.hierarchical },
      count: () => {
        slice.tally.requests += 1;
      },
    },
    way,
  );
  try {
    for await (const page of listing) {
      if (page.kind === 'gone') return { kind: 'finished', part: gonePart(range, container) };
      if (page.kind === 'unordered') return page;
      if (page.kind === 'too-many') return tooMany(container, page.folder);
      const step = await merge.addPage(page.items);
      if (step.kind !== 'more') return ended(step, stop);
    }
    const last = await merge.finish();
    return last.kind === 'finished' ? last : ended(last, stop);
  } catch (error) {
    // What is done up to the last boundary is kept; the next slice meets the fault afresh.
    if (merge.safe !== undefined && isTransient(error)) return stop();
    throw error;
  }
};

const ended = (step: Step, stop: () => RangeOutcome): RangeOutcome =>
  step.kind === 'failed' ? { kind: 'failed', failure: step.failure } : stop();

const tooMany = (container: string, folder: string): RangeOutcome => {
  const { failure } = fail(
    'InternalError',
    `Too many blobs are directly in ${container}/${folder} for an order of listing that needs sorting in memory.`,
    ['Spread the blobs over several folders, or exclude the container from the backup instance.'],
  );
  return { kind: 'failed', failure };
};

const gonePart = (range: number, container: string): SlicePart => ({
  range,
  container,
  fromStart: true,
  gone: true,
  leaves: [],
  copiedBlobs: 0,
  copiedBytes: 0,
  knownBlobs: 0,
  warnings: [],
});
