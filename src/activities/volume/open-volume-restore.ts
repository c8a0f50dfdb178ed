// Activity: opens the restore of a SAN volume: its job, a pin that keeps the recovery point, and a look at everything
// that could stand in the way.

import { newVolumeRestoreJob } from '../../domain/job/new-job.ts';
import { restoreOrchestrationId } from '../../domain/job/orchestration-id.ts';
import { isFinal } from '../../domain/job/transitions.ts';
import { fail } from '../../domain/shared/failure.ts';
import type { activities, InputOf, OutputOf } from '../../workflows/catalogue.ts';
import { lookAtTarget } from './look-at-target.ts';
import { settlingResources } from './resource-failure.ts';
import type { VolumeDependencies } from './volume-dependencies.ts';

type Input = InputOf<typeof activities.openVolumeRestore>;
type Output = OutputOf<typeof activities.openVolumeRestore>;

export const openVolumeRestore =
  (deps: VolumeDependencies) =>
  async (input: Input): Promise<Output> => {
    const opened = await settlingResources('The restore cannot be prepared', async () => ({
      ok: true as const,
      value: await open(deps, input),
    }));
    return opened.ok ? opened.value : { ok: false, failures: [opened.failure] };
  };

const open = async (deps: VolumeDependencies, input: Input): Promise<Output> => {
  const { vault } = deps;
  const { backupInstance, recoveryPointId, jobId, target, startTime } = input;
  const { job } = await vault.jobs.create(newVolumeRestoreJob(input));
  if (isFinal(job.status)) return { ok: true, value: { state: 'already-closed', status: job.status } };
  const orchestrationId = restoreOrchestrationId(jobId);
  // The pin comes first: a point that is read and then pinned may have been pruned in between.
  await vault.pins.add({ backupInstance, recoveryPointId, jobId, orchestrationId, since: startTime });
  const intent = await vault.deletions.get(backupInstance, recoveryPointId);
  if (intent !== undefined) {
    const { failure } = fail(
      'UserErrorRecoveryPointNotFound',
      `The recovery point ${recoveryPointId} is being deleted by job ${intent.document.jobId}.`,
      ['Choose another recovery point from the list.'],
      'recoveryPointId',
    );
    return { ok: false, failures: [failure] };
  }
  const point = await vault.volumePoints.get(backupInstance, recoveryPointId);
  if (point === undefined) {
    const { failure } = fail(
      'UserErrorRecoveryPointNotFound',
      `There is no recovery point ${recoveryPointId} of ${backupInstance}.`,
      ['Choose a recovery point from the list.'],
    );
    return { ok: false, failures: [failure] };
  }
  const failures = await lookAtTarget(await deps.resources(), point, target);
  return failures.length > 0 ? { ok: false, failures } : { ok: true, value: { state: 'opened' } };
};
