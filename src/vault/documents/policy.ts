// policies/{name}.json: a backup policy in the words of Microsoft.DataProtection, with how often it was changed.

import * as z from 'zod';
import { dailyPolicy, dailyPolicyName } from '../../domain/policy/daily-policy.ts';
import type { PolicyDefinition } from '../../domain/policy/definition.ts';
import { months, weekdays, weeksOfTheMonth } from '../../domain/policy/definition.ts';
import { documentCodec } from '../document-codec.ts';

export interface PolicyDocument {
  readonly version: 1;
  readonly name: string;
  /** 1 for a new policy, one more with each change. */
  readonly revision: number;
  readonly definition: PolicyDefinition;
  /** Since when it has the schedule that it has (ISO 8601, UTC): earlier slots were those of another. */
  readonly scheduledSince: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

const dataStore = z.looseObject({
  dataStoreType: z.enum(['VaultStore', 'OperationalStore', 'ArchiveStore']),
  objectType: z.literal('DataStoreInfoBase'),
});

const criteria = z.looseObject({
  objectType: z.literal('ScheduleBasedBackupCriteria'),
  absoluteCriteria: z
    .array(z.enum(['AllBackup', 'FirstOfDay', 'FirstOfWeek', 'FirstOfMonth', 'FirstOfYear']))
    .exactOptional(),
  daysOfMonth: z
    .array(z.looseObject({ date: z.number().exactOptional(), isLast: z.boolean().exactOptional() }))
    .exactOptional(),
  daysOfTheWeek: z.array(z.enum(weekdays)).exactOptional(),
  weeksOfTheMonth: z.array(z.enum(weeksOfTheMonth)).exactOptional(),
  monthsOfYear: z.array(z.enum(months)).exactOptional(),
  scheduleTimes: z.array(z.string()).exactOptional(),
});

const backupRule = z.looseObject({
  objectType: z.literal('AzureBackupRule'),
  name: z.string(),
  backupParameters: z.looseObject({ objectType: z.literal('AzureBackupParams'), backupType: z.string() }),
  dataStore,
  trigger: z.looseObject({
    objectType: z.literal('ScheduleBasedTriggerContext'),
    schedule: z.looseObject({
      repeatingTimeIntervals: z.array(z.string()),
      timeZone: z.string().exactOptional(),
    }),
    taggingCriteria: z.array(
      z.looseObject({
        tagInfo: z.looseObject({ tagName: z.string(), id: z.string() }),
        taggingPriority: z.number(),
        isDefault: z.boolean(),
        criteria: z.array(criteria).exactOptional(),
      }),
    ),
  }),
});

const retentionRule = z.looseObject({
  objectType: z.literal('AzureRetentionRule'),
  name: z.string(),
  isDefault: z.boolean().exactOptional(),
  lifecycles: z.array(
    z.looseObject({
      sourceDataStore: dataStore,
      deleteAfter: z.looseObject({ objectType: z.literal('AbsoluteDeleteOption'), duration: z.string() }),
      targetDataStoreCopySettings: z.array(z.unknown()).exactOptional(),
    }),
  ),
});

const definition: z.ZodType<PolicyDefinition> = z.looseObject({
  objectType: z.literal('BackupPolicy'),
  datasourceTypes: z.array(z.string()),
  policyRules: z.array(z.discriminatedUnion('objectType', [backupRule, retentionRule])),
});

export const policyCodec = documentCodec<PolicyDocument>({
  1: z.looseObject({
    version: z.literal(1),
    name: z.string(),
    revision: z.number(),
    definition,
    scheduledSince: z.string(),
    createdAt: z.string(),
    updatedAt: z.string(),
  }),
});

/** What the vault has under this name while no document says otherwise. */
export const builtInPolicy: PolicyDocument = {
  version: 1,
  name: dailyPolicyName,
  revision: 1,
  definition: dailyPolicy,
  scheduledSince: '2024-01-01T00:00:00.000Z',
  createdAt: '2024-01-01T00:00:00.000Z',
  updatedAt: '2024-01-01T00:00:00.000Z',
};
