// A valid body of every request that has one, with what may be left out of it.

import type * as z from 'zod';
import { adhocBackupRequest } from '../../../src/api/adhoc-backup/request.ts';
import { guardedRequest, syncRequest } from '../../../src/api/backup-instance/protection-requests.ts';
import { backupInstanceRequest } from '../../../src/api/backup-instance/request.ts';
import { checkRequest } from '../../../src/api/check/request.ts';
import { backupPolicyRequest } from '../../../src/api/policy/request.ts';
import { featureRequest } from '../../../src/api/provider/feature-support.ts';
import { pruneRequest } from '../../../src/api/prune/request.ts';
import { restoreRequest, validateRestoreRequest } from '../../../src/api/restore/request.ts';
import { restorableTimeRangesRequest } from '../../../src/api/restore/restorable-time-ranges.ts';
import { vaultRequest } from '../../../src/api/vault/request.ts';
import { verifyRequest } from '../../../src/api/verification/request.ts';

const vault = { subscriptionId: 's', resourceGroup: 'g', name: 'v', location: 'westeurope' };
const account = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/shop';
const vaultId = '/subscriptions/s/resourceGroups/g/providers/Microsoft.DataProtection/backupVaults/v';

const restore = {
  objectType: 'AzureBackupRecoveryPointBasedRestoreRequest',
  recoveryPointId: '20261122T020000Z',
  sourceDataStoreType: 'VaultStore',
  sourceResourceId: account,
  dryRun: false,
  identityDetails: { useSystemAssignedIdentity: true, userAssignedIdentityArmUrl: '' },
  restoreTargetInfo: {
    objectType: 'ItemLevelRestoreTargetInfo',
    recoveryOption: 'FailIfExists',
    restoreLocation: 'westeurope',
    targetAccessTier: 'Hot',
    datasourceInfo: { objectType: 'Datasource', resourceID: `${account}2` },
    restoreCriteria: [
      {
        objectType: 'ItemPathBasedRestoreCriteria',
        itemPath: 'orders',
        isPathRelativeToBackupItem: true,
        subItemPathPrefix: ['2026/'],
        renameTo: 'orders-2',
        blobs: ['a/b'],
      },
    ],
  },
};

const restoreOptional = [
  'sourceResourceId',
  'dryRun',
  'identityDetails',
  'identityDetails.useSystemAssignedIdentity',
  'identityDetails.userAssignedIdentityArmUrl',
  'restoreTargetInfo.restoreLocation',
  'restoreTargetInfo.targetAccessTier',
  'restoreTargetInfo.datasourceInfo.objectType',
  'restoreTargetInfo.restoreCriteria[0].subItemPathPrefix',
  'restoreTargetInfo.restoreCriteria[0].renameTo',
  'restoreTargetInfo.restoreCriteria[0].blobs',
];

const dataStore = { objectType: 'DataStoreInfoBase', dataStoreType: 'VaultStore' };

const policy = {
  properties: {
    objectType: 'BackupPolicy',
    datasourceTypes: ['Microsoft.Storage/storageAccounts/blobServices'],
    policyRules: [
      {
        objectType: 'AzureBackupRule',
        name: 'BackupDaily',
        backupParameters: { objectType: 'AzureBackupParams', backupType: 'Discrete' },
        dataStore,
        trigger: {
          objectType: 'ScheduleBasedTriggerContext',
          schedule: {
            repeatingTimeIntervals: ['R/2026-01-04T02:00:00+00:00/P1D'],
            timeZone: 'UTC',
          },
          taggingCriteria: [
            { tagInfo: { tagName: 'Default' }, taggingPriority: 99, isDefault: true },
            {
              tagInfo: { tagName: 'Weekly' },
              taggingPriority: 20,
              isDefault: false,
              criteria: [{ objectType: 'ScheduleBasedBackupCriteria', absoluteCriteria: ['FirstOfWeek'] }],
            },
          ],
        },
      },
      ...['Default', 'Weekly'].map((name) => ({
        objectType: 'AzureRetentionRule',
        name,
        isDefault: name === 'Default',
        lifecycles: [
          {
            sourceDataStore: dataStore,
            deleteAfter: { objectType: 'AbsoluteDeleteOption', duration: 'P30D' },
          },
        ],
      })),
    ],
  },
};

const volumeGroup =
  '/subscriptions/s/resourceGroups/g/providers/Microsoft.ElasticSan/elasticSans/san/volumegroups/group';
const volume = `${volumeGroup}/volumes/data`;

const volumeInstance = {
  properties: {
    objectType: 'BackupInstance',
    friendlyName: 'data',
    dataSourceInfo: {
      objectType: 'Datasource',
      datasourceType: 'Microsoft.ElasticSan/elasticSans/volumeGroups',
      resourceID: volume,
    },
    dataSourceSetInfo: { objectType: 'DatasourceSet', resourceID: volumeGroup },
    policyInfo: {
      policyId: `${vaultId}/backupPolicies/SanPolicy`,
      policyParameters: {
        dataStoreParametersList: [
          {
            objectType: 'AzureOperationalStoreParameters',
            dataStoreType: 'OperationalStore',
            resourceGroupId: '/subscriptions/s/resourceGroups/snapshots',
            snapshotSku: 'Standard_ZRS',
          },
        ],
      },
    },
  },
};

