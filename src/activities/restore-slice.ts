// Activity: restores blobs of one lane until its time is up. Repeated, it writes the same blobs again.

import type { RestoreCounters } from '../domain/job/counters.ts';
import { addCounters, noRestoreCounters } from '../domain/job/counters.ts';
import type { ManifestEntry } from '../domain/manifest/entry.ts';
import { inParallel } from '../vault/in-parallel.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import type { Dependencies } from './dependencies.ts';
import { isTransient, permanentFailure } from './permanent-failure.ts';
import { requirePlan } from './require-run.ts';
import { walkLane } from './restore/lane-walk.ts';
import { inBatches, rangeEntries } from './restore/range-entries.ts';
import type { RestoreContext } from './restore/restore-blob.ts';
import { restoreBlob } from './restore/restore-blob.ts';

type Input = InputOf<typeof activities.restoreSlice>;
type Output = OutputOf<typeof activities.restoreSlice>;

const BATCH = 512;

export const restoreSlice =
  (deps: Dependencies) =>
  async (input: Input): Promise<Output> => {
    try {
      return await work(deps, input);
    } catch (error) {
      if (isTransient(error)) return { kind: 'interrupted', reason: error.message };
      return { kind: 'failed', failure: permanentFailure(error) };
    }
  };

const work = async (deps: Dependencies, { jobId, lane, cursor, sliceSeconds }: Input): Promise<Output> => {
  const found = await requirePlan(deps.vault, jobId);
  if (!found.ok) return { kind: 'failed', failure: found.failure };
  const plan = found.value;
  const { storage, vault, clock, log, settings } = deps;
  const context = {
    plan,
    data: storage.open(plan.dataAccountId),
    target: storage.open(plan.targetAccountId),
    log,
  };
  const chunks = vault.chunks(plan.dataAccountId);
  const deadline = clock.now() + sliceSeconds * 1_000;
  return await walkLane<RestoreCounters>({
    ranges: plan.lanes[lane] ?? [],
    ...(cursor === undefined ? {} : { cursor }),
    none: noRestoreCounters,
    add: addCounters,
    isOver: () => clock.now() >= deadline,
    async *work(range, from) {
      for await (const batch of inBatches(
        rangeEntries(chunks, plan.manifestRoot, range, from?.after),
        BATCH,
      )) {
        const counters = await restoreBatch(context, batch, range.target, settings.copyConcurrency);
        yield { counters, after: batch.at(-1)?.name ?? '' };
      }
      return undefined;
    },
  });
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
