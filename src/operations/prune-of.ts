// The workflow that prunes an instance, with its job and input: one for storage accounts, one for SAN volumes.

import type { Job } from '../domain/job/job.ts';
import { newPruneJob, newVolumePruneJob } from '../domain/job/new-job.ts';
import type { BackupInstance } from '../domain/protection/backup-instance.ts';
import type { PruneRecoveryPointsInput } from '../workflows/catalogue/prune.ts';
import type { PruneVolumePointsInput } from '../workflows/catalogue/volume-prune.ts';
import { orchestrations } from '../workflows/catalogue.ts';
import type { OperationSettings } from './dependencies.ts';

export interface StartablePrune {
  readonly orchestration: string;
  readonly input: PruneRecoveryPointsInput | PruneVolumePointsInput;
  job(startTime: string): Job;
}

export const pruneOf = (
  instance: BackupInstance,
  run: Omit<PruneRecoveryPointsInput, 'settings' | 'resume'>,
  { prune, volumes }: OperationSettings,
): StartablePrune => {
  if (instance.version === 1) {
    return {
      orchestration: orchestrations.pruneRecoveryPoints,
      input: { ...run, settings: prune },
      job: (startTime) => newPruneJob({ ...run, startTime }),
    };
  }
  const { pollSeconds, stepDeadlineSeconds } = volumes;
  return {
    orchestration: orchestrations.pruneVolumePoints,
    input: { ...run, settings: { pollSeconds, stepDeadlineSeconds } },
    job: (startTime) => newVolumePruneJob({ ...run, startTime }),
  };
};
