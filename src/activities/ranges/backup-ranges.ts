// How the work of a backup is cut into ranges: along the leaves of the recovery point before, and where a container is
// new by looking at it.

import type { ListingWay } from '../../domain/job/slices.ts';
import type { RangeSizes } from '../../domain/manifest/balanced-ranges.ts';
import { balancedRanges, partsOf, RANGES_PER_LANE } from '../../domain/manifest/balanced-ranges.ts';
import type { LeafRef } from '../../domain/manifest/chunk.ts';
import type { KeyRange } from '../../domain/manifest/key-range.ts';
import { leafRefs } from '../../domain/manifest/walk.ts';
import type { RecoveryPoint } from '../../domain/recovery-point/recovery-point.ts';
import type { Weighted } from '../../domain/shared/deal-lanes.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { isStoreError } from '../../ports/object-store.ts';
import type { ChunkStore } from '../../vault/chunk-store.ts';
import { isVaultError } from '../../vault/vault-error.ts';
import { rangesWay } from '../listing/service-order.ts';
import { surveyContainer } from './sized-stretches.ts';

export interface RangesRequest {
  readonly source: ObjectStore;
  readonly containers: readonly string[];
  readonly lanes: number;
  readonly sizes: RangeSizes;
  /** The point to build on, and its manifest's chunks. */
  readonly previous?: { readonly point: RecoveryPoint; readonly chunks: ChunkStore };
  readonly isOver: () => boolean;
}

/** Listings to find ranges by, at most: a few seconds of work, however many blobs there are. */
const LISTINGS = 600;

export interface BackupRanges {
  readonly ranges: readonly Weighted<KeyRange>[];
  readonly way: ListingWay;
}

export const findBackupRanges = async (request: RangesRequest): Promise<BackupRanges> => {
  const { containers, previous } = request;
  const before = new Map(previous?.point.containers.map(({ name, blobs }) => [name, blobs]));
  const budget = { left: LISTINGS };
  const known = containers.filter((container) => before.has(container));
  const along = await alongLeaves(request, known).catch((error: unknown) => {
    // What cannot be read of the manifest before is dealt with by the slices.
    if (!isVaultError(error)) throw error;
    return new Map<string, readonly Weighted<KeyRange>[]>();
  });
  const ranges: Weighted<KeyRange>[] = [];
  for (const container of containers) {
    const found = along.get(container);
    ranges.push(...(found ?? (await byLooking(request, container, budget))));
  }
  const ends = ranges.flatMap(({ work: { container, to } }) =>
    to === undefined ? [] : [{ container, name: to }],
  );
  return { ranges, way: await rangesWay(request.source, ends) };
};

const alongLeaves = async (
  { previous, lanes, sizes }: RangesRequest,
  known: readonly string[],
): Promise<ReadonlyMap<string, readonly Weighted<KeyRange>[]>> => {
  const leaves = new Map<string, LeafRef[]>(known.map((container) => [container, []]));
  if (previous === undefined) return new Map();
  for await (const leaf of leafRefs(previous.chunks, previous.point.manifestRoot))
    leaves.get(leaf.container)?.push(leaf);
  const { blobs: total, containers } = previous.point;
  const entries = new Map(containers.map(({ name, blobs }) => [name, blobs]));
  return new Map(
    [...leaves].map(([container, own]) => {
      const parts = partsOf(entries.get(container) ?? 0, total, lanes, sizes);
      return [container, balancedRanges(container, own, parts)];
    }),
  );
};

const byLooking = async (
  { source, lanes, sizes, isOver }: RangesRequest,
  container: string,
  budget: { left: number },
): Promise<readonly Weighted<KeyRange>[]> => {
  const wanted = lanes * RANGES_PER_LANE;
  if (budget.left <= 0 || isOver()) return [{ work: { container }, weight: sizes.least }];
  try {
    // Three times as many stretches as ranges, so that these come out even.
    const survey = { store: source, container, wanted: wanted * 3, least: sizes.least, budget, isOver };
    return balancedRanges(container, await surveyContainer(survey), wanted);
  } catch (error) {
    // The slice will find the same.
    if (isStoreError(error) && error.code === 'container-not-found')
      return [{ work: { container }, weight: 0 }];
    throw error;
  }
};
