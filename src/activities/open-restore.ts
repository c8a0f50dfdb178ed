// Activity: opens a restore: its job, a pin that keeps the recovery point from being pruned, and a look at the target.

import { newRestoreJob } from '../domain/job/new-job.ts';
import { restoreOrchestrationId } from '../domain/job/orchestration-id.ts';
import { isFinal } from '../domain/job/transitions.ts';
import type { RecoveryPoint } from '../domain/recovery-point/recovery-point.ts';
import { refuseTarget } from '../domain/restore/check-target.ts';
import type { Failure } from '../domain/shared/failure.ts';
import { succeed } from '../domain/shared/failure.ts';
import { accountNameOf } from '../ports/object-store.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import type { Dependencies } from './dependencies.ts';
import { settling } from './permanent-failure.ts';
import { pinPoint } from './pin-point.ts';

type Input = InputOf<typeof activities.openRestore>;
type Output = OutputOf<typeof activities.openRestore>;

export const openRestore =
  (deps: Dependencies) =>
  async (input: Input): Promise<Output> =>
    await settling(() => open(deps, input));

const open = async (deps: Dependencies, input: Input): Promise<Output> => {
  const { vault } = deps;
  const { backupInstance, recoveryPointId, jobId, startTime } = input;
  const { job } = await vault.jobs.create(newRestoreJob(input));
  if (isFinal(job.status)) return succeed({ state: 'already-closed', status: job.status });
  const orchestrationId = restoreOrchestrationId(jobId);
  const point = await pinPoint(vault, {
    backupInstance,
    recoveryPointId,
    jobId,
    orchestrationId,
    since: startTime,
  });
  if (!point.ok) return point;
  const refusal = await checkTarget(deps, input, point.value);
  return refusal === undefined ? succeed({ state: 'opened' }) : { ok: false, failure: refusal };
};

const checkTarget = async (
  { vault, storage, settings }: Dependencies,
  { targetAccountId }: Input,
  point: RecoveryPoint,
): Promise<Failure | undefined> => {
  const claims = await vault.dataAccounts.list();
  const own = [settings.controlAccountId, point.dataAccountId, ...claims.map((claim) => claim.dataAccountId)];
  return refuseTarget({
    target: accountNameOf(targetAccountId),
    source: accountNameOf(point.sourceAccountId),
    vaultAccounts: own.map(accountNameOf),
    vaultRegion: settings.location,
    targetRegion: await storage.region(targetAccountId),
  });
};
