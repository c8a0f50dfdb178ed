// The app's entry: registers every trigger. Nothing here or below does any work while it is imported.

import { composeAtStart } from './app.ts';
import { registerActivities } from './durable/activities.ts';
import { registerOrchestrations } from './durable/orchestrations.ts';
import { registerMarkerReplicated } from './events/marker-replicated.ts';
import { registerBackupInstances } from './http/backup-instances.ts';
import { registerBackupJobs } from './http/backup-jobs.ts';
import { registerBackupPolicies } from './http/backup-policies.ts';
import { registerBackupVault } from './http/backup-vault.ts';
import { registerDeletedBackupInstances } from './http/deleted-backup-instances.ts';
import { registerExportJobs } from './http/export-jobs.ts';
import { registerHealth } from './http/health.ts';
import { registerInstanceActions } from './http/instance-actions.ts';
import { registerInstanceCoverage } from './http/instance-coverage.ts';
import { registerInstanceProtection } from './http/instance-protection.ts';
import { registerInstanceRetention } from './http/instance-retention.ts';
import { registerLookIntoPoint } from './http/look-into-point.ts';
import { registerOpenApi } from './http/openapi.ts';
import { registerOperations } from './http/operations.ts';
import { registerProvider } from './http/provider.ts';
import { registerRecoveryPoints } from './http/recovery-points.ts';
import { registerUnknownPath } from './http/unknown-path.ts';
import { registerValidateForBackup } from './http/validate-for-backup.ts';
import { registerCloseAbandonedWork } from './timers/close-abandoned-work.ts';
import { registerPruneRecoveryPoints } from './timers/prune-recovery-points.ts';
import { registerScheduleBackups } from './timers/schedule-backups.ts';
import { registerSweepSnapshots } from './timers/sweep-snapshots.ts';

composeAtStart();

registerHealth();
registerOpenApi();
registerProvider();
registerBackupVault();
registerBackupPolicies();
registerBackupInstances();
registerInstanceActions();
registerInstanceProtection();
registerValidateForBackup();
registerDeletedBackupInstances();
registerInstanceCoverage();
registerInstanceRetention();
registerRecoveryPoints();
registerLookIntoPoint();
registerBackupJobs();
registerExportJobs();
registerOperations();
registerUnknownPath();

registerScheduleBackups();
registerCloseAbandonedWork();
registerSweepSnapshots();
registerPruneRecoveryPoints();
registerMarkerReplicated();

registerOrchestrations();
registerActivities();
