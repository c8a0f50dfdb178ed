// The resources of Microsoft.DataProtection as this vault answers them: vault, policy, instance, recovery point, operation.

import * as z from 'zod';
import { months, weekdays, weeksOfTheMonth } from '../../domain/policy/definition.ts';
import { count, duration, errorInfo, moment, resource, resourceId } from './values.ts';

export const vaultAnswer = z
  .strictObject({
    ...resource('', z.unknown()).shape,
    location: z.string(),
    tags: z.record(z.string(), z.string()).optional(),
    identity: z.strictObject({ type: z.enum(['SystemAssigned', 'None']) }),
    properties: z.strictObject({
      provisioningState: z.literal('Succeeded'),
      storageSettings: z.array(
        z.strictObject({
          datastoreType: z.literal('VaultStore'),
          type: z.enum(['LocallyRedundant', 'ZoneRedundant', 'GeoRedundant']),
        }),
      ),
      securitySettings: z.strictObject({
        softDeleteSettings: z.strictObject({
          state: z.enum(['Off', 'On', 'AlwaysOn']),
          retentionDurationInDays: z.number().optional(),
        }),
        immutabilitySettings: z.strictObject({ state: z.enum(['Disabled', 'Unlocked', 'Locked']) }),
      }),
      isVaultProtectedByResourceGuard: z.boolean(),
      weeksOfTheMonth: z.enum(['calendar-rows', 'nth-weekday']).optional().describe('Beyond Azure'),
    }),
  })
  .meta({ id: 'BackupVault' });

const dataStore = z.strictObject({
  objectType: z.literal('DataStoreInfoBase'),
  dataStoreType: z.enum(['VaultStore', 'OperationalStore', 'ArchiveStore']),
});

const criteria = z.strictObject({
  objectType: z.literal('ScheduleBasedBackupCriteria'),
  absoluteCriteria: z
    .array(z.enum(['AllBackup', 'FirstOfDay', 'FirstOfWeek', 'FirstOfMonth', 'FirstOfYear']))
    .optional(),
  daysOfMonth: z
    .array(z.strictObject({ date: z.int().optional(), isLast: z.boolean().optional() }))
    .optional(),
  daysOfTheWeek: z.array(z.enum(weekdays)).optional(),
  weeksOfTheMonth: z.array(z.enum(weeksOfTheMonth)).optional(),
  monthsOfYear: z.array(z.enum(months)).optional(),
  scheduleTimes: z.array(z.string()).optional(),
});

const backupRule = z.strictObject({
  objectType: z.literal('AzureBackupRule'),
  name: z.string(),
  backupParameters: z.strictObject({ objectType: z.literal('AzureBackupParams'), backupType: z.string() }),
  dataStore,
  trigger: z.strictObject({
    objectType: z.literal('ScheduleBasedTriggerContext'),
    schedule: z.strictObject({
      repeatingTimeIntervals: z.array(z.string()).describe('`R/{start}/P1D` or `R/{start}/P1W`'),
      timeZone: z.string().optional().describe('Windows or IANA name'),
    }),
    taggingCriteria: z.array(
      z.strictObject({
        tagInfo: z.strictObject({ tagName: z.string(), id: z.string() }),
        taggingPriority: z.int().describe('The lowest number wins'),
        isDefault: z.boolean(),
        criteria: z.array(criteria).optional(),
      }),
    ),
  }),
});

const retentionRule = z.strictObject({
  objectType: z.literal('AzureRetentionRule'),
  name: z.string(),
  isDefault: z.boolean().optional(),
  lifecycles: z.array(
    z.strictObject({
      sourceDataStore: dataStore,
      deleteAfter: z.strictObject({ objectType: z.literal('AbsoluteDeleteOption'), duration }),
      targetDataStoreCopySettings: z.array(z.unknown()).optional(),
    }),
  ),
});

export const policyAnswer = resource(
  'BackupPolicy',
  z.strictObject({
    objectType: z.literal('BackupPolicy'),
    datasourceTypes: z.array(z.string()),
    policyRules: z.array(z.discriminatedUnion('objectType', [backupRule, retentionRule])),
  }),
);

