// A job as AzureBackupJobResource. A list row has what the catalogue's listing knows; GET adds the extended part.

import type { Job } from '../../domain/job/job.ts';
import type { BackupInstance } from '../../domain/protection/backup-instance.ts';
import { sourceIdOf } from '../../domain/protection/backup-instance.ts';
import { parentResourceId, parseResourceId, resourceName } from '../../domain/shared/resource-id.ts';
import type { VaultAddress } from '../arm/vault-address.ts';
import { backupInstanceId, backupPolicyId, vaultId, vaultType } from '../arm/vault-address.ts';
import type { JobSurroundings } from './extended-info.ts';
import { extendedInfo } from './extended-info.ts';
import { shownErrors } from './shown-errors.ts';
import { operationCategory } from './status-words.ts';
import { userFacingError } from './user-facing-error.ts';

export type JobRow = Pick<
  Job,
  'id' | 'operation' | 'backupInstance' | 'status' | 'isUserTriggered' | 'startTime' | 'endTime'
>;

export interface JobRowResource {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** @param instance absent where the instance is gone, and of a job that concerns the whole vault */
export const jobRowResource = (
  vault: VaultAddress,
  row: JobRow,
  instance: BackupInstance | undefined,
): JobRowResource => ({
  ...identity(vault, row),
  properties: rowProperties(vault, row, instance),
});

export const jobResource = (vault: VaultAddress, job: Job, surroundings: JobSurroundings): object => ({
  ...identity(vault, job),
  properties: {
    ...rowProperties(vault, job, surroundings.instance),
    ...(job.restore === undefined ? {} : { restoreType: 'ALR' }),
    ...(job.errors.length === 0 ? {} : { errorDetails: shownErrors(job).map(userFacingError) }),
    extendedInfo: extendedInfo(job, surroundings),
  },
});

const identity = (vault: VaultAddress, { id }: JobRow): Omit<JobRowResource, 'properties'> => ({
  id: `${vaultId(vault)}/backupJobs/${id}`,
  name: id,
  type: `${vaultType}/backupJobs`,
});

function rowProperties(
  vault: VaultAddress,
  row: JobRow,
  instance: BackupInstance | undefined,
): JobRowResource['properties'] {
  const sourceId = instance && sourceIdOf(instance);
  const source = sourceId === undefined ? undefined : parseResourceId(sourceId);
  const setId = instance?.version === 2 ? parentResourceId(instance.source.volumeId) : sourceId;
  return {
    activityID: row.id,
    subscriptionId: vault.subscriptionId,
    vaultName: vault.name,
    ...(row.backupInstance === undefined
      ? {}
      : { backupInstanceId: backupInstanceId(vault, row.backupInstance) }),
    // The specification requires it of a job of the whole vault too.
    backupInstanceFriendlyName: instance?.friendlyName ?? row.backupInstance ?? '',
    ...(instance && {
      policyId: backupPolicyId(vault, instance.policyName),
      policyName: instance.policyName,
    }),
    dataSourceId: sourceId ?? '',
    dataSourceName: resourceName(sourceId ?? ''),
    dataSourceSetName: resourceName(setId ?? ''),
    dataSourceType: instance?.datasourceType ?? '',
    dataSourceLocation: vault.location,
    sourceResourceGroup: source?.resourceGroup ?? '',
    sourceSubscriptionID: source?.subscriptionId ?? '',
    operation: row.operation,
    operationCategory: operationCategory[row.operation],
    status: row.status,
    isUserTriggered: row.isUserTriggered,
    supportedActions: row.status === 'InProgress' ? ['Cancel'] : [],
    progressEnabled: true,
    startTime: row.startTime,
    ...(row.endTime === undefined
      ? {}
      : { endTime: row.endTime, duration: timeSpan(Date.parse(row.endTime) - Date.parse(row.startTime)) }),
  };
}

/** `[d.]hh:mm:ss.fffffff`, as .NET prints a time span. */
function timeSpan(milliseconds: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const ms = Math.max(0, milliseconds);
  const days = Math.floor(ms / 86_400_000);
  const clock = `${two((ms / 3_600_000) % 24)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}`;
  const fraction = ms % 1000 === 0 ? '' : `.${String(ms % 1000).padStart(3, '0')}0000`;
  return `${days === 0 ? '' : `${days}.`}${clock}${fraction}`;
}
