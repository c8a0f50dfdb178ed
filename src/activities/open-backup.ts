// Activity: opens a backup: its job, the instance's lock, and what an earlier backup that died may have left behind.

import { newBackupJob } from '../domain/job/new-job.ts';
import { backupOrchestrationId } from '../domain/job/orchestration-id.ts';
import { isFinal } from '../domain/job/transitions.ts';
import { succeed } from '../domain/shared/failure.ts';
import type { LockKind } from '../vault/documents/coordination.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import { acquireLock } from './acquire-lock.ts';
import type { Dependencies } from './dependencies.ts';
import { settling } from './permanent-failure.ts';
import { refuseUnprotected, requireInstance } from './require-instance.ts';

type Input = InputOf<typeof activities.openBackup>;
type Output = OutputOf<typeof activities.openBackup>;

export const openBackup =
  (deps: Dependencies) =>
  async (input: Input): Promise<Output> =>
    await settling(() => open(deps, input));

const open = async (deps: Dependencies, input: Input): Promise<Output> => {
  const { vault } = deps;
  const { backupInstance, recoveryPointId } = input;
  const { job } = await vault.jobs.create(newBackupJob(input));
  if (isFinal(job.status)) return succeed({ state: 'already-closed', status: job.status });
  const instance = await requireInstance(vault, backupInstance);
  if (!instance.ok) return instance;
  if ((await vault.recoveryPoints.get(backupInstance, recoveryPointId)) !== undefined) {
    return succeed({ state: 'already-committed' });
  }
  const locked = await takeLock(deps, input);
  if (locked !== undefined) return locked;
  const ended = await refuseUnprotected(deps.vault, input.backupInstance);
  if (ended !== undefined) return ended;
  await clearLeftovers(deps, input, instance.value.dataAccountId);
  const previous = await vault.recoveryPoints.newest(backupInstance);
  return succeed({
    state: 'opened',
    ...(previous === undefined ? {} : { previous: { blobs: previous.blobs, bytes: previous.bytes } }),
  });
};

/** They end by themselves, and a scheduled backup waits for them. */
const PASSING: ReadonlySet<LockKind> = new Set(['prune', 'check']);

const takeLock = async ({ vault, clock }: Dependencies, input: Input): Promise<Output | undefined> => {
  const { backupInstance, recoveryPointId, jobId, startTime, trigger } = input;
  const orchestrationId = backupOrchestrationId(backupInstance, recoveryPointId);
  const holder = { orchestrationId, jobId, kind: 'backup', since: startTime } as const;
  const lock = await acquireLock(vault, backupInstance, holder);
  if (lock.ok) return lock.value === 'acquired' ? undefined : succeed(lock.value);
  if (trigger === 'adhoc') return lock;
  const other = await vault.locks.get(backupInstance);
  // Let go of meanwhile: to be asked for again as well.
  if (other !== undefined && !PASSING.has(other.kind)) return lock;
  await tellOfWait(vault, jobId, clock.now());
  return succeed({ state: 'prune-under-way' });
};

/** A sign of life: a job without one is taken for dead. */
const tellOfWait = async (vault: Dependencies['vault'], jobId: string, now: number): Promise<void> => {
  const progress = {
    phase: 'Wait for another operation of the instance',
    blobsDone: 0,
    bytesDone: 0,
    updatedAt: new Date(now).toISOString(),
  };
  await vault.jobs.update(jobId, ({ stalledSince: _, ...job }) =>
    isFinal(job.status) ? undefined : { ...job, progress },
  );
};

/**
 * With the lock in hand no other run of the instance is alive. Markers are looked for by themselves: one may have arrived
 * in the vault when its run had ended. What cannot be deleted now is tried next time.
 */
const clearLeftovers = async (
  { vault, storage, log }: Dependencies,
  { backupInstance, recoveryPointId }: Input,
  dataAccountId: string,
): Promise<void> => {
  const data = storage.open(dataAccountId);
  const ofOthers = <T extends { readonly recoveryPointId: string }>(found: readonly T[]): readonly T[] =>
    found.filter((one) => one.recoveryPointId !== recoveryPointId);
  const tidy = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log.warn('An earlier backup left something that cannot be deleted', { backupInstance, error });
    }
  };
  await tidy(async () => {
    for (const left of ofOthers(await vault.markers.listInVault(data, backupInstance)))
      await vault.markers.deleteInVault(data, left);
  });
  for (const run of ofOthers(await vault.runs.list(backupInstance)))
    await tidy(() => vault.runs.deleteAll(run));
};
