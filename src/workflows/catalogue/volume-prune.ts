// The catalogue's part of pruning the recovery points of a SAN volume.

import type { JobStatus } from '../../domain/job/job.ts';
import type { Failure, Outcome } from '../../domain/shared/failure.ts';
import { activity } from './entry.ts';
import type { PruneRun } from './prune.ts';
import type { StepProgress, StepState } from './resource-step.ts';

export interface VolumePruneSettings {
  readonly pollSeconds: number;
  readonly stepDeadlineSeconds: number;
}

export interface PruneVolumePointsInput extends PruneRun {
  readonly trigger: 'scheduled' | 'adhoc';
  readonly dryRun: boolean;
  /** Recovery points to be deleted whatever their retention. */
  readonly requested: readonly string[];
  readonly settings: VolumePruneSettings;
  readonly resume?: PruneVolumeResume;
}

export interface PruneVolumeResume extends StepState<'delete'> {
  readonly startTime: string;
  /** Which point of the plan is at work, of how many. */
  readonly index: number;
  readonly count: number;
}

export interface PruneVolumePointsOutput {
  readonly status: JobStatus;
  readonly failure?: Failure;
}

const openVolumePrune = activity<
  PruneRun & {
    readonly trigger: 'scheduled' | 'adhoc';
    readonly dryRun: boolean;
    readonly requested: readonly string[];
    readonly startTime: string;
  },
  Outcome<
    | { readonly state: 'opened'; readonly deletions: number }
    | { readonly state: 'already-closed'; readonly status: JobStatus }
  >
>()('openVolumePrune', 'storage');

/** One point of the plan, a little further. What cannot go is written down, and done with. */
const deleteVolumePoint = activity<
  PruneRun & { readonly index: number; readonly pollSeconds: number; readonly operation?: string },
  StepProgress
>()('deleteVolumePoint', 'storage');

const closeVolumePrune = activity<
  PruneRun & {
    readonly trigger: 'scheduled' | 'adhoc';
    readonly dryRun: boolean;
    readonly failure?: Failure;
    readonly endTime: string;
  },
  { readonly status: JobStatus }
>()('closeVolumePrune', 'closing');

export const volumePruneActivities = { openVolumePrune, deleteVolumePoint, closeVolumePrune } as const;
