// Activity: takes one step of a volume backup a little further: begins its operation, or asks after it with the state
// that was kept. It never waits; what has to be waited for goes back to the workflow, which has timers.

import { copyVerdict } from '../../domain/elastic-san/copy-verdict.ts';
import { leftoverOf } from '../../domain/elastic-san/leftover.ts';
import { afterResize } from '../../domain/elastic-san/resize.ts';
import { isTaggedFor, snapshotTags } from '../../domain/elastic-san/snapshot-name.ts';
import type { Failure } from '../../domain/shared/failure.ts';
import { resourceName } from '../../domain/shared/resource-id.ts';
import type { OperationProgress } from '../../ports/resource-operation.ts';
import type { Resources } from '../../ports/resources.ts';
import type { activities, InputOf, OutputOf } from '../../workflows/catalogue.ts';
import { noteLeftover } from './leftovers.ts';
import { resizeSincePoint } from './look-at-resize.ts';
import type { AskedStep } from './step-progress.ts';
import { afterRefusal, failed, isUnknownOperation, stepProgress } from './step-progress.ts';
import type { VolumeDependencies } from './volume-dependencies.ts';
import { groupOf, ownerOf, snapshotIds } from './volume-dependencies.ts';

type Input = InputOf<typeof activities.advanceVolumeStep>;
type Output = OutputOf<typeof activities.advanceVolumeStep>;

const BYTES_PER_GIB = 1024 ** 3;

const names: Readonly<Record<Input['step'], string>> = {
  preBackup: 'Azure does not let the volume be backed up',
  snapshot: 'The volume snapshot cannot be taken',
  export: 'The volume snapshot cannot be exported',
  copy: 'The disk snapshot cannot be looked at',
  deleteSnapshot: 'The volume snapshot cannot be deleted',
  discardExport: 'The disk snapshot cannot be deleted',
};

/** Of a backup that is being cancelled: what runs in Azure cannot be discarded before it has ended. */
export const tidiesUpOrHasBegun = ({ step: name, operation }: Input): boolean =>
  name === 'deleteSnapshot' || name === 'discardExport' || operation !== undefined;

const step = ({ step: name, pollSeconds, operation }: Input): AskedStep => ({
  trouble: names[name],
  pollSeconds,
  ...(operation === undefined ? {} : { operation }),
});

export const advanceVolumeStep =
  (deps: VolumeDependencies) =>
  async (input: Input): Promise<Output> => {
    const progress = await advance(deps, input);
    if (progress.kind !== 'failed') return progress;
    const what = leftoverOf(input.step);
    if (what !== undefined)
      await noteLeftover(deps.vault, input.jobId, `${what}: ${progress.failure.message}`);
    return maySufferFromResize.has(input.step)
      ? { kind: 'failed', failure: await namedAfterResize(deps, input, progress.failure) }
      : progress;
  };

const advance = async (deps: VolumeDependencies, input: Input): Promise<Output> => {
  try {
    if (input.step === 'copy') return await lookAtCopy(deps, input);
    return stepProgress(step(input), await progressOf(deps, input));
  } catch (error) {
    return input.step === 'preBackup' && isUnknownOperation(error)
      ? { kind: 'done' }
      : afterRefusal(step(input), error);
  }
};

const maySufferFromResize: ReadonlySet<Input['step']> = new Set(['snapshot', 'export', 'copy']);

/** What cannot be looked at now is no reason to hide the failure. */
const namedAfterResize = async (
  deps: VolumeDependencies,
  input: Input,
  failure: Failure,
): Promise<Failure> => {
  try {
    const volume = await (await deps.resources()).elasticSans.volume(input.source.volumeId);
    if (volume === undefined) return failure;
    const words = await resizeSincePoint(deps.vault, input, volume.sizeGiB * BYTES_PER_GIB);
    return words === undefined ? failure : afterResize(failure, words);
  } catch (error) {
    deps.log.warn('Whether a volume was resized cannot be looked at', {
      volumeId: input.source.volumeId,
      error,
    });
    return failure;
  }
};

const progressOf = async (deps: VolumeDependencies, input: Input): Promise<OperationProgress> => {
  const resources = await deps.resources();
  if (input.operation === undefined) return begin(deps, resources, input);
  const isDisk = input.step === 'export' || input.step === 'discardExport';
  return (isDisk ? resources.managedDisks : resources.elasticSans).poll(input.operation);
};

const begin = async (
  deps: VolumeDependencies,
  { elasticSans, managedDisks }: Resources,
  input: Input,
): Promise<OperationProgress> => {
  const { source, location, recoveryPointId } = input;
  const { volumeSnapshotId, diskSnapshotId } = snapshotIds(deps, input);
  switch (input.step) {
    case 'preBackup':
      return elasticSans.beginPreBackup(groupOf(source), resourceName(source.volumeId));
    case 'snapshot':
      return elasticSans.beginSnapshot(volumeSnapshotId, source.volumeId);
    case 'export':
      return managedDisks.beginExport(diskSnapshotId, {
        location,
        sku: source.sku,
        elasticSanSnapshotId: volumeSnapshotId,
        tags: snapshotTags(ownerOf(deps, input), recoveryPointId),
      });
    case 'discardExport':
      return (await isOurs(deps, input, diskSnapshotId))
        ? managedDisks.beginDeleteSnapshot(diskSnapshotId)
        : { status: 'succeeded' };
    default:
      return elasticSans.beginDeleteSnapshot(volumeSnapshotId);
  }
};

/** Made by this backup, and no recovery point: only then may it be discarded. */
const isOurs = async (deps: VolumeDependencies, input: Input, diskSnapshotId: string): Promise<boolean> => {
  const { backupInstance, recoveryPointId } = input;
  if ((await deps.vault.volumePoints.get(backupInstance, recoveryPointId)) !== undefined) return false;
  const snapshot = await (await deps.resources()).managedDisks.snapshot(diskSnapshotId);
  return snapshot !== undefined && isTaggedFor(ownerOf(deps, input), recoveryPointId, snapshot.tags);
};

const lookAtCopy = async (deps: VolumeDependencies, input: Input): Promise<Output> => {
  const { managedDisks } = await deps.resources();
  const verdict = copyVerdict(await managedDisks.snapshot(snapshotIds(deps, input).diskSnapshotId));
  if (verdict.kind === 'complete') return { kind: 'done' };
  if (verdict.kind === 'copying') {
    return { kind: 'waiting', seconds: input.pollSeconds, percent: verdict.percent };
  }
  return {
    kind: 'failed',
    failure: failed(`The disk snapshot of this backup cannot be used: ${verdict.reason}.`),
  };
};
