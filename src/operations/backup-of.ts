// The workflow that backs up an instance, with its job and input: one for storage accounts, one for SAN volumes.

import type { Job } from '../domain/job/job.ts';
import { newBackupJob, newVolumeBackupJob } from '../domain/job/new-job.ts';
import type { BackupInstance } from '../domain/protection/backup-instance.ts';
import type { BackUpVolumeInput } from '../workflows/catalogue/volume-backup.ts';
import type { BackUpStorageAccountInput } from '../workflows/catalogue.ts';
import { orchestrations } from '../workflows/catalogue.ts';
import type { OperationSettings } from './dependencies.ts';

export interface BackupToStart {
  readonly recoveryPointId: string;
  readonly jobId: string;
  readonly trigger: 'scheduled' | 'adhoc';
  /** Where the policy cannot be read in the end. */
  readonly retentionTag: string;
  readonly askedTag?: string;
}

export interface StartableBackup {
  readonly orchestration: string;
  readonly input: BackUpStorageAccountInput | BackUpVolumeInput;
  job(startTime: string): Job;
}

export const backupOf = (
  instance: BackupInstance,
  backup: BackupToStart,
  settings: OperationSettings,
): StartableBackup => {
  const { name: backupInstance, policyName } = instance;
  const run = { backupInstance, ...backup };
  if (instance.version === 1) {
    return {
      orchestration: orchestrations.backUpStorageAccount,
      input: { ...run, settings: settings.workflow },
      job: (startTime) => newBackupJob({ ...run, startTime }),
    };
  }
  return {
    orchestration: orchestrations.backUpElasticSanVolume,
    input: { ...run, policyName, source: instance.source, settings: settings.volumes },
    job: (startTime) => newVolumeBackupJob({ ...run, startTime }),
  };
};
