// Activity: opens the prune of a SAN volume's recovery points: its job, the instance's lock, and the plan.

import { newVolumePruneJob } from '../../domain/job/new-job.ts';
import { pruneOrchestrationId } from '../../domain/job/orchestration-id.ts';
import { isFinal } from '../../domain/job/transitions.ts';
import type { PrunePlan } from '../../domain/prune/plan-prune.ts';
import { planPrune } from '../../domain/prune/plan-prune.ts';
import { succeed } from '../../domain/shared/failure.ts';
import type { Stored } from '../../vault/document-store.ts';
import type { DeletionIntent } from '../../vault/documents/deletion.ts';
import { pruneSituation } from '../../vault/prune-situation.ts';
import type { activities, InputOf, OutputOf } from '../../workflows/catalogue.ts';
import { acquireLock } from '../acquire-lock.ts';
import type { Dependencies } from '../dependencies.ts';
import { settling } from '../permanent-failure.ts';
import { requireVolume } from '../require-instance.ts';

type Input = InputOf<typeof activities.openVolumePrune>;
type Output = OutputOf<typeof activities.openVolumePrune>;

export const openVolumePrune =
  (deps: Dependencies) =>
  async (input: Input): Promise<Output> =>
    await settling(() => open(deps, input));

const open = async ({ vault, settings }: Dependencies, input: Input): Promise<Output> => {
  const { backupInstance, jobId, dryRun, requested, startTime } = input;
  const { job } = await vault.jobs.create(newVolumePruneJob(input));
  if (isFinal(job.status)) return succeed({ state: 'already-closed', status: job.status });
  const instance = await requireVolume(vault, backupInstance);
  if (!instance.ok) return instance;
  const orchestrationId = pruneOrchestrationId(jobId);
  const holder = { orchestrationId, jobId, kind: 'prune', since: startTime } as const;
  const lock = await acquireLock(vault, backupInstance, holder);
  if (!lock.ok) return lock;
  if (lock.value !== 'acquired') return succeed(lock.value);
  for (const left of await vault.prunes.list(backupInstance)) {
    if (left.jobId !== jobId) await vault.prunes.deleteAll(left);
  }
  const { facts, intents } = await pruneSituation(vault, {
    instance: instance.value,
    requested,
    weekReading: settings.weekReading,
    now: Date.parse(startTime),
  });
  const plan = await vault.prunes.putVolumePlanOnce({
    version: 2,
    kind: 'elasticSanVolume',
    backupInstance,
    jobId,
    dryRun,
    now: startTime,
    ...planPrune(facts),
  });
  if (!dryRun) await withdrawStale(vault, intents, plan);
  return succeed({ state: 'opened', deletions: plan.goes.length });
};

/** What was intended by one that died, and is to stay by now, could not be restored for as long as the intent is there. */
const withdrawStale = async (
  vault: Dependencies['vault'],
  intents: readonly Stored<DeletionIntent>[],
  { goes }: Pick<PrunePlan, 'goes'>,
): Promise<void> => {
  for (const intent of intents) {
    const { state, recoveryPointId } = intent.document;
    if (state === 'intended' && !goes.some(({ id }) => id === recoveryPointId))
      await vault.deletions.withdraw(intent);
  }
};
