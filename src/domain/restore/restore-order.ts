// A restore as an administrator orders it: which point, what of it, and where to.

import type { VolumeRestoreTarget } from '../elastic-san/validate-restore.ts';
import type { RestoreRequest } from './selection.ts';

export interface RestoreOrder extends RestoreRequest {
  readonly recoveryPointId: string;
  /** ARM resource ID. */
  readonly targetAccountId: string;
  /** Plan and check, write nothing. */
  readonly dryRun: boolean;
  /** What the caller believes the source to be; to be compared with the instance. */
  readonly sourceAccountId?: string;
}

/** Of a SAN volume. */
export interface VolumeRestoreOrder {
  readonly recoveryPointId: string;
  readonly volumeTarget: VolumeRestoreTarget;
  /** Look at everything that could stand in the way, make nothing. */
  readonly dryRun: boolean;
  /** What the caller believes the source to be; to be compared with the instance. */
  readonly sourceVolumeId?: string;
}

/** Told apart by `volumeTarget`. */
export type AnyRestoreOrder = RestoreOrder | VolumeRestoreOrder;
