// The catalogue: every activity with its name, input, output and retry class, and every orchestration. Workflows call
// by these entries and registration loops over them: a misnamed activity would hang its caller for ever.

import type { BackupCounters, RestoreCounters, VerifyCounters } from '../domain/job/counters.ts';
import type { JobProgress, JobStatus } from '../domain/job/job.ts';
import type { LaneState, SliceOutcome } from '../domain/job/slices.ts';
import type { RestoreRequest } from '../domain/restore/selection.ts';
import type { Failure, Outcome } from '../domain/shared/failure.ts';
import { checkActivities } from './catalogue/check.ts';
import type { InputOf, OutputOf } from './catalogue/entry.ts';
import { activity } from './catalogue/entry.ts';
import { exportActivities } from './catalogue/export.ts';
import { pruneActivities } from './catalogue/prune.ts';
import { verificationActivities } from './catalogue/verification.ts';
import {
  advanceVolumeStep,
  checkVolume,
  closeVolumeBackup,
  commitVolumePoint,
  openVolumeBackup,
} from './catalogue/volume-backup.ts';
import { volumePruneActivities } from './catalogue/volume-prune.ts';
import { advanceVolumeRestore, closeVolumeRestore, openVolumeRestore } from './catalogue/volume-restore.ts';

export type { Activity, InputOf, OutputOf } from './catalogue/entry.ts';

// ---- Back up a storage account

export interface BackUpSettings {
  /** Slices that run side by side. */
  readonly lanes: number;
  /** After this time a slice ends at the next leaf. */
  readonly sliceSeconds: number;
  /** Longest wait between two looks for markers. */
  readonly pollSeconds: number;
  readonly markerDeadlineSeconds: number;
}

/** Which backup: the key of everything that its activities read and write. */
export interface BackupRun {
  readonly backupInstance: string;
  readonly recoveryPointId: string;
  readonly jobId: string;
}

export interface BackUpStorageAccountInput extends BackupRun {
  readonly trigger: 'scheduled' | 'adhoc';
  /** Where the policy cannot be read in the end. */
  readonly retentionTag: string;
  /** Of an on-demand backup that chose its tag. */
  readonly askedTag?: string;
  readonly settings: BackUpSettings;
  /** Set by the workflow itself when it continues as new. */
  readonly resume?: BackUpResume;
}

/** Compact: it travels in every continue-as-new. */
export interface BackUpResume {
  readonly phase: 'copy' | 'markers';
  /** When the markers were written at the source (ISO 8601, UTC). */
  readonly pointTime: string;
  /** Set in the phase `markers`. */
  readonly markerDeadline?: string;
  readonly lanes: readonly LaneState[];
  readonly counters: BackupCounters;
  readonly expected?: { readonly blobs: number; readonly bytes: number };
  readonly goneContainers: readonly string[];
}

export interface BackUpStorageAccountOutput {
  readonly status: JobStatus;
  readonly recoveryPointId?: string;
  readonly failure?: Failure;
}

export type BackupEnding =
  | { readonly kind: 'completed' }
  | { readonly kind: 'failed'; readonly failure: Failure };

const openBackup = activity<
  BackupRun & { readonly trigger: 'scheduled' | 'adhoc'; readonly startTime: string },
  Outcome<
    | { readonly state: 'opened'; readonly previous?: { readonly blobs: number; readonly bytes: number } }
    /** The recovery point exists: nothing is left to do but to close. */
    | { readonly state: 'already-committed' }
    | { readonly state: 'already-closed'; readonly status: JobStatus }
    /** Of a scheduled backup: a prune, or a check, holds the lock and ends by itself, so it is to ask again. */
    | { readonly state: 'prune-under-way' }
  >
>()('openBackup', 'storage');

const resolveContainers = activity<
  BackupRun & { readonly lanes: number; readonly sliceSeconds: number },
  Outcome<{ readonly containers: number; readonly lanes: number }>
>()('resolveContainers', 'storage');

const writeMarkers = activity<
  BackupRun & { readonly pointTime: string },
  Outcome<{ readonly written: number }>
>()('writeMarkers', 'storage');

const backUpSlice = activity<
  BackupRun & {
    readonly lane: number;
    readonly seq: number;
    readonly sliceSeconds: number;
  },
  SliceOutcome<BackupCounters>
>()('backUpSlice', 'none');

const replicateMarkers = activity<
  BackupRun & { readonly pointTime: string; readonly goneContainers: readonly string[] },
  /** The containers found gone by now are those of the input and any more. */
  Outcome<{ readonly goneContainers: readonly string[] }>
>()('replicateMarkers', 'storage');

const checkMarkers = activity<
  BackupRun & { readonly goneContainers: readonly string[] },
  Outcome<{ readonly outstanding: number; readonly examples: readonly string[] }>
>()('checkMarkers', 'storage');

const sealManifest = activity<
  BackupRun & { readonly slicesPerLane: readonly number[]; readonly goneContainers: readonly string[] },
  Outcome<{ readonly blobs: number; readonly bytes: number }>
>()('sealManifest', 'storage');

