// The catalogue's part of backing up a SAN volume.

import type { VolumeSource } from '../../domain/elastic-san/source.ts';
import type { ValidatedVolume, VolumeLimits } from '../../domain/elastic-san/validate-volume.ts';
import type { JobStatus } from '../../domain/job/job.ts';
import type { Failure, Outcome } from '../../domain/shared/failure.ts';
import { activity } from './entry.ts';
import type { StepProgress, StepState } from './resource-step.ts';

/** Which backup: the key of everything that its activities read, write and make. */
export interface VolumeBackupRun {
  readonly backupInstance: string;
  readonly recoveryPointId: string;
  readonly jobId: string;
}

export interface VolumeBackupSettings extends VolumeLimits {
  /** Recovery points of one instance. */
  readonly maxRecoveryPoints: number;
  /** Between two looks at an operation, where Azure does not ask for longer. */
  readonly pollSeconds: number;
  /** Longest time for one step; the copy behind an export has its own. */
  readonly stepDeadlineSeconds: number;
  readonly copyDeadlineSeconds: number;
}

export interface BackUpVolumeInput extends VolumeBackupRun {
  readonly trigger: 'scheduled' | 'adhoc';
  /** Where the policy cannot be read in the end. */
  readonly retentionTag: string;
  /** Of an on-demand backup that chose its tag. */
  readonly askedTag?: string;
  readonly policyName: string;
  readonly source: VolumeSource;
  readonly settings: VolumeBackupSettings;
  /** Set by the workflow itself when it continues as new. */
  readonly resume?: BackUpVolumeResume;
}

/**
 * In this order, without the last; a backup that fails turns to `discardExport` and then `deleteSnapshot`. `makeRoom` only
 * where there are as many recovery points as there may be.
 */
export type VolumeStep =
  | 'makeRoom'
  | 'preBackup'
  | 'snapshot'
  | 'export'
  | 'copy'
  | 'deleteSnapshot'
  | 'commit'
  | 'discardExport';

export interface RoomToMake {
  /** How many still have to go. */
  readonly needed: number;
  /** Which point of the plan is at work, of how many that may go. */
  readonly index: number;
  readonly count: number;
}

export interface BackUpVolumeResume extends StepState<VolumeStep> {
  readonly startTime: string;
  readonly volume: ValidatedVolume;
  /** Set where recovery points have to go first. */
  readonly room?: RoomToMake;
  /** Set from the snapshot on: when it was asked for. */
  readonly pointTime?: string;
  /** What is left behind, named. */
  readonly leftovers: readonly string[];
  /** Set where the backup has failed and only tidies up. */
  readonly failure?: Failure;
}

export interface BackUpVolumeOutput {
  readonly status: JobStatus;
  readonly recoveryPointId?: string;
  readonly failure?: Failure;
}

export const openVolumeBackup = activity<
  VolumeBackupRun & {
    readonly trigger: 'scheduled' | 'adhoc';
    readonly source: VolumeSource;
    readonly startTime: string;
  },
  Outcome<
    | { readonly state: 'opened' }
    /** The recovery point exists: nothing is left to do but to tidy up and close. */
    | { readonly state: 'already-committed' }
    | { readonly state: 'already-closed'; readonly status: JobStatus }
  >
>()('openVolumeBackup', 'storage');

export const checkVolume = activity<
  VolumeBackupRun & {
    readonly source: VolumeSource;
    readonly limits: VolumeLimits & { readonly maxRecoveryPoints: number };
  },
  Outcome<
    ValidatedVolume & {
      /** Recovery points that have to go first, of those that may, in the order of the plan that stands now. */
      readonly room?: Omit<RoomToMake, 'index'>;
    }
  >
>()('checkVolume', 'storage');

export const advanceVolumeStep = activity<
  VolumeBackupRun & {
    readonly source: VolumeSource;
    readonly location: string;
    readonly step: Exclude<VolumeStep, 'makeRoom' | 'commit'>;
    readonly pollSeconds: number;
    readonly operation?: string;
  },
  StepProgress
>()('advanceVolumeStep', 'storage');

export const commitVolumePoint = activity<
  VolumeBackupRun & {
    readonly source: VolumeSource;
    readonly volume: ValidatedVolume;
    readonly pointTime: string;
    readonly completedAt: string;
    readonly trigger: 'scheduled' | 'adhoc';
    readonly retentionTag: string;
    readonly askedTag?: string;
    readonly policyName: string;
  },
  Outcome<{ readonly jobId: string }>
>()('commitVolumePoint', 'storage');

export const closeVolumeBackup = activity<
  VolumeBackupRun & {
    readonly trigger: 'scheduled' | 'adhoc';
    readonly failure?: Failure;
    readonly leftovers: readonly string[];
    readonly endTime: string;
  },
  { readonly status: JobStatus; readonly failure?: Failure }
>()('closeVolumeBackup', 'closing');