const volumeTarget = {
  name: 'volume',
  info: { datasourceInfo: { objectType: 'Datasource', resourceID: `${volume}2` }, targetSizeGiB: 8 },
  optional: ['restoreTargetInfo.datasourceInfo.objectType', 'restoreTargetInfo.targetSizeGiB'],
};
const diskTarget = {
  name: 'Managed Disk',
  info: {
    datasourceInfo: {
      objectType: 'Datasource',
      resourceID: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/data',
    },
    targetDiskSku: 'Premium_LRS',
    targetZone: '1',
  },
  optional: [
    'restoreTargetInfo.datasourceInfo.objectType',
    'restoreTargetInfo.targetDiskSku',
    'restoreTargetInfo.targetZone',
  ],
};

export interface Reader {
  readonly name: string;
  readonly schema: z.ZodType;
  readonly valid: object;
  /** Fields that may be dropped or null. */
  readonly optional?: readonly string[];
  /** Fields in which anything goes: they are let through and mean nothing. */
  readonly meaningless?: readonly string[];
  /** Texts that may be empty: none was chosen. */
  readonly mayBeEmpty?: readonly string[];
}

export const readers: readonly Reader[] = [
  {
    name: 'PUT backupInstances',
    schema: backupInstanceRequest(vault),
    valid: {
      tags: { owner: 'shop' },
      properties: {
        objectType: 'BackupInstance',
        friendlyName: 'shop',
        validationType: 'ShallowValidation',
        identityDetails: { useSystemAssignedIdentity: true, userAssignedIdentityArmUrl: '' },
        dataSourceInfo: {
          objectType: 'Datasource',
          datasourceType: 'Microsoft.Storage/storageAccounts/blobServices',
          resourceID: account,
        },
        dataSourceSetInfo: { objectType: 'DatasourceSet', resourceID: account },
        policyInfo: {
          policyId: `${vaultId}/backupPolicies/DailyPolicy`,
          policyParameters: {
            dataStoreParametersList: [
              { objectType: 'AzureOperationalStoreParameters', dataStoreType: 'OperationalStore' },
            ],
            backupDatasourceParametersList: [
              { objectType: 'BlobBackupDatasourceParameters', containersList: ['orders'] },
            ],
          },
        },
      },
    },
    optional: [
      'tags',
      'tags.owner',
      'properties.friendlyName',
      'properties.validationType',
      'properties.identityDetails',
      'properties.identityDetails.useSystemAssignedIdentity',
      'properties.identityDetails.userAssignedIdentityArmUrl',
      'properties.dataSourceInfo.objectType',
      'properties.dataSourceInfo.datasourceType',
      'properties.dataSourceSetInfo',
      'properties.dataSourceSetInfo.objectType',
      'properties.policyInfo.policyParameters',
      'properties.policyInfo.policyParameters.dataStoreParametersList',
      'properties.policyInfo.policyParameters.backupDatasourceParametersList',
      'properties.policyInfo.policyParameters.backupDatasourceParametersList[0].containersList',
    ],
    mayBeEmpty: [
      'tags.owner',
      'properties.friendlyName',
      'properties.identityDetails.userAssignedIdentityArmUrl',
      'properties.policyInfo.policyParameters.dataStoreParametersList[0].objectType',
    ],
  },
  {
    name: 'PUT backupPolicies',
    schema: backupPolicyRequest,
    valid: policy,
    optional: [
      'properties.policyRules[0].backupParameters',
      'properties.policyRules[0].trigger.schedule.timeZone',
      'properties.policyRules[2].isDefault',
    ],
    // Tools write other words: there is one kind of data store.
    meaningless: [
      'properties.policyRules[0].dataStore.objectType',
      'properties.policyRules[1].lifecycles[0].sourceDataStore.objectType',
      'properties.policyRules[2].lifecycles[0].sourceDataStore.objectType',
    ],
  },
  {
    name: 'POST backup',
    schema: adhocBackupRequest,
    valid: {
      backupRuleOptions: { ruleName: 'BackupDaily', triggerOption: { retentionTagOverride: 'Weekly' } },
    },
    optional: ['backupRuleOptions.triggerOption.retentionTagOverride'],
    // The policy decides whether it has a rule of that name.
    mayBeEmpty: ['backupRuleOptions.ruleName', 'backupRuleOptions.triggerOption.retentionTagOverride'],
  },
  {
    name: 'POST restore',
    schema: restoreRequest(vault),
    valid: restore,
    optional: restoreOptional,
    mayBeEmpty: [
      'sourceResourceId',
      'identityDetails.userAssignedIdentityArmUrl',
      'restoreTargetInfo.restoreLocation',
    ],
  },
  {
    name: 'POST validateRestore',
    schema: validateRestoreRequest(vault),
    valid: { restoreRequestObject: restore },
    optional: restoreOptional.map((path) => `restoreRequestObject.${path}`),
    mayBeEmpty: [
      'restoreRequestObject.sourceResourceId',
      'restoreRequestObject.identityDetails.userAssignedIdentityArmUrl',
      'restoreRequestObject.restoreTargetInfo.restoreLocation',
    ],
  },
  {
    name: 'POST findRestorableTimeRanges',
    schema: restorableTimeRangesRequest,
    valid: {
      sourceDataStoreType: 'VaultStore',
      startTime: '2026-01-01T00:00:00Z',
      endTime: '2026-02-01T00:00:00Z',
    },
    optional: ['startTime', 'endTime'],
  },
  {
    name: 'POST checkFeatureSupport',
    schema: featureRequest,
    valid: { objectType: 'FeatureValidationRequest', featureType: 'DataSourceType', featureName: 'x' },
    optional: ['featureName'],
    mayBeEmpty: ['featureName'],
  },
  {
    name: 'POST prune',
    schema: pruneRequest,
    valid: { dryRun: true, recoveryPoints: ['20261122T020000Z'] },
    optional: ['dryRun', 'recoveryPoints'],
  },
  {
    name: 'POST verify',
    schema: verifyRequest,
    valid: { samplePercent: 10 },
    optional: ['samplePercent'],
  },
  { name: 'POST check', schema: checkRequest, valid: { repair: true }, optional: ['repair'] },
  {
    name: 'PUT backupInstances of a SAN volume',
    schema: backupInstanceRequest(vault),
    valid: volumeInstance,
    optional: [
      'properties.friendlyName',
      'properties.dataSourceInfo.objectType',
      'properties.dataSourceSetInfo',
      'properties.dataSourceSetInfo.objectType',
      'properties.policyInfo.policyParameters.dataStoreParametersList[0].snapshotSku',
    ],
    mayBeEmpty: [
      'properties.friendlyName',
      'properties.policyInfo.policyParameters.dataStoreParametersList[0].objectType',
    ],
  },
  ...[volumeTarget, diskTarget].map(({ name, info, optional }) => ({
    name: `POST restore of a SAN volume to a ${name}`,
    schema: restoreRequest(vault),
    valid: {
      objectType: 'AzureBackupRecoveryPointBasedRestoreRequest',
      recoveryPointId: '20261122T020000Z',
      sourceDataStoreType: 'OperationalStore',
      sourceResourceId: volume,
      dryRun: false,
      restoreTargetInfo: { objectType: 'RestoreTargetInfo', recoveryOption: 'FailIfExists', ...info },
    },
    optional: ['sourceResourceId', 'dryRun', ...optional],
    mayBeEmpty: ['sourceResourceId'],
  })),
  ...['stopProtection', 'suspendBackups', 'resumeBackups', 'resumeProtection'].map((name) => ({
    name: `POST ${name}`,
    schema: guardedRequest,
    valid: { resourceGuardOperationRequests: [`${vaultId}/guard`] },
    optional: ['resourceGuardOperationRequests'],
    mayBeEmpty: ['resourceGuardOperationRequests[0]'],
  })),
  { name: 'POST sync', schema: syncRequest, valid: { syncType: 'ForceResync' }, optional: ['syncType'] },
  {
    name: 'PUT backupVaults',
    schema: vaultRequest({ ...vault, redundancy: 'LocallyRedundant', hasIdentity: true }),
    valid: {
      location: 'westeurope',
      tags: { team: 'web' },
      properties: {
        storageSettings: [{ datastoreType: 'VaultStore', type: 'LocallyRedundant' }],
        securitySettings: {
          softDeleteSettings: { state: 'On', retentionDurationInDays: 14 },
          immutabilitySettings: { state: 'Unlocked' },
          encryptionSettings: { state: 'Disabled' },
        },
        weeksOfTheMonth: 'nth-weekday',
      },
    },
    optional: [
      'location',
      'tags',
      'tags.team',
      'properties',
      'properties.storageSettings',
      'properties.storageSettings[0].datastoreType',
      'properties.storageSettings[0].type',
      'properties.securitySettings',
      'properties.securitySettings.softDeleteSettings',
      'properties.securitySettings.softDeleteSettings.state',
      'properties.securitySettings.softDeleteSettings.retentionDurationInDays',
      'properties.securitySettings.immutabilitySettings',
      'properties.securitySettings.immutabilitySettings.state',
      'properties.securitySettings.encryptionSettings',
      'properties.securitySettings.encryptionSettings.state',
      'properties.weeksOfTheMonth',
    ],
    mayBeEmpty: ['tags.team'],
  },
];
