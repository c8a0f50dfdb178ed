// Activity: commits the recovery point of a SAN volume. The disk snapshot is looked at once more; the record is one
// conditional write.

import { copyVerdict } from '../../domain/elastic-san/copy-verdict.ts';
import { backupOrchestrationId } from '../../domain/job/orchestration-id.ts';
import { fail, succeed } from '../../domain/shared/failure.ts';
import type { activities, InputOf, OutputOf } from '../../workflows/catalogue.ts';
import { retentionTag } from '../retention-tag.ts';
import { cancellation } from '../unless-cancelled.ts';
import { settlingResources } from './resource-failure.ts';
import type { VolumeDependencies } from './volume-dependencies.ts';
import { snapshotIds } from './volume-dependencies.ts';

type Input = InputOf<typeof activities.commitVolumePoint>;
type Output = OutputOf<typeof activities.commitVolumePoint>;

export const commitVolumePoint =
  (deps: VolumeDependencies) =>
  async (input: Input): Promise<Output> =>
    await settlingResources('The recovery point cannot be committed', async () => {
      const { vault } = deps;
      const { backupInstance, recoveryPointId, jobId, source, volume } = input;
      const standing = await vault.volumePoints.get(backupInstance, recoveryPointId);
      if (standing !== undefined) return succeed({ jobId: standing.jobId });
      const { diskSnapshotId } = snapshotIds(deps, input);
      const snapshot = await (await deps.resources()).managedDisks.snapshot(diskSnapshotId);
      const verdict = copyVerdict(snapshot);
      if (verdict.kind !== 'complete') {
        const reason = verdict.kind === 'worthless' ? verdict.reason : 'its copy is not complete';
        return fail('SnapshotFailed', `The disk snapshot ${diskSnapshotId} cannot be used: ${reason}.`, [
          'Start the backup again.',
        ]);
      }
      const { pointTime, completedAt, trigger, askedTag, policyName } = input;
      const tagged = await retentionTag(deps, backupInstance, policyName, {
        id: recoveryPointId,
        time: pointTime,
        trigger,
        fallbackTag: input.retentionTag,
        ...(askedTag === undefined ? {} : { askedTag }),
      });
      const refused = await refusal(deps, input);
      if (refused !== undefined) return refused;
      const committed = await vault.volumePoints.commit({
        version: 2,
        kind: 'elasticSanVolume',
        id: recoveryPointId,
        backupInstance,
        time: pointTime,
        completedAt,
        trigger,
        ...tagged,
        policyName,
        jobId,
        sourceVolumeId: source.volumeId,
        diskSnapshotId,
        sku: source.sku,
        location: volume.location,
        sizeBytes: volume.sizeBytes,
      });
      return succeed({ jobId: committed.jobId });
    });

/** Last before the write: of a backup that no longer holds the lock, or is being cancelled, nothing is committed. */
const refusal = async (
  { vault }: VolumeDependencies,
  { backupInstance, recoveryPointId, jobId }: Input,
): Promise<Output | undefined> => {
  const lock = await vault.locks.get(backupInstance);
  if (lock?.orchestrationId !== backupOrchestrationId(backupInstance, recoveryPointId)) {
    return fail('UserErrorOperationInProgress', `The backup no longer holds the lock of ${backupInstance}.`, [
      'Start the backup again.',
    ]);
  }
  const failure = await cancellation(vault, jobId);
  return failure === undefined ? undefined : { ok: false, failure };
};
