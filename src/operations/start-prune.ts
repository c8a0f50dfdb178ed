// POST prune. What is asked for and must stay is refused at once; the workflow looks again before it deletes.

import { jobIdFor } from '../domain/job/job-id.ts';
import { pruneOrchestrationId } from '../domain/job/orchestration-id.ts';
import { isFinal } from '../domain/job/transitions.ts';
import type { BackupInstance } from '../domain/protection/backup-instance.ts';
import { planPrune } from '../domain/prune/plan-prune.ts';
import type { KeepReason } from '../domain/prune/reasons.ts';
import { keepWords } from '../domain/prune/reasons.ts';
import type { Outcome } from '../domain/shared/failure.ts';
import { fail, succeed } from '../domain/shared/failure.ts';
import type { WorkflowClient } from '../ports/workflow-client.ts';
import { pruneSituation } from '../vault/prune-situation.ts';
import type { OperationDependencies } from './dependencies.ts';
import { requireInstance } from './find-instance.ts';
import { noRecoveryPoint } from './no-recovery-point.ts';
import { pruneOf } from './prune-of.ts';

export interface PruneStart {
  readonly backupInstance: string;
  readonly dryRun: boolean;
  /** Different ones. */
  readonly recoveryPoints: readonly string[];
  /** Unique to the request. */
  readonly requestId: string;
}

export const startPrune =
  (deps: OperationDependencies) =>
  async (
    workflows: WorkflowClient,
    { backupInstance, dryRun, recoveryPoints, requestId }: PruneStart,
  ): Promise<Outcome<{ readonly jobId: string }>> => {
    const { vault } = deps;
    const found = await requireInstance(vault, backupInstance);
    if (!found.ok) return found;
    const { name } = found.value;
    const refusal =
      (await refuseRequested(deps, found.value, recoveryPoints)) ?? (await refuseBusy(deps, name));
    if (refusal !== undefined) return refusal;
    return succeed(
      await beginPrune(deps, workflows, { instance: found.value, dryRun, recoveryPoints, requestId }),
    );
  };

/** The job is there before the workflow, so that a start that fails half-way is seen. */
export async function beginPrune(
  { vault, clock, settings }: OperationDependencies,
  workflows: WorkflowClient,
  {
    instance,
    dryRun,
    recoveryPoints,
    requestId,
  }: Omit<PruneStart, 'backupInstance'> & {
    readonly instance: BackupInstance;
  },
): Promise<{ readonly jobId: string }> {
  const now = clock.now();
  const jobId = jobIdFor(now, requestId);
  const run = { backupInstance: instance.name, jobId, trigger: 'adhoc', dryRun } as const;
  const { job, orchestration, input } = pruneOf(instance, { ...run, requested: recoveryPoints }, settings);
  await vault.jobs.create(job(new Date(now).toISOString()));
  await workflows.start(orchestration, pruneOrchestrationId(jobId), input);
  return { jobId };
}

export async function refuseBusy({ vault }: OperationDependencies, name: string) {
  const lock = await vault.locks.get(name);
  if (lock === undefined) return undefined;
  // A job is closed a moment before its lock is let go of.
  const job = (await vault.jobs.get(lock.jobId))?.document;
  if (job !== undefined && isFinal(job.status)) return undefined;
  return fail(
    'UserErrorOperationInProgress',
    `Another operation (${lock.kind}, job ${lock.jobId}) has been working on ${name} since ${lock.since}.`,
    ['Wait until it has ended, then ask again.'],
  );
}

function adviceFor({ kind }: KeepReason): string {
  if (kind === 'pinned') return 'Ask again when the job has ended.';
  if (kind === 'immutable-vault')
    return 'Wait until it has expired: an immutable vault lets nothing go before.';
  return 'Back up first: a newer recovery point makes this one dispensable.';
}

async function refuseRequested(
  { vault, clock, settings }: OperationDependencies,
  instance: BackupInstance,
  requested: readonly string[],
) {
  if (requested.length === 0) return undefined;
  const question = { instance, requested, weekReading: settings.weekReading, now: clock.now() };
  const { facts } = await pruneSituation(vault, question);
  const { stays } = planPrune(facts);
  for (const [index, id] of requested.entries()) {
    const target = `recoveryPoints[${index}]`;
    if (!facts.points.some((point) => point.id === id)) return noRecoveryPoint(instance.name, id, target);
    const kept = stays.find((point) => point.id === id);
    if (kept === undefined) continue;
    return fail(
      'UserErrorInvalidRequest',
      `The recovery point ${id} cannot be deleted: ${keepWords(kept.reason)}.`,
      [adviceFor(kept.reason)],
      target,
    );
  }
  return undefined;
}