const datasource = <T extends string>(objectType: T) =>
  z.strictObject({
    objectType: z.literal(objectType),
    datasourceType: z.string(),
    resourceID: resourceId,
    resourceName: z.string(),
    resourceType: z.string(),
    resourceUri: z.string(),
    resourceLocation: z.string(),
  });

const states = [
  'ConfiguringProtection',
  'ConfiguringProtectionFailed',
  'ProtectionConfigured',
  'ProtectionStopped',
  'SoftDeleted',
] as const;

const instanceProperties = z.strictObject({
  objectType: z.literal('BackupInstance'),
  friendlyName: z.string(),
  dataSourceInfo: datasource('Datasource'),
  dataSourceSetInfo: datasource('DatasourceSet'),
  policyInfo: z.strictObject({
    policyId: resourceId,
    policyVersion: z.string().optional(),
    policyParameters: z
      .strictObject({
        backupDatasourceParametersList: z
          .array(
            z.strictObject({
              objectType: z.string(),
              containersList: z.array(z.string()),
              excludedContainersList: z.array(z.string()).optional().describe('Beyond Azure'),
            }),
          )
          .optional(),
        dataStoreParametersList: z
          .array(
            z.strictObject({
              objectType: z.literal('AzureOperationalStoreParameters'),
              dataStoreType: z.literal('OperationalStore'),
              resourceGroupId: resourceId.describe('Where disk snapshots are'),
              snapshotSku: z.string().optional().describe('Beyond Azure'),
            }),
          )
          .optional(),
      })
      .optional(),
  }),
  protectionStatus: z.strictObject({ status: z.enum(states) }),
  currentProtectionState: z.enum([...states, 'ProtectionError', 'BackupSchedulesSuspended']),
  provisioningState: z.enum(['Succeeded', 'Failed']),
});

export const instanceAnswer = z
  .strictObject({
    ...resource('', z.unknown()).shape,
    tags: z.record(z.string(), z.string()).optional(),
    properties: instanceProperties,
  })
  .meta({ id: 'BackupInstance' });

export const deletedInstanceAnswer = resource(
  'DeletedBackupInstance',
  z.strictObject({
    ...instanceProperties.shape,
    deletionInfo: z.strictObject({
      deletionTime: moment,
      billingEndDate: moment,
      scheduledPurgeTime: moment,
      deleteActivityID: z.string(),
    }),
  }),
);

const verification = z
  .strictObject({
    status: z.enum(['Intact', 'Damaged']),
    time: moment,
    jobId: z.string(),
    samplePercent: z.int(),
    damagedBlobs: count,
    counts: z.record(z.string(), count).optional(),
    damagedContainers: z.array(z.looseObject({ name: z.string(), blobs: count })).optional(),
    damagedExamples: z.array(z.looseObject({ container: z.string(), name: z.string() })).optional(),
    damagedChunks: z.array(z.looseObject({ hash: z.string(), problem: z.string() })).optional(),
  })
  .describe('Beyond Azure: what the last verification found');

export const recoveryPointAnswer = resource(
  'RecoveryPoint',
  z.strictObject({
    objectType: z.literal('AzureBackupDiscreteRecoveryPoint'),
    recoveryPointId: z.string(),
    recoveryPointTime: moment,
    recoveryPointType: z.string(),
    recoveryPointState: z.string(),
    friendlyName: z.string(),
    policyName: z.string(),
    policyVersion: z.string().optional(),
    retentionTagName: z.string(),
    retentionTagVersion: z.string().optional(),
    expiryTime: moment.optional(),
    recoveryPointDataStoresDetails: z.array(
      z.strictObject({
        id: z.string(),
        type: z.string(),
        state: z.string(),
        creationTime: moment,
        expiryTime: moment.optional(),
        visible: z.boolean(),
        metaData: z.string().describe('JSON: what is in the point, and why it is kept'),
      }),
    ),
    verification: verification.optional(),
  }),
);

export const jobReference = z.strictObject({
  objectType: z.literal('OperationJobExtendedInfo'),
  jobId: z.string(),
});

export const operationAnswer = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    status: z.enum(['Inprogress', 'Succeeded', 'Failed', 'Canceled']),
    startTime: moment,
    endTime: moment.optional(),
    error: errorInfo.optional(),
    properties: jobReference,
  })
  .meta({ id: 'OperationStatus' });
