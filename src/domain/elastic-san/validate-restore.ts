// Decides what stands in the way of restoring a SAN volume, before anything is written, and names all of it: as a new
// volume of an existing Elastic SAN, or as a Managed Disk. Nothing that exists is ever overwritten.

import type { Failure, FailureCode } from '../shared/failure.ts';
import { parentResourceId, resourceGroupScope } from '../shared/resource-id.ts';
import type { ExportedSnapshot } from './copy-verdict.ts';
import { copyVerdict } from './copy-verdict.ts';

export type VolumeRestoreTarget =
  | {
      readonly kind: 'volume';
      /** ARM resource ID that the new volume gets. */
      readonly volumeId: string;
      /** At least the size of the source; absent: that size. */
      readonly sizeGiB?: number;
    }
  | {
      readonly kind: 'disk';
      /** ARM resource ID that the new disk gets. */
      readonly diskId: string;
      readonly sku: string;
      readonly zone?: string;
    };

export interface RestoreFacts {
  readonly point: { readonly diskSnapshotId: string; readonly sizeBytes: number; readonly location: string };
  readonly snapshot: ExportedSnapshot | undefined;
  /** Something has the target's name already. */
  readonly taken: boolean;
  readonly readOnlyLocks: readonly { readonly name: string; readonly scope: string }[];
  /** What the restore has to do there, and the app may not. */
  readonly missingPermissions: readonly { readonly scope: string; readonly actions: readonly string[] }[];
  /** Of a volume's target. */
  readonly san?: {
    readonly location: string;
    readonly totalSizeGiB: number;
    readonly volumeSizeGiB: number;
  };
  readonly groupExists?: boolean;
  /** Of a disk's target. */
  readonly resourceGroupExists?: boolean;
}

const BYTES_PER_GIB = 1024 ** 3;

/** What a restored volume will have. */
export const restoredSizeGiB = (target: VolumeRestoreTarget, sizeBytes: number): number =>
  (target.kind === 'volume' ? target.sizeGiB : undefined) ?? Math.ceil(sizeBytes / BYTES_PER_GIB);

const problem = (
  code: FailureCode,
  message: string,
  action: string,
  target = 'restoreTargetInfo',
): Failure => ({ code, message, recommendedAction: [action], target });

/** Empty where the restore may begin. */
export const restoreProblems = (facts: RestoreFacts, target: VolumeRestoreTarget): readonly Failure[] => [
  ...ofSnapshot(facts),
  ...facts.readOnlyLocks.map(({ name, scope }) =>
    problem(
      'UserErrorResourceLocked',
      `The lock ${name} on ${scope} keeps from writing.`,
      'Remove the lock, or choose another target.',
    ),
  ),
  ...facts.missingPermissions.map(({ scope, actions }) =>
    problem(
      'UserErrorMissingRequiredPermissions',
      `The app may not do ${actions.join(', ')} on ${scope}.`,
      'Give the identity of the app the role Elastic SAN Volume Importer on the Elastic SAN, or Disk Restore Operator on the resource group of the disk. New roles count after some minutes.',
    ),
  ),
  ...(target.kind === 'volume' ? ofVolume(facts, target) : ofDisk(facts, target)),
];

const ofSnapshot = ({ point, snapshot }: RestoreFacts): readonly Failure[] => {
  const verdict = copyVerdict(snapshot);
  if (verdict.kind === 'complete') return [];
  const reason = verdict.kind === 'worthless' ? verdict.reason : 'its copy is not complete';
  return [
    problem(
      'UserErrorDiskSnapshotNotFound',
      `The disk snapshot ${point.diskSnapshotId} cannot be restored: ${reason}.`,
      'Choose another recovery point, and find out who deletes snapshots of the vault.',
      'recoveryPointId',
    ),
  ];
};

type VolumeTarget = Extract<VolumeRestoreTarget, { kind: 'volume' }>;
type DiskTarget = Extract<VolumeRestoreTarget, { kind: 'disk' }>;

const ofVolume = (facts: RestoreFacts, target: VolumeTarget): readonly Failure[] => {
  const { point, san, groupExists, taken } = facts;
  const { volumeId } = target;
  if (san === undefined) {
    return [
      problem(
        'UserErrorElasticSanNotFound',
        `There is no Elastic SAN for the volume ${volumeId}, or it may not be seen.`,
        'Choose an Elastic SAN that exists, and give the app the roles Elastic SAN Volume Importer and Reader there.',
      ),
    ];
  }
  const found: Failure[] = [];
  if (groupExists !== true) {
    found.push(
      problem(
        'UserErrorElasticSanNotFound',
        `There is no volume group ${parentResourceId(volumeId)}.`,
        'Choose a volume group that exists.',
      ),
    );
  }
  if (san.location !== point.location) {
    found.push(
      problem(
        'UserErrorRestoreLocationMismatch',
        `The recovery point is in ${point.location}, and the Elastic SAN in ${san.location}.`,
        'Choose an Elastic SAN in the region of the recovery point.',
      ),
    );
  }
  if (taken) {
    found.push(
      problem(
        'UserErrorTargetVolumeExists',
        `The volume ${volumeId} exists.`,
        'Choose a name that is free: no volume is overwritten.',
      ),
    );
  }
  return [...found, ...ofSize(facts.point.sizeBytes, san, target)];
};

const ofSize = (
  sizeBytes: number,
  san: NonNullable<RestoreFacts['san']>,
  target: VolumeTarget,
): readonly Failure[] => {
  const sizeGiB = restoredSizeGiB(target, sizeBytes);
  const found: Failure[] = [];
  if (sizeGiB * BYTES_PER_GIB < sizeBytes) {
    found.push(
      problem(
        'UserErrorInvalidRequest',
        `A volume of ${sizeGiB} GiB is too small for ${sizeBytes} bytes.`,
        'Ask for a larger volume, or leave the size out.',
      ),
    );
  }
  const free = san.totalSizeGiB - san.volumeSizeGiB;
  if (sizeGiB > free) {
    found.push(
      problem(
        'UserErrorElasticSanCapacityExceeded',
        `A volume of ${sizeGiB} GiB does not fit into the ${free} GiB that the Elastic SAN has free.`,
        'Make the Elastic SAN larger, or choose another.',
      ),
    );
  }
  return found;
};

const ofDisk = ({ resourceGroupExists, taken }: RestoreFacts, { diskId }: DiskTarget): readonly Failure[] => {
  if (resourceGroupExists !== true) {
    return [
      problem(
        'UserErrorRestoreTargetRGNotFound',
        `There is no resource group ${resourceGroupScope(diskId)}, or it may not be seen.`,
        'Choose a resource group that exists.',
      ),
    ];
  }
  if (!taken) return [];
  return [
    problem(
      'UserErrorSameNameDiskAlreadyExists',
      `The disk ${diskId} exists.`,
      'Choose a name that is free: no disk is overwritten.',
    ),
  ];
};
