// Activity: takes one step of a volume backup a little further: begins its operation, or asks after it with the state
// that was kept. It never waits; what has to be waited for goes back to the workflow, which has timers.

import { copyVerdict } from '../../domain/elastic-san/copy-verdict.ts';
import { isTaggedFor, snapshotTags } from '../../domain/elastic-san/snapshot-name.ts';
import type { Failure } from '../../domain/shared/failure.ts';
import { resourceName } from '../../domain/shared/resource-id.ts';
import { isResourceError } from '../../ports/resource-error.ts';
import type { OperationProgress } from '../../ports/resource-operation.ts';
import type { Resources } from '../../ports/resources.ts';
import type { activities, InputOf, OutputOf } from '../../workflows/catalogue.ts';
import { resourceFailure } from './resource-failure.ts';
import type { VolumeDependencies } from './volume-dependencies.ts';
import { groupOf, ownerOf, snapshotIds } from './volume-dependencies.ts';

type Input = InputOf<typeof activities.advanceVolumeStep>;
type Output = OutputOf<typeof activities.advanceVolumeStep>;

const names: Readonly<Record<Input['step'], string>> = {
  preBackup: 'Azure does not let the volume be backed up',
  snapshot: 'The volume snapshot cannot be taken',
  export: 'The volume snapshot cannot be exported',
  copy: 'The disk snapshot cannot be looked at',
  deleteSnapshot: 'The volume snapshot cannot be deleted',
  discardExport: 'The disk snapshot cannot be deleted',
};

export const advanceVolumeStep =
  (deps: VolumeDependencies) =>
  async (input: Input): Promise<Output> => {
    try {
      if (input.step === 'copy') return await lookAtCopy(deps, input);
      return toOutput(input, await progressOf(deps, input));
    } catch (error) {
      return afterRefusal(input, error);
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

const failed = (message: string): Failure => ({
  code: 'SnapshotFailed',
  message,
  recommendedAction: ['Start the backup again. After a volume was resized, its first export may fail.'],
});

/** A status that the service spells freely; what says so is taken for a refusal. */
const isBad = (verdict: string): boolean => /fail|error|invalid|unsupported|not\s*ready/i.test(verdict);

const seconds = ({ pollSeconds }: Input, retryAfterMs = 0): number =>
  Math.max(pollSeconds, Math.ceil(retryAfterMs / 1_000));

const toOutput = (input: Input, progress: OperationProgress): Output => {
  if (progress.status === 'running') {
    const { state, retryAfterMs } = progress;
    return { kind: 'waiting', seconds: seconds(input, retryAfterMs), operation: state };
  }
  if (progress.status === 'failed') {
    return { kind: 'failed', failure: resourceFailure(names[input.step], progress.failure) };
  }
  const { verdict = '' } = progress;
  return isBad(verdict)
    ? { kind: 'failed', failure: failed(`${names[input.step]}: ${verdict}.`) }
    : { kind: 'done' };
};

const afterRefusal = (input: Input, error: unknown): Output => {
  if (!isResourceError(error)) throw error;
  const { step, operation } = input;
  if (step === 'preBackup' && error.code === 'unknown-operation') return { kind: 'done' };
  // An operation that the service has forgotten is begun again, and joins what it has made.
  if (operation !== undefined && error.code === 'not-found') {
    return { kind: 'waiting', seconds: seconds(input) };
  }
  if (!error.transient) return { kind: 'failed', failure: resourceFailure(names[step], error) };
  return {
    kind: 'waiting',
    seconds: seconds(input, error.retryAfterMs),
    ...(operation === undefined ? {} : { operation }),
  };
};