const commitRecoveryPoint = activity<
  BackupRun & {
    readonly pointTime: string;
    readonly completedAt: string;
    readonly trigger: 'scheduled' | 'adhoc';
    readonly retentionTag: string;
    readonly askedTag?: string;
  },
  Outcome<{ readonly jobId: string }>
>()('commitRecoveryPoint', 'storage');

const closeBackup = activity<
  BackupRun & {
    readonly trigger: 'scheduled' | 'adhoc';
    readonly ending: BackupEnding;
    readonly endTime: string;
  },
  { readonly status: JobStatus }
>()('closeBackup', 'closing');

// ---- Restore a storage account

export interface RestoreSettings {
  readonly lanes: number;
  readonly sliceSeconds: number;
}

/** Which restore: the key of everything that its activities read and write. */
export interface RestoreRun {
  readonly backupInstance: string;
  readonly recoveryPointId: string;
  readonly jobId: string;
}

export interface RestoreStorageAccountInput extends RestoreRun, RestoreRequest {
  /** ARM resource ID. */
  readonly targetAccountId: string;
  readonly dryRun: boolean;
  readonly settings: RestoreSettings;
  readonly resume?: RestoreResume;
}

export interface RestoreResume {
  readonly startTime: string;
  readonly plan: PlanCounts;
  readonly phase: 'restore' | 'verify';
  readonly lanes: readonly LaneState[];
  readonly restored: RestoreCounters;
  readonly verified: VerifyCounters;
}

export interface PlanCounts {
  readonly lanes: number;
  readonly blobs: number;
  readonly bytes: number;
}

export interface RestoreStorageAccountOutput {
  readonly status: JobStatus;
  readonly failure?: Failure;
}

export type RestoreEnding =
  | {
      readonly kind: 'completed';
      readonly restored: RestoreCounters;
      readonly verified: VerifyCounters;
    }
  | { readonly kind: 'planned'; readonly plan: PlanCounts }
  | { readonly kind: 'failed'; readonly failure: Failure };

interface RestoreSlice extends RestoreRun {
  readonly lane: number;
  readonly seq: number;
  readonly sliceSeconds: number;
}

const openRestore = activity<
  RestoreRun & { readonly targetAccountId: string; readonly dryRun: boolean; readonly startTime: string },
  Outcome<{ readonly state: 'opened' } | { readonly state: 'already-closed'; readonly status: JobStatus }>
>()('openRestore', 'storage');

const planRestore = activity<
  RestoreRun &
    RestoreRequest & { readonly targetAccountId: string; readonly lanes: number; readonly startTime: string },
  Outcome<PlanCounts>
>()('planRestore', 'storage');

const createTargetContainers = activity<RestoreRun, Outcome<{ readonly containers: number }>>()(
  'createTargetContainers',
  'storage',
);

const restoreSlice = activity<RestoreSlice, SliceOutcome<RestoreCounters>>()('restoreSlice', 'none');

const verifyRestoreSlice = activity<RestoreSlice, SliceOutcome<VerifyCounters>>()(
  'verifyRestoreSlice',
  'none',
);

const closeRestore = activity<
  RestoreRun & {
    readonly targetAccountId: string;
    readonly dryRun: boolean;
    readonly ending: RestoreEnding;
    readonly endTime: string;
  },
  { readonly status: JobStatus; readonly failure?: Failure }
>()('closeRestore', 'closing');

// ---- All

const reportProgress = activity<
  { readonly jobId: string; readonly progress: JobProgress },
  { readonly reported: boolean }
>()('reportProgress', 'none');

export const activities = {
  openBackup,
  resolveContainers,
  writeMarkers,
  backUpSlice,
  replicateMarkers,
  checkMarkers,
  sealManifest,
  commitRecoveryPoint,
  closeBackup,
  openRestore,
  planRestore,
  createTargetContainers,
  restoreSlice,
  verifyRestoreSlice,
  closeRestore,
  ...verificationActivities,
  openVolumeBackup,
  checkVolume,
  advanceVolumeStep,
  commitVolumePoint,
  closeVolumeBackup,
  ...checkActivities,
  openVolumeRestore,
  advanceVolumeRestore,
  closeVolumeRestore,
  ...volumePruneActivities,
  reportProgress,
  ...pruneActivities,
  ...exportActivities,
} as const;

export type ActivityName = keyof typeof activities;

/** What a registration loop needs: one implementation per entry, no more and no less. */
export type ActivityImplementations = {
  readonly [Name in ActivityName]: (
    input: InputOf<(typeof activities)[Name]>,
  ) => Promise<OutputOf<(typeof activities)[Name]>>;
};

/** Function names of the orchestrations. */
export const orchestrations = {
  backUpStorageAccount: 'backUpStorageAccount',
  restoreStorageAccount: 'restoreStorageAccount',
  verifyRecoveryPoint: 'verifyRecoveryPoint',
  backUpElasticSanVolume: 'backUpElasticSanVolume',
  checkVault: 'checkVault',
  restoreElasticSanVolume: 'restoreElasticSanVolume',
  pruneRecoveryPoints: 'pruneRecoveryPoints',
  pruneVolumePoints: 'pruneVolumePoints',
  exportJobs: 'exportJobs',
} as const;

/** External event: a marker of the backup has arrived in the vault, perhaps. */
export const markerReplicatedEvent = 'marker-replicated';
