// Bodies of requests to the vault, as anyone would send them: shapes of Microsoft.DataProtection.

const VOLUMES = 'Microsoft.ElasticSan/elasticSans/volumeGroups';
const operationalStore = { objectType: 'DataStoreInfoBase', dataStoreType: 'OperationalStore' };

/** @param policyId ARM resource ID, as all IDs here. */
export const accountInstance = (friendlyName: string, accountId: string, policyId: string): object => ({
  objectType: 'BackupInstance',
  friendlyName,
  dataSourceInfo: {
    objectType: 'Datasource',
    datasourceType: 'Microsoft.Storage/storageAccounts/blobServices',
    resourceID: accountId,
  },
  policyInfo: { policyId },
});

export interface VolumeToProtect {
  readonly volumeId: string;
  /** Where its disk snapshots go. */
  readonly snapshotGroupId: string;
}

export const volumeInstance = (
  friendlyName: string,
  { volumeId, snapshotGroupId }: VolumeToProtect,
  policyId: string,
): object => ({
  objectType: 'BackupInstance',
  friendlyName,
  dataSourceInfo: { objectType: 'Datasource', datasourceType: VOLUMES, resourceID: volumeId },
  policyInfo: {
    policyId,
    policyParameters: {
      dataStoreParametersList: [
        {
          objectType: 'AzureOperationalStoreParameters',
          dataStoreType: 'OperationalStore',
          resourceGroupId: snapshotGroupId,
        },
      ],
    },
  },
});

/** A snapshot every night, kept for a year: fewer than a volume may have. */
export const volumePolicy = {
  objectType: 'BackupPolicy',
  datasourceTypes: [VOLUMES],
  policyRules: [
    {
      objectType: 'AzureBackupRule',
      name: 'BackupDaily',
      backupParameters: { objectType: 'AzureBackupParams', backupType: 'Incremental' },
      dataStore: operationalStore,
      trigger: {
        objectType: 'ScheduleBasedTriggerContext',
        schedule: { repeatingTimeIntervals: ['R/2024-01-01T02:00:00+00:00/P1D'] },
        taggingCriteria: [
          { tagInfo: { tagName: 'Default', id: 'Default_' }, taggingPriority: 99, isDefault: true },
        ],
      },
    },
    {
      objectType: 'AzureRetentionRule',
      name: 'Default',
      isDefault: true,
      lifecycles: [
        {
          deleteAfter: { objectType: 'AbsoluteDeleteOption', duration: 'P365D' },
          sourceDataStore: operationalStore,
        },
      ],
    },
  ],
} as const;

export interface RestoreTarget {
  readonly store: 'VaultStore' | 'OperationalStore';
  /** An account, or the volume or disk that is to be made. */
  readonly resourceId: string;
  readonly location: string;
}

export const restoreRequest = (
  recoveryPointId: string,
  { store, resourceId, location }: RestoreTarget,
): object => ({
  objectType: 'AzureBackupRecoveryPointBasedRestoreRequest',
  sourceDataStoreType: store,
  recoveryPointId,
  restoreTargetInfo: {
    objectType: 'RestoreTargetInfo',
    recoveryOption: 'FailIfExists',
    restoreLocation: location,
    datasourceInfo: { objectType: 'Datasource', resourceID: resourceId },
  },
});
