// The policy that every vault has from the start: every day at 02:00 UTC, each point for ten years. It can be changed by
// PUT like any other, and not be deleted.

import type { PolicyDefinition } from './definition.ts';

export const dailyPolicyName = 'DailyPolicy';

const vaultStore = { dataStoreType: 'VaultStore', objectType: 'DataStoreInfoBase' } as const;

export const dailyPolicy: PolicyDefinition = {
  objectType: 'BackupPolicy',
  datasourceTypes: [
    'Microsoft.Storage/storageAccounts/blobServices',
    'Microsoft.Storage/storageAccounts/adlsBlobServices',
  ],
  policyRules: [
    {
      name: 'BackupDaily',
      objectType: 'AzureBackupRule',
      backupParameters: { backupType: 'Discrete', objectType: 'AzureBackupParams' },
      dataStore: vaultStore,
      trigger: {
        objectType: 'ScheduleBasedTriggerContext',
        // Any past day serves as the start of a series without an end.
        schedule: { repeatingTimeIntervals: ['R/2024-01-01T02:00:00+00:00/P1D'], timeZone: 'UTC' },
        taggingCriteria: [
          { isDefault: true, taggingPriority: 99, tagInfo: { tagName: 'Default', id: 'Default_' } },
        ],
      },
    },
    {
      name: 'Default',
      objectType: 'AzureRetentionRule',
      isDefault: true,
      lifecycles: [
        {
          deleteAfter: { objectType: 'AbsoluteDeleteOption', duration: 'P10Y' },
          sourceDataStore: vaultStore,
          targetDataStoreCopySettings: [],
        },
      ],
    },
  ],
};
