// Activity: opens the backup of a SAN volume: its job, the instance's lock, the document that says what is going to be
// made in Azure; and has removed what earlier backups that died have left there.

import { newVolumeBackupJob } from '../../domain/job/new-job.ts';
import { backupOrchestrationId } from '../../domain/job/orchestration-id.ts';
import { isFinal } from '../../domain/job/transitions.ts';
import { fail, succeed } from '../../domain/shared/failure.ts';
import { isResourceError } from '../../ports/resource-error.ts';
import { findLeftovers, removeLeftovers } from '../../vault/volume-leftovers.ts';
import type { activities, InputOf, OutputOf } from '../../workflows/catalogue.ts';
import { settling } from '../permanent-failure.ts';
import { refuseUnprotected } from '../require-instance.ts';
import type { VolumeDependencies } from './volume-dependencies.ts';
import { ownerOf, snapshotIds } from './volume-dependencies.ts';

type Input = InputOf<typeof activities.openVolumeBackup>;
type Output = OutputOf<typeof activities.openVolumeBackup>;

export const openVolumeBackup =
  (deps: VolumeDependencies) =>
  async (input: Input): Promise<Output> =>
    await settling(async () => {
      const { vault } = deps;
      const { backupInstance, recoveryPointId, jobId } = input;
      const { job } = await vault.jobs.create(newVolumeBackupJob(input));
      if (isFinal(job.status)) return succeed({ state: 'already-closed', status: job.status });
      const locked = await takeLock(deps, input);
      if (locked !== undefined) return locked;
      if ((await vault.volumePoints.get(backupInstance, recoveryPointId)) !== undefined) {
        return succeed({ state: 'already-committed' });
      }
      const ended = await refuseUnprotected(vault, backupInstance);
      if (ended !== undefined) return ended;
      const ids = snapshotIds(deps, input);
      const key = { backupInstance, recoveryPointId, jobId };
      await vault.volumePoints.openRun({ version: 2, kind: 'elasticSanVolume', ...key, ...ids });
      await sweep(deps, input);
      return succeed({ state: 'opened' });
    });

/** With the lock in hand no other backup of the instance is alive. One that cannot be swept for is made nevertheless. */
const sweep = async (deps: VolumeDependencies, input: Input): Promise<void> => {
  const { source, recoveryPointId } = input;
  const owner = ownerOf(deps, input);
  const isAlive = async (point: string): Promise<boolean> => point === recoveryPointId;
  try {
    await removeLeftovers(deps, owner, await findLeftovers(deps, { owner, source, isAlive }));
  } catch (error) {
    if (!isResourceError(error)) throw error;
    deps.log.warn('What dead backups left cannot be looked for; the next sweep tries again', {
      backupInstance: owner.backupInstance,
      error,
    });
  }
};

const takeLock = async ({ vault }: VolumeDependencies, input: Input): Promise<Output | undefined> => {
  const { backupInstance, recoveryPointId, jobId, startTime } = input;
  const orchestrationId = backupOrchestrationId(backupInstance, recoveryPointId);
  const holder = { orchestrationId, jobId, kind: 'backup', since: startTime } as const;
  const lock = await vault.locks.acquire(backupInstance, holder);
  if (!lock.acquired) {
    const { kind, jobId: other, since } = lock.holder;
    return fail(
      'UserErrorOperationInProgress',
      `Another operation (${kind}, job ${other}) has been working on ${backupInstance} since ${since}.`,
      ['Wait until it has ended, then start the backup again.'],
    );
  }
  // A step that was run twice, and only now comes to the lock, must not leave it behind on a job that is closed by now.
  const job = (await vault.jobs.get(jobId))?.document;
  if (job === undefined || !isFinal(job.status)) return undefined;
  await vault.locks.release(backupInstance, orchestrationId);
  return succeed({ state: 'already-closed', status: job.status });
};
