// Activity: takes one step of a volume's restore a little further, as advance-volume-step does for its backup.

import type { VolumeRestoreTarget } from '../../domain/elastic-san/validate-restore.ts';
import { restoredSizeGiB } from '../../domain/elastic-san/validate-restore.ts';
import type { VolumeRecoveryPoint } from '../../domain/recovery-point/volume-recovery-point.ts';
import { parentResourceId } from '../../domain/shared/resource-id.ts';
import type { OperationProgress } from '../../ports/resource-operation.ts';
import type { Resources } from '../../ports/resources.ts';
import type { activities, InputOf, OutputOf } from '../../workflows/catalogue.ts';
import type { AskedStep } from './step-progress.ts';
import { afterRefusal, failed, isUnknownOperation, stepProgress } from './step-progress.ts';
import type { VolumeDependencies } from './volume-dependencies.ts';

type Input = InputOf<typeof activities.advanceVolumeRestore>;
type Output = OutputOf<typeof activities.advanceVolumeRestore>;

const names: Readonly<Record<Input['step'], string>> = {
  preRestore: 'Azure does not let the snapshot be restored here',
  create: 'What is to be restored cannot be made',
  confirm: 'What was restored cannot be looked at',
};

/** What was begun in Azure goes on there, whatever becomes of the job: it is followed to its end, and told as it is. */
export const hasBegun = ({ step, operation }: Input): boolean =>
  step === 'confirm' || (step === 'create' && operation !== undefined);

const asked = ({ step, pollSeconds, operation }: Input): AskedStep => ({
  trouble: names[step],
  pollSeconds,
  ...(operation === undefined ? {} : { operation }),
});

export const advanceVolumeRestore =
  (deps: VolumeDependencies) =>
  async (input: Input): Promise<Output> => {
    const { backupInstance, recoveryPointId, target, step } = input;
    try {
      const resources = await deps.resources();
      if (input.operation !== undefined) {
        const port = target.kind === 'disk' ? resources.managedDisks : resources.elasticSans;
        return stepProgress(asked(input), await port.poll(input.operation));
      }
      // Pinned, so it stands.
      const point = await deps.vault.volumePoints.get(backupInstance, recoveryPointId);
      if (point === undefined) {
        return { kind: 'failed', failure: failed(`The recovery point ${recoveryPointId} is gone.`) };
      }
      if (step === 'confirm') return await confirm(resources, point, input);
      return stepProgress(asked(input), await begin(resources, point, input));
    } catch (error) {
      return step === 'preRestore' && isUnknownOperation(error)
        ? { kind: 'done' }
        : afterRefusal(asked(input), error);
    }
  };

const begin = async (
  { elasticSans, managedDisks }: Resources,
  { diskSnapshotId, sizeBytes, location }: VolumeRecoveryPoint,
  { step, target, jobId, recoveryPointId }: Input,
): Promise<OperationProgress> => {
  if (target.kind === 'disk') {
    const { diskId, sku, zone } = target;
    return managedDisks.beginDisk(diskId, {
      location,
      sku,
      ...(zone === undefined ? {} : { zone }),
      snapshotId: diskSnapshotId,
      tags: { 'holdfast-restore-job': jobId, 'holdfast-recovery-point': recoveryPointId },
    });
  }
  const { volumeId } = target;
  if (step === 'preRestore') {
    return elasticSans.beginPreRestore(parentResourceId(volumeId), diskSnapshotId);
  }
  const sizeGiB = restoredSizeGiB(target, sizeBytes);
  return elasticSans.beginVolume(volumeId, { sizeGiB, diskSnapshotId });
};

const stateOf = async ({ elasticSans, managedDisks }: Resources, target: VolumeRestoreTarget) => {
  if (target.kind === 'disk') {
    const disk = await managedDisks.disk(target.diskId);
    return disk === undefined ? undefined : { ...disk, bytes: disk.sizeBytes };
  }
  const volume = await elasticSans.volume(target.volumeId);
  return volume === undefined ? undefined : { ...volume, bytes: volume.sizeGiB * 1024 ** 3 };
};

/** The end of the operation says little: what stands there is looked at. */
const confirm = async (
  resources: Resources,
  { sizeBytes }: VolumeRecoveryPoint,
  { target, pollSeconds }: Input,
): Promise<Output> => {
  const found = await stateOf(resources, target);
  if (found === undefined) return { kind: 'failed', failure: failed('What was restored is not there.') };
  const { provisioningState, bytes = sizeBytes } = found;
  if (provisioningState === 'Failed' || provisioningState === 'Canceled') {
    return { kind: 'failed', failure: failed(`What was restored is ${provisioningState}.`) };
  }
  if (provisioningState !== 'Succeeded') return { kind: 'waiting', seconds: pollSeconds };
  return bytes < sizeBytes
    ? { kind: 'failed', failure: failed(`What was restored has ${bytes} bytes instead of ${sizeBytes}.`) }
    : { kind: 'done' };
};
