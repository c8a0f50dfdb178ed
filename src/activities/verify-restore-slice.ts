// Activity: verifies the restored blobs of one lane until its time is up.

import type { VerifyCounters } from '../domain/job/counters.ts';
import { addCounters, noVerifyCounters } from '../domain/job/counters.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import type { Dependencies } from './dependencies.ts';
import { isTransient, permanentFailure } from './permanent-failure.ts';
import { requirePlan } from './require-run.ts';
import { walkLane } from './restore/lane-walk.ts';
import { verifyRange } from './restore/verify-range.ts';

type Input = InputOf<typeof activities.verifyRestoreSlice>;
type Output = OutputOf<typeof activities.verifyRestoreSlice>;

export const verifyRestoreSlice =
  (deps: Dependencies) =>
  async (input: Input): Promise<Output> => {
    try {
      return await work(deps, input);
    } catch (error) {
      if (isTransient(error)) return { kind: 'interrupted', reason: error.message };
      return { kind: 'failed', failure: permanentFailure(error) };
    }
  };

const work = async (
  { storage, vault, clock, log, settings }: Dependencies,
  { jobId, lane, cursor, sliceSeconds }: Input,
): Promise<Output> => {
  const found = await requirePlan(vault, jobId);
  if (!found.ok) return { kind: 'failed', failure: found.failure };
  const plan = found.value;
  const context = {
    plan,
    data: storage.open(plan.dataAccountId),
    target: storage.open(plan.targetAccountId),
    log,
    chunks: vault.chunks(plan.dataAccountId),
    concurrency: settings.copyConcurrency,
  };
  const deadline = clock.now() + sliceSeconds * 1_000;
  return await walkLane<VerifyCounters>({
    ranges: plan.lanes[lane] ?? [],
    ...(cursor === undefined ? {} : { cursor }),
    none: noVerifyCounters,
    add: addCounters,
    isOver: () => clock.now() >= deadline,
    work: (range, from) => verifyRange(context, range, from),
  });
};
