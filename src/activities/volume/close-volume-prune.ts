// Activity: ends the prune of a SAN volume's recovery points, however it went: what is blocked, the job, the documents, the
// lock.

import type { PruneResult } from '../../domain/job/job.ts';
import { jobStartMs } from '../../domain/job/job-id.ts';
import { newVolumePruneJob } from '../../domain/job/new-job.ts';
import { pruneOrchestrationId } from '../../domain/job/orchestration-id.ts';
import type { BlockedSummary } from '../../domain/prune/blocked.ts';
import { blockedWarnings, mergeBlocked } from '../../domain/prune/blocked.ts';
import { mergeWarnings } from '../../domain/recovery-point/coverage.ts';
import type { CoverageWarning } from '../../domain/recovery-point/recovery-point.ts';
import type { VolumePrunePlan } from '../../vault/documents/prune.ts';
import { forgetIfEmpty } from '../../vault/forget-instance.ts';
import type { activities, InputOf, OutputOf } from '../../workflows/catalogue.ts';
import { closeJob } from '../close-job.ts';
import { decisionsOf } from '../close-prune.ts';
import type { Dependencies } from '../dependencies.ts';

type Input = InputOf<typeof activities.closeVolumePrune>;
type Output = OutputOf<typeof activities.closeVolumePrune>;

export const closeVolumePrune =
  (deps: Dependencies) =>
  async (input: Input): Promise<Output> => {
    const { vault, log } = deps;
    const { backupInstance, jobId, dryRun, failure, endTime } = input;
    const plan = await vault.prunes.getVolumePlan(input);
    const kept = plan === undefined || dryRun ? [] : await standing(deps, plan);
    const blocked = mergeBlocked((await vault.prunes.listBlocked(input)).map((step) => step.blocked));
    if (plan !== undefined && !dryRun && failure === undefined) {
      await vault.pruning.update(backupInstance, { sweptAt: plan.now, blocked });
    }
    const warnings = warningsOf(blocked, kept);
    const startTime = new Date(jobStartMs(jobId)).toISOString();
    const done = warnings.length > 0 ? 'CompletedWithWarnings' : 'Completed';
    const job = await closeJob(vault, newVolumePruneJob({ ...input, startTime }), {
      status: failure === undefined ? done : 'Failed',
      endTime,
      warnings,
      errors: failure === undefined ? [] : [failure],
      prune: resultOf(dryRun, plan, kept, blocked),
      ...(plan === undefined ? {} : { pruneDecisions: decisionsOf(plan, kept) }),
    });
    await vault.prunes.deleteAll(input);
    if (await forgetIfEmpty(vault, backupInstance))
      log.info('Nothing is left of a deleted backup instance', { backupInstance, jobId });
    await vault.locks.release(backupInstance, pruneOrchestrationId(jobId));
    log.info('Prune ended', { backupInstance, jobId, status: job.status, ...job.prune });
    return { status: job.status };
  };

/** Points of the plan that are there after all. */
const standing = async (
  { vault }: Dependencies,
  { backupInstance, goes }: VolumePrunePlan,
): Promise<readonly string[]> => {
  const ids = new Set(await vault.volumePoints.ids(backupInstance));
  return goes.flatMap(({ id }) => (ids.has(id) ? [id] : []));
};

const warningsOf = (blocked: BlockedSummary, kept: readonly string[]): readonly CoverageWarning[] =>
  mergeWarnings(
    blockedWarnings(blocked),
    kept.map((id) => ({ code: 'RecoveryPointKept', count: 1, examples: [id] })),
  );

/** How much the snapshots held Azure does not tell. */
const resultOf = (
  dryRun: boolean,
  plan: VolumePrunePlan | undefined,
  kept: readonly string[],
  blocked: BlockedSummary,
): PruneResult => ({
  dryRun,
  recoveryPoints: (plan?.goes.length ?? 0) - kept.length,
  keptRecoveryPoints: (plan?.stays.length ?? 0) + kept.length,
  objectsDeleted: 0,
  chunksDeleted: 0,
  bytesFreed: 0,
  blocked: blocked.count,
  entriesRead: 0,
  chunksRead: 0,
});
