// PUT backupPolicies: BaseBackupPolicyResource, with the leniency that real policies need (facts: peers-and-data-protection
// 2.3), checked by the rules of Azure Backup. What Azure keeps is kept; other fields are let through and dropped.

import * as z from 'zod';
import { findDatasourceType, policyProfiles } from '../../domain/policy/datasource-types.ts';
import type { BackupCriteria, PolicyDefinition } from '../../domain/policy/definition.ts';
import { months, weekdays, weeksOfTheMonth } from '../../domain/policy/definition.ts';
import { readPolicy } from '../../domain/policy/read-policy.ts';
import { specified } from './key-spelling.ts';

/** One of the values, whatever its case. */
const oneOf = <const T extends readonly string[]>(values: T) =>
  z.string().transform((given, context): T[number] => {
    const known = values.find((value) => value.toLowerCase() === given.toLowerCase());
    if (known !== undefined) return known;
    context.addIssue(`must be ${values.map((value) => `'${value}'`).join(' or ')}`);
    return z.NEVER;
  });

const dataStore = z
  .object({ dataStoreType: oneOf(['VaultStore', 'OperationalStore', 'ArchiveStore']) })
  .transform((given) => ({ ...given, objectType: 'DataStoreInfoBase' as const }));

const listOf = <T extends z.ZodType>(item: T) => z.array(item).exactOptional();

const criteria = z.object({
  objectType: z.literal('ScheduleBasedBackupCriteria'),
  absoluteCriteria: listOf(oneOf(['AllBackup', 'FirstOfDay', 'FirstOfWeek', 'FirstOfMonth', 'FirstOfYear'])),
  daysOfMonth: listOf(
    z.object({ date: z.number().int().exactOptional(), isLast: z.boolean().exactOptional() }),
  ),
  daysOfTheWeek: listOf(oneOf(weekdays)),
  weeksOfTheMonth: listOf(oneOf(weeksOfTheMonth)),
  monthsOfYear: listOf(oneOf(months)),
  scheduleTimes: listOf(z.string()),
}) satisfies z.ZodType<BackupCriteria>;

const taggingCriteria = z.object({
  tagInfo: z
    .object({ tagName: z.string().min(1, 'must not be empty').max(100, 'has more than 100 characters') })
    .transform(({ tagName }) => ({ tagName, id: `${tagName}_` })),
  taggingPriority: z.number().int('must be a whole number'),
  isDefault: z.boolean(),
  criteria: z
    .array(criteria)
    // Tools write an empty list for the default tag.
    .transform((given) => (given.length === 0 ? undefined : given))
    .exactOptional(),
});

const ruleName = z.string().max(150, 'has more than 150 characters');

const backupRule = z.object({
  objectType: z.literal('AzureBackupRule'),
  name: ruleName,
  backupParameters: z
    .object({ objectType: z.literal('AzureBackupParams'), backupType: z.string() })
    .exactOptional(),
  dataStore,
  trigger: z.object({
    objectType: z.literal(
      'ScheduleBasedTriggerContext',
      "must be 'ScheduleBasedTriggerContext': a policy backs up by a schedule",
    ),
    schedule: z.object({
      repeatingTimeIntervals: z.array(z.string()),
      timeZone: z.string().exactOptional(),
    }),
    taggingCriteria: z.array(taggingCriteria).max(50, 'has more than 50 items'),
  }),
});

const retentionRule = z.object({
  objectType: z.literal('AzureRetentionRule'),
  name: ruleName,
  isDefault: z.boolean().exactOptional(),
  lifecycles: z.array(
    z.object({
      deleteAfter: z.object({ objectType: z.literal('AbsoluteDeleteOption'), duration: z.string() }),
      sourceDataStore: dataStore,
      targetDataStoreCopySettings: listOf(z.unknown()),
    }),
  ),
});

const definition = z
  .object({
    objectType: z.literal('BackupPolicy'),
    datasourceTypes: z.array(z.string().transform((given) => findDatasourceType(given) ?? given)),
    policyRules: z
      .array(
        z.discriminatedUnion(
          'objectType',
          [backupRule, retentionRule],
          "must be 'AzureBackupRule' or 'AzureRetentionRule'",
        ),
      )
      .max(100, 'has more than 100 items'),
  })
  .transform((given): PolicyDefinition => {
    const profile = policyProfiles[given.datasourceTypes[0] ?? ''];
    const backupType = profile?.backupType ?? 'Discrete';
    const backupParameters = { objectType: 'AzureBackupParams', backupType } as const;
    // JSON has no undefined: what was left out above is left out of the definition.
    return JSON.parse(
      JSON.stringify({
        ...given,
        policyRules: given.policyRules.map((rule) =>
          rule.objectType === 'AzureBackupRule' ? { backupParameters, ...rule } : rule,
        ),
      }),
    );
  })
  .superRefine((given, context) => {
    const read = readPolicy(given);
    if (read.ok) return;
    for (const { path, rule } of read.problems) {
      context.addIssue({ code: 'custom', path: [...path], message: rule });
    }
  });

export const backupPolicyRequest: z.ZodType<PolicyDefinition> = z
  .preprocess(specified, z.object({ properties: definition }))
  .transform(({ properties }) => properties);
