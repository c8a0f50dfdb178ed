// The catalogue's part of restoring a SAN volume.

import type { VolumeRestoreTarget } from '../../domain/elastic-san/validate-restore.ts';
import type { JobStatus } from '../../domain/job/job.ts';
import type { Failure } from '../../domain/shared/failure.ts';
import { activity } from './entry.ts';
import type { StepProgress, StepState } from './resource-step.ts';

export interface VolumeRestoreRun {
  readonly backupInstance: string;
  readonly recoveryPointId: string;
  readonly jobId: string;
}

export interface VolumeRestoreSettings {
  readonly pollSeconds: number;
  readonly stepDeadlineSeconds: number;
}

export interface RestoreVolumeInput extends VolumeRestoreRun {
  readonly target: VolumeRestoreTarget;
  /** Looked at, and not begun. */
  readonly dryRun?: boolean;
  readonly settings: VolumeRestoreSettings;
  readonly resume?: RestoreVolumeResume;
}

/** In this order; `preRestore` for volumes only. */
export type VolumeRestoreStep = 'preRestore' | 'create' | 'confirm';

export interface RestoreVolumeResume extends StepState<VolumeRestoreStep> {
  readonly startTime: string;
}

export interface RestoreVolumeOutput {
  readonly status: JobStatus;
  readonly failure?: Failure;
}

/** All that stands in the way is told at once. */
export const openVolumeRestore = activity<
  VolumeRestoreRun & { readonly target: VolumeRestoreTarget; readonly startTime: string },
  | { readonly ok: true; readonly value: { readonly state: 'opened' } }
  | {
      readonly ok: true;
      readonly value: { readonly state: 'already-closed'; readonly status: JobStatus };
    }
  | { readonly ok: false; readonly failures: readonly Failure[] }
>()('openVolumeRestore', 'storage');

export const advanceVolumeRestore = activity<
  VolumeRestoreRun & {
    readonly target: VolumeRestoreTarget;
    readonly step: VolumeRestoreStep;
    readonly pollSeconds: number;
    readonly operation?: string;
  },
  StepProgress
>()('advanceVolumeRestore', 'storage');

export const closeVolumeRestore = activity<
  VolumeRestoreRun & {
    readonly failures: readonly Failure[];
    readonly endTime: string;
    readonly dryRun?: boolean;
  },
  { readonly status: JobStatus }
>()('closeVolumeRestore', 'closing');
