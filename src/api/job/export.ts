// Jobs as an export of their list shows them: in JSON as the list does, and as lines of a table for spreadsheets.

import type { BackupInstance } from '../../domain/protection/backup-instance.ts';
import type { VaultAddress } from '../arm/vault-address.ts';
import type { JobRow } from './response.ts';
import { jobRowResource } from './response.ts';

/** Properties of the resource, in the order of the table. */
const columns = [
  'activityID',
  'operation',
  'operationCategory',
  'status',
  'startTime',
  'endTime',
  'duration',
  'isUserTriggered',
  'backupInstanceFriendlyName',
  'backupInstanceId',
  'dataSourceName',
  'dataSourceType',
  'dataSourceId',
  'dataSourceLocation',
  'policyName',
  'vaultName',
] as const;

export const jobView = (vault: VaultAddress) => {
  const resourceOf = (row: JobRow, instance: BackupInstance | undefined) =>
    jobRowResource(vault, row, instance);
  return {
    columns,
    json: (row: JobRow, instance: BackupInstance | undefined): string =>
      JSON.stringify(resourceOf(row, instance)),
    cells: (row: JobRow, instance: BackupInstance | undefined): readonly string[] => {
      const { properties } = resourceOf(row, instance);
      return columns.map((column) => String(properties[column] ?? ''));
    },
  };
};

/** ExportJobsResult of the specification. */
export interface ExportLinks {
  readonly json: { readonly url: string; readonly signature: string };
  readonly csv: { readonly url: string; readonly signature: string };
}

export const exportJobsResult = ({ json, csv }: ExportLinks): object => ({
  blobUrl: json.url,
  blobSasKey: json.signature,
  excelFileBlobUrl: csv.url,
  excelFileBlobSasKey: csv.signature,
});
