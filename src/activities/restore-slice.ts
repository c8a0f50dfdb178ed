// Activity: restores blobs of one lane until its time is up.

import type { RestoreCounters } from '../domain/job/counters.ts';
import { addCounters, noRestoreCounters } from '../domain/job/counters.ts';
import type { ManifestEntry } from '../domain/manifest/entry.ts';
import type { RestorePlan } from '../vault/documents/restore-plan.ts';
import { inParallel } from '../vault/in-parallel.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import type { Dependencies } from './dependencies.ts';
import type { LaneWalk } from './restore/lane-walk.ts';
import { inBatches, rangeEntries } from './restore/range-entries.ts';
import { recordedSlice } from './restore/recorded-slice.ts';
import type { RestoreContext } from './restore/restore-blob.ts';
import { restoreBlob } from './restore/restore-blob.ts';

type Input = InputOf<typeof activities.restoreSlice>;
type Output = OutputOf<typeof activities.restoreSlice>;

const BATCH = 512;

export const restoreSlice =
  (deps: Dependencies) =>
  async (input: Input): Promise<Output> =>
    await recordedSlice<RestoreCounters>(deps, input, {
      phase: 'restore',
      none: noRestoreCounters,
      add: addCounters,
      workOn: (plan) => restoring(deps, plan),
    });

const restoring = (
  { storage, vault, log, settings }: Dependencies,
  plan: RestorePlan,
): LaneWalk<RestoreCounters>['work'] => {
  const context = {
    plan,
    data: storage.open(plan.dataAccountId),
    target: storage.open(plan.targetAccountId),
    log,
  };
  const chunks = vault.chunks(plan.dataAccountId);
  return async function* work(range, from) {
    const entries = rangeEntries(chunks, plan.manifestRoot, range, from?.after);
    for await (const batch of inBatches(entries, BATCH)) {
      const counters = await restoreBatch(context, batch, range.target, settings.copyConcurrency);
      yield { counters, after: batch.at(-1)?.name ?? '' };
    }
    return undefined;
  };
};

const restoreBatch = async (
  context: RestoreContext,
  batch: readonly ManifestEntry[],
  target: string,
  concurrency: number,
): Promise<RestoreCounters> => {
  const counts = await inParallel(batch, concurrency, async (entry): Promise<RestoreCounters> => {
    const outcome = await restoreBlob(context, entry, target);
    if (outcome === 'restored') return { blobs: 1, bytes: entry.size, skipped: 0 };
    return { blobs: 0, bytes: 0, skipped: outcome === 'skipped' ? 1 : 0 };
  });
  return counts.reduce(addCounters, noRestoreCounters);
};
