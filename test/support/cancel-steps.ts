// Cancels a workflow's job just before its n-th call of an activity, as a request would that falls there.

import { mayFollow } from '../../src/domain/job/transitions.ts';
import type { Vault } from '../../src/vault/vault.ts';

/** As the operation writes it; without a job yet there is nothing to cancel. */
export const cancelInVault = async (vault: Vault, jobId: string): Promise<void> => {
  await vault.jobs.update(jobId, (job) =>
    mayFollow(job.status, 'Cancelling')
      ? { ...job, status: 'Cancelling', cancelRequestedAt: '2026-11-22T02:00:00.000Z' }
      : undefined,
  );
};

interface Called {
  readonly vault: Vault;
  callActivity(name: string, input: object): Promise<object>;
}

export const cancelBefore = (engine: Called, n: number) => {
  let calls = 0;
  return {
    activity: async (name: string, input: object): Promise<object> => {
      calls += 1;
      if (calls === n) await cancelInVault(engine.vault, (input as { readonly jobId: string }).jobId);
      return await engine.callActivity(name, input);
    },
  };
};
