// The operations, bound to what they act through.

import { acceptMarkerEvent } from '../operations/accept-marker-event.ts';
import { auditRequest } from '../operations/audit-request.ts';
import { checkHealth } from '../operations/check-health.ts';
import { closeAbandonedWork } from '../operations/close-abandoned-work.ts';
import { configurePolicy, deletePolicy } from '../operations/configure-policy.ts';
import { configureProtection } from '../operations/configure-protection.ts';
import type { OperationDependencies } from '../operations/dependencies.ts';
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

export const bindOperations = (deps: OperationDependencies) => ({
  acceptMarkerEvent: acceptMarkerEvent(deps),
  audit: auditRequest(deps),
  browseRecoveryPoint: browseRecoveryPoint(deps),
  checkHealth: checkHealth(deps),
  closeAbandonedWork: closeAbandonedWork(deps),
  compareRecoveryPoints: compareRecoveryPoints(deps),
  configurePolicy: configurePolicy(deps),
  configureProtection: configureProtection(deps),
  deletePolicy: deletePolicy(deps),
  explainRetention: explainRetention(deps),
  findInstance: (name: string) => findInstance(deps.vault, name),
  previewRetention: previewRetention(deps),
  retentionVerdicts: verdictsOfInstance(deps),
  scheduleOfInstance: scheduleOfInstance(deps),
  startBackup: startBackup(deps),
  startCheck: startCheck(deps),
  startDueBackups: startDueBackups(deps),
  startDuePrunes: startDuePrunes(deps),
  startPrune: startPrune(deps),
  startRestore: startRestore(deps),
  startVerification: startVerification(deps),
});

export type Operations = ReturnType<typeof bindOperations>;
