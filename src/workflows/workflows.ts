// The orchestrator of every orchestration in the catalogue.

import { backUpElasticSanVolume } from './back-up-elastic-san-volume.ts';
import { backUpStorageAccount } from './back-up-storage-account.ts';
import type { orchestrations } from './catalogue.ts';
import { checkVault } from './check-vault.ts';
import type { Workflow } from './engine.ts';
import { exportJobs } from './export-jobs.ts';
import { pruneRecoveryPoints } from './prune-recovery-points.ts';
import { pruneVolumePoints } from './prune-volume-points.ts';
import { restoreElasticSanVolume } from './restore-elastic-san-volume.ts';
import { restoreStorageAccount } from './restore-storage-account.ts';
import { verifyRecoveryPoint } from './verify-recovery-point.ts';

export const workflows: Readonly<Record<keyof typeof orchestrations, Workflow<object>>> = {
  backUpStorageAccount,
  restoreStorageAccount,
  verifyRecoveryPoint,
  backUpElasticSanVolume,
  restoreElasticSanVolume,
  checkVault,
  pruneRecoveryPoints,
  pruneVolumePoints,
  exportJobs,
};
