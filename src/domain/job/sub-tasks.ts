// The phases of a job as its sub-tasks: what is done, under way and still to come follows from the phase it is in.

import type { JobOperation, SubTask } from './job.ts';

const backup = [
  'Resolve containers',
  'Write recovery point markers',
  'Copy new and changed blobs',
  'Wait for markers in the vault',
  'Commit recovery point',
] as const;

const restore = ['Plan', 'Create target containers', 'Restore blobs', 'Verify blobs'] as const;

const verify = ['Open recovery point', 'Verify vault objects', 'Record result'] as const;
const prune = [
  'Plan',
  'Delete recovery points',
  'Find what is in use',
  'Delete unused objects',
  'Delete unused chunks',
] as const;

const check = [
  'Read documents',
  'Look for what manifests name',
  'Look for what nothing names',
  'Record findings',
] as const;

const exportJobs = ['Write jobs', 'Publish'] as const;

const configure = ['Configure protection'] as const;

const volumeBackup = [
  'Validate volume',
  'Take volume snapshot',
  'Export to disk snapshot',
  'Remove volume snapshot',
  'Commit recovery point',
] as const;

const volumeRestore = [
  'Validate restore',
  'Restore from disk snapshot',
  'Look at what was restored',
] as const;

const volumePrune = ['Plan', 'Delete recovery points'] as const;

export type VolumeRestorePhase = (typeof volumeRestore)[number];
export type VolumeBackupPhase = (typeof volumeBackup)[number];
export type BackupPhase = (typeof backup)[number];
export type RestorePhase = (typeof restore)[number];
export type VerifyPhase = (typeof verify)[number];
export type CheckPhase = (typeof check)[number];
export type ExportPhase = (typeof exportJobs)[number];
export type PrunePhase = (typeof prune)[number];

const phasesOf: Readonly<Record<JobOperation, readonly string[]>> = {
  ScheduledBackup: backup,
  OnDemandBackup: backup,
  Restore: restore,
  Verify: verify,
  Check: check,
  Prune: prune,
  ConfigureProtection: configure,
  ExportJobs: exportJobs,
};

const statusAt = (position: number, current: number, currentStatus: SubTask['status']): SubTask['status'] => {
  if (position < current) return 'Completed';
  if (position === current) return currentStatus;
  return currentStatus === 'InProgress' || currentStatus === 'Pending' ? 'Pending' : 'Skipped';
};

/** A job keeps the phases that it was opened with. */
export const movedTo = (
  subTasks: readonly SubTask[],
  phase: string | undefined,
  status: SubTask['status'],
): readonly SubTask[] =>
  subTasksOf(
    subTasks.map(({ name }) => name),
    phase,
    status,
  );

const pending = (phases: readonly string[]): readonly SubTask[] =>
  phases.map((name, position) => ({ id: position + 1, name, status: 'Pending' }));

export const pendingVolumeBackup = pending(volumeBackup);
export const pendingVolumePrune = pending(volumePrune);
export const pendingVolumeRestore = pending(volumeRestore);

/** @param phase the phase under way, or the last one of a job that ends; a name that the operation does not have stands for the first */
export const subTasksAt = (
  operation: JobOperation,
  phase: string | undefined,
  status: SubTask['status'],
): readonly SubTask[] => subTasksOf(phasesOf[operation], phase, status);

const subTasksOf = (
  phases: readonly string[],
  phase: string | undefined,
  status: SubTask['status'],
): readonly SubTask[] => {
  const current = Math.max(phases.indexOf(phase ?? ''), 0);
  return phases.map((name, position) => ({
    id: position + 1,
    name,
    status: statusAt(position, current, status),
  }));
};

export const allSubTasks = (operation: JobOperation, status: SubTask['status']): readonly SubTask[] =>
  phasesOf[operation].map((name, position) => ({ id: position + 1, name, status }));
