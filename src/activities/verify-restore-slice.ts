// Activity: verifies the restored blobs of one lane until its time is up.

import type { VerifyCounters } from '../domain/job/counters.ts';
import { addCounters, noVerifyCounters } from '../domain/job/counters.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import type { Dependencies } from './dependencies.ts';
import { recordedSlice } from './restore/recorded-slice.ts';
import { verifyRange } from './restore/verify-range.ts';

type Input = InputOf<typeof activities.verifyRestoreSlice>;
type Output = OutputOf<typeof activities.verifyRestoreSlice>;

export const verifyRestoreSlice =
  (deps: Dependencies) =>
  async (input: Input): Promise<Output> => {
    const { storage, vault, log, settings } = deps;
    return await recordedSlice<VerifyCounters>(deps, input, {
      phase: 'verify',
      none: noVerifyCounters,
      add: addCounters,
      workOn: (plan) => {
        const context = {
          plan,
          data: storage.open(plan.dataAccountId),
          target: storage.open(plan.targetAccountId),
          log,
          chunks: vault.chunks(plan.dataAccountId),
          concurrency: settings.copyConcurrency,
        };
        return (range, from) => verifyRange(context, range, from);
      },
    });
  };
