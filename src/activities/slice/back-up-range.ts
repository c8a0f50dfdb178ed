// Backs up one range of a lane (in this version a whole container), from where the slice before ended to its end or to
// where the time is up.

import type { SliceCursor } from '../../domain/job/slices.ts';
import type { Failure } from '../../domain/shared/failure.ts';
import { fail } from '../../domain/shared/failure.ts';
import type { SlicePart } from '../../vault/documents/run.ts';
import { isTransient } from '../permanent-failure.ts';
import { listInOrder, listSorted, MAX_SORTED } from './ordered-listing.ts';
import type { Step } from './range-merge.ts';
import { RangeMerge } from './range-merge.ts';
import type { SliceContext } from './slice-context.ts';

export interface Range {
  readonly range: number;
  readonly container: string;
}

export type RangeOutcome =
  | { readonly kind: 'finished'; readonly part: SlicePart }
  /** To be taken up at the cursor; without a part nothing is finished that could be recorded. */
  | { readonly kind: 'stopped'; readonly part?: SlicePart; readonly cursor: SliceCursor }
  | { readonly kind: 'failed'; readonly failure: Failure };

export const backUpRange = async (
  slice: SliceContext,
  place: Range,
  cursor: SliceCursor | undefined,
): Promise<RangeOutcome> => {
  const { after, continuation } = cursor ?? {};
  const from = {
    ...(after === undefined ? {} : { after }),
    ...(continuation === undefined ? {} : { continuation }),
  };
  const merge = new RangeMerge(slice, { ...place, ...(after === undefined ? {} : { after }), stops: true });
  const stop = (): RangeOutcome => stopped(merge, cursor ?? { range: place.range });
  try {
    for await (const page of listInOrder(slice.source, place.container, {
      ...from,
      include: include(slice),
    })) {
      slice.tally.requests += 1;
      if (page.kind === 'gone') return { kind: 'finished', part: gonePart(place) };
      if (page.kind === 'unordered') return await backUpUnordered(slice, place);
      const step = await merge.addPage(page.items, page.continuation);
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

/** All at once: in the middle of such a listing there is no name before which everything has been seen. */
const backUpUnordered = async (slice: SliceContext, place: Range): Promise<RangeOutcome> => {
  slice.log.info('The listing is in another order than the manifest; sorting it', {
    container: place.container,
  });
  const listed = await listSorted(slice.source, place.container, include(slice));
  if (listed.kind === 'gone') return { kind: 'finished', part: gonePart(place) };
  if (listed.kind === 'too-many') {
    const { failure } = fail(
      'InternalError',
      `The container ${place.container} lists more than ${MAX_SORTED} blobs in an order that needs sorting in memory.`,
      ['Spread the blobs over several containers, or exclude the container from the backup instance.'],
    );
    return { kind: 'failed', failure };
  }
  slice.tally.requests += Math.ceil(listed.items.length / 5_000);
  const merge = new RangeMerge(slice, { ...place, stops: false });
  const step = await merge.addPage(listed.items, undefined);
  const last = step.kind === 'more' ? await merge.finish() : step;
  return last.kind === 'finished'
    ? last
    : ended(last, () => ({ kind: 'stopped', cursor: { range: place.range } }));
};

const include = (slice: SliceContext) => ({
  snapshots: true,
  // Tells directories; elsewhere it would only make pages larger.
  metadata: slice.hierarchical,
});

const ended = (step: Step, stop: () => RangeOutcome): RangeOutcome =>
  step.kind === 'failed' ? { kind: 'failed', failure: step.failure } : stop();

const stopped = ({ safe }: RangeMerge, start: SliceCursor): RangeOutcome => {
  if (safe === undefined) return { kind: 'stopped', cursor: start };
  const { part, after, continuation } = safe;
  const cursor = { range: start.range, after, ...(continuation === undefined ? {} : { continuation }) };
  return { kind: 'stopped', part, cursor };
};

const gonePart = ({ range, container }: Range): SlicePart => ({
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
