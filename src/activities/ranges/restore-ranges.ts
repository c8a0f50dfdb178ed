// How the work of a restore is cut into ranges: along the leaves of the recovery point's manifest.

import type { RangeSizes, Stretch } from '../../domain/manifest/balanced-ranges.ts';
import { balancedRanges, partsOf } from '../../domain/manifest/balanced-ranges.ts';
import { leafRefs } from '../../domain/manifest/walk.ts';
import type { RestoreRange } from '../../domain/restore/plan-restore.ts';
import type { Weighted } from '../../domain/shared/deal-lanes.ts';
import type { ChunkStore } from '../../vault/chunk-store.ts';

export interface Cutting {
  readonly chunks: ChunkStore;
  readonly root: string;
  readonly lanes: number;
  readonly sizes: RangeSizes;
}

/** @param measured stretches with their numbers of entries; single blobs stay together */
export const cutRestoreRanges = async (
  cutting: Cutting,
  measured: readonly Weighted<RestoreRange>[],
): Promise<readonly Weighted<RestoreRange>[]> => {
  const total = measured.reduce((sum, { weight }) => sum + weight, 0);
  const cut: Weighted<RestoreRange>[] = [];
  for (const one of measured) cut.push(...(await cutRange(cutting, one, total)));
  return cut;
};

const cutRange = async (
  { chunks, root, lanes, sizes }: Cutting,
  { work, weight }: Weighted<RestoreRange>,
  total: number,
): Promise<readonly Weighted<RestoreRange>[]> => {
  const { target, blobs, ...scope } = work;
  const parts = partsOf(weight, total, lanes, sizes);
  if (blobs !== undefined || parts === 1) return [{ work, weight }];
  const stretches: Stretch[] = [];
  for await (const leaf of leafRefs(chunks, root, scope)) stretches.push(leaf);
  return balancedRanges(scope.container, stretches, parts).map((range) => ({
    work: { ...scope, target, ...range.work },
    weight: range.weight,
  }));
};
