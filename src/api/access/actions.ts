// What every endpoint does, in the words of Azure's permissions, and the role that it takes. Endpoints are registered
// by this table alone: what is not in it cannot be called.

import type { BackupRole } from '../../domain/access/role.ts';
import { provider, vaultType } from '../arm/vault-address.ts';

export type Method = 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';

export interface ApiAction {
  /** As in Azure's role definitions: `Microsoft.DataProtection/backupVaults/backupInstances/backup/action`. */
  readonly action: string;
  readonly role: BackupRole;
}

const action =
  (role: BackupRole) =>
  (path: string): ApiAction => ({ action: `${vaultType}/${path}`, role });
const reader = action('Backup Reader');
const operator = action('Backup Operator');
const contributor = action('Backup Contributor');

const vault = { action: `${vaultType}/read`, role: 'Backup Reader' } as const;
const vaultWrite = { action: `${vaultType}/write`, role: 'Backup Contributor' } as const;
const provided = (path: string) => ({ action: `${provider}/${path}`, role: 'Backup Reader' }) as const;

export const apiActions = {
  providerOperations: { GET: provided('operations/read') },
  checkFeatureSupport: { POST: provided('locations/checkFeatureSupport/action') },
  backupVaults: { GET: vault },
  backupVaultsOfGroup: { GET: vault },
  backupVault: { GET: vault, PUT: vaultWrite, PATCH: vaultWrite },
  backupVaultCheck: { POST: operator('check/action') },
  backupPolicies: { GET: reader('backupPolicies/read') },
  backupPolicy: {
    GET: reader('backupPolicies/read'),
    PUT: contributor('backupPolicies/write'),
    DELETE: contributor('backupPolicies/delete'),
  },
  backupInstances: { GET: reader('backupInstances/read') },
  backupInstance: {
    GET: reader('backupInstances/read'),
    PUT: operator('backupInstances/write'),
    DELETE: contributor('backupInstances/delete'),
  },
  stopProtection: { POST: contributor('backupInstances/stopProtection/action') },
  suspendBackups: { POST: contributor('backupInstances/suspendBackups/action') },
  resumeBackups: { POST: operator('backupInstances/resumeBackups/action') },
  resumeProtection: { POST: operator('backupInstances/resumeProtection/action') },
  syncBackupInstance: { POST: operator('backupInstances/sync/action') },
  deletedBackupInstances: { GET: reader('deletedBackupInstances/read') },
  deletedBackupInstance: { GET: reader('deletedBackupInstances/read') },
  undelete: { POST: contributor('deletedBackupInstances/undelete/action') },
  backup: { POST: operator('backupInstances/backup/action') },
  restore: { POST: operator('backupInstances/restore/action') },
  validateRestore: { POST: operator('backupInstances/validateRestore/action') },
  findRestorableTimeRanges: { POST: reader('backupInstances/findRestorableTimeRanges/action') },
  prune: { POST: contributor('backupInstances/prune/action') },
  recoveryPoints: { GET: reader('backupInstances/recoveryPoints/read') },
  recoveryPoint: { GET: reader('backupInstances/recoveryPoints/read') },
  recoveryPointVerification: { POST: operator('backupInstances/recoveryPoints/verify/action') },
  recoveryPointDiff: { GET: reader('backupInstances/recoveryPoints/diff/read') },
  recoveryPointItems: { GET: reader('backupInstances/recoveryPoints/items/read') },
  recoveryPointExplain: { GET: reader('backupInstances/recoveryPoints/read') },
  coverage: { GET: reader('backupInstances/read') },
  validateForBackup: { POST: operator('validateForBackup/action') },
  backupSchedule: { GET: reader('backupInstances/read') },
  retentionPreview: {
    GET: reader('backupInstances/recoveryPoints/read'),
    POST: operator('backupInstances/retentionPreview/action'),
  },
  backupJobs: { GET: reader('backupJobs/read') },
  backupJob: { GET: reader('backupJobs/read') },
  backupJobCancel: { POST: operator('backupJobs/cancel/action') },
  // It begins work, and is written down; the list itself a reader may read.
  exportBackupJobs: { POST: operator('exportBackupJobs/action') },
  exportBackupJobsResult: { GET: reader('backupJobs/operations/read') },
  operationStatus: { GET: reader('operationStatus/read') },
  operationStatusOfGroup: { GET: reader('operationStatus/read') },
  operationStatusOfVault: { GET: reader('operationStatus/read') },
  operationResult: { GET: reader('operationResults/read') },
  operationResultOfInstance: { GET: reader('backupInstances/operationResults/read') },
} as const satisfies Record<string, Readonly<Partial<Record<Method, ApiAction>>>>;

export type EndpointName = keyof typeof apiActions;
export type MethodOf<N extends EndpointName> = keyof (typeof apiActions)[N] & Method;

/** What a reader may do changes nothing and is not written down; whatever else succeeds or fails is. */
export const changes = ({ role }: ApiAction): boolean => role !== 'Backup Reader';
