// Activity: commits the recovery point of a SAN volume. The disk snapshot is looked at once more; the record is one
// conditional write.

import { copyVerdict } from '../../domain/elastic-san/copy-verdict.ts';
import { fail, succeed } from '../../domain/shared/failure.ts';
import type { activities, InputOf, OutputOf } from '../../workflows/catalogue.ts';
import { refuseCommit } from '../may-commit.ts';
import { retentionTag } from '../retention-tag.ts';
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
      const refused = await refuseCommit(vault, input);
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
