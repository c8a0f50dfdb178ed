// Activity: opens a prune: its job, the instance's lock, what an earlier prune that died has left, and the plan.

import { newPruneJob } from '../domain/job/new-job.ts';
import { pruneOrchestrationId } from '../domain/job/orchestration-id.ts';
import { isFinal } from '../domain/job/transitions.ts';
import { planPrune } from '../domain/prune/plan-prune.ts';
import { succeed } from '../domain/shared/failure.ts';
import { pruneSituation } from '../vault/prune-situation.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import { acquireLock } from './acquire-lock.ts';
import type { Dependencies } from './dependencies.ts';
import { settling } from './permanent-failure.ts';
import { refuseForeignAccount } from './prune/foreign-account.ts';
import type { ConfiguredInstance } from './require-instance.ts';
import { requireInstance } from './require-instance.ts';

const DAY_MS = 86_400_000;

type Input = InputOf<typeof activities.openPrune>;
type Output = OutputOf<typeof activities.openPrune>;

export const openPrune =
  (deps: Dependencies) =>
  async (input: Input): Promise<Output> =>
    await settling(() => open(deps, input));

const open = async (deps: Dependencies, input: Input): Promise<Output> => {
  const { vault } = deps;
  const { backupInstance, jobId } = input;
  const { job } = await vault.jobs.create(newPruneJob(input));
  if (isFinal(job.status)) return succeed({ state: 'already-closed', status: job.status });
  const instance = await requireInstance(vault, backupInstance);
  if (!instance.ok) return instance;
  const foreign = await refuseForeignAccount(vault, instance.value);
  if (foreign !== undefined) return foreign;
  const locked = await takeLock(deps, input);
  if (locked !== undefined) return locked;
  for (const left of await vault.prunes.list(backupInstance)) {
    if (left.jobId !== jobId) await vault.prunes.deleteAll(left);
  }
  if ((await vault.prunes.getPlan(input)) === undefined) await plan(deps, input, instance.value);
  return succeed({ state: 'opened' });
};

const takeLock = async ({ vault }: Dependencies, input: Input): Promise<Output | undefined> => {
  const { backupInstance, jobId, startTime } = input;
  const orchestrationId = pruneOrchestrationId(jobId);
  const holder = { orchestrationId, jobId, kind: 'prune', since: startTime } as const;
  const lock = await acquireLock(vault, backupInstance, holder);
  if (!lock.ok) return lock;
  return lock.value === 'acquired' ? undefined : succeed(lock.value);
};

/** Of a deleted instance no backup comes that could use what is there, so that nothing is too young to go. */
const graceEnd = ({ deletion }: ConfiguredInstance, now: number, graceSeconds: number): number =>
  deletion?.purgingSince === undefined ? now - graceSeconds * 1_000 : now + DAY_MS;

const plan = async (
  { vault, settings }: Dependencies,
  input: Input,
  instance: ConfiguredInstance,
): Promise<void> => {
  const { backupInstance, jobId, dryRun, requested, graceSeconds, startTime } = input;
  const now = Date.parse(startTime);
  const { facts } = await pruneSituation(vault, {
    instance,
    requested,
    weekReading: settings.weekReading,
    now,
  });
  await vault.prunes.putPlanOnce({
    version: 1,
    backupInstance,
    jobId,
    dataAccountId: instance.dataAccountId,
    dryRun,
    now: startTime,
    graceEnd: new Date(graceEnd(instance, now, graceSeconds)).toISOString(),
    ...planPrune(facts),
  });
};
