// The operations, bound to what they act through.

import { acceptMarkerEvent } from '../operations/accept-marker-event.ts';
import { auditRequest } from '../operations/audit-request.ts';
import { cancelJob } from '../operations/cancel-job.ts';
import { changeProtection, syncInstance } from '../operations/change-protection.ts';
import { checkHealth } from '../operations/check-health.ts';
import { closeAbandonedWork } from '../operations/close-abandoned-work.ts';
import { configurePolicy, deletePolicy } from '../operations/configure-policy.ts';
import { configureProtection } from '../operations/configure-protection.ts';
import { configureVault, vaultSettings } from '../operations/configure-vault.ts';
import { coverageOfInstance } from '../operations/coverage.ts';
import {
  deletedInstance,
  deletedInstances,
  deleteInstance,
  undeleteInstance,
} from '../operations/delete-instance.ts';
import type { OperationDependencies } from '../operations/dependencies.ts';
import { exportLinks, removeExpiredExports, startExport } from '../operations/export-jobs.ts';
import { findInstance } from '../operations/find-instance.ts';
import { browseRecoveryPoint, compareRecoveryPoints } from '../operations/look-into-point.ts';
import { explainRetention, previewRetention, verdictsOfInstance } from '../operations/retention.ts';
import { scheduleOfInstance } from '../operations/schedule-of-instance.ts';
import { startBackup } from '../operations/start-backup.ts';
import { startCheck } from '../operations/start-check.ts';
import { startDueBackups } from '../operations/start-due-backups.ts';
import { startDuePrunes } from '../operations/start-due-prunes.ts';
import { startPrune } from '../operations/start-prune.ts';
import { startRestore } from '../operations/start-restore.ts';
import { startVerification } from '../operations/start-verification.ts';
import { sweepSnapshots } from '../operations/sweep-snapshots.ts';
import { validateForBackup } from '../operations/validate-for-backup.ts';
import { watchJobs } from '../operations/watch-jobs.ts';

export const bindOperations = (deps: OperationDependencies) => ({
  acceptMarkerEvent: acceptMarkerEvent(deps),
  audit: auditRequest(deps),
  browseRecoveryPoint: browseRecoveryPoint(deps),
  changeProtection: changeProtection(deps),
  cancelJob: cancelJob(deps),
  checkHealth: checkHealth(deps),
  closeAbandonedWork: closeAbandonedWork(deps),
  compareRecoveryPoints: compareRecoveryPoints(deps),
  configurePolicy: configurePolicy(deps),
  configureProtection: configureProtection(deps),
  configureVault: configureVault(deps),
  coverageOfInstance: coverageOfInstance(deps),
  deletedInstance: deletedInstance(deps),
  deletedInstances: deletedInstances(deps),
  deleteInstance: deleteInstance(deps),
  deletePolicy: deletePolicy(deps),
  explainRetention: explainRetention(deps),
  exportLinks: exportLinks(deps),
  findInstance: (name: string) => findInstance(deps.vault, name),
  previewRetention: previewRetention(deps),
  removeExpiredExports: removeExpiredExports(deps),
  retentionVerdicts: verdictsOfInstance(deps),
  scheduleOfInstance: scheduleOfInstance(deps),
  startBackup: startBackup(deps),
  startCheck: startCheck(deps),
  startDueBackups: startDueBackups(deps),
  startDuePrunes: startDuePrunes(deps),
  startExport: startExport(deps),
  startPrune: startPrune(deps),
  startRestore: startRestore(deps),
  startVerification: startVerification(deps),
  sweepSnapshots: sweepSnapshots(deps),
  syncInstance: syncInstance(deps),
  undeleteInstance: undeleteInstance(deps),
  validateForBackup: validateForBackup(deps),
  vaultSettings: vaultSettings(deps),
  watchJobs: watchJobs(deps),
});

export type Operations = ReturnType<typeof bindOperations>;
