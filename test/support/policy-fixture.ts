// Policies and histories in few words: what tests of schedules and retention are about.

import type { BackupPolicy } from '../../src/domain/policy/backup-policy.ts';
import type { BackupCriteria, PolicyDefinition } from '../../src/domain/policy/definition.ts';
import { readPolicy } from '../../src/domain/policy/read-policy.ts';
import { scheduledRecoveryPointId } from '../../src/domain/recovery-point/recovery-point-id.ts';
import type { RetentionPoint } from '../../src/domain/retention/verdict.ts';
import { slotsBetween } from '../../src/domain/schedule/slots.ts';
import { builtInPolicy } from '../../src/vault/documents/policy.ts';
import type { Vault } from '../../src/vault/vault.ts';

/** Name, duration, priority, criteria. */
export type TagSketch = readonly [
  name: string,
  duration: string,
  priority: number,
  ...criteria: Omit<BackupCriteria, 'objectType'>[],
];

export interface PolicySketch {
  readonly intervals?: readonly string[];
  readonly timeZone?: string;
  /** Duration of the default rule. */
  readonly keep?: string;
  readonly tags?: readonly TagSketch[];
  readonly datasourceType?: string;
}

const vaultStore = { dataStoreType: 'VaultStore', objectType: 'DataStoreInfoBase' } as const;

const retentionRule = (name: string, duration: string, isDefault: boolean) =>
  ({
    name,
    objectType: 'AzureRetentionRule',
    isDefault,
    lifecycles: [
      { deleteAfter: { objectType: 'AbsoluteDeleteOption', duration }, sourceDataStore: vaultStore },
    ],
  }) as const;

export const policyDefinition = ({
  intervals = ['R/2024-01-01T02:00:00+00:00/P1D'],
  timeZone,
  keep = 'P7D',
  tags = [],
  datasourceType = 'Microsoft.Storage/storageAccounts/blobServices',
}: PolicySketch = {}): PolicyDefinition => ({
  objectType: 'BackupPolicy',
  datasourceTypes: [datasourceType],
  policyRules: [
    {
      name: 'BackupDaily',
      objectType: 'AzureBackupRule',
      backupParameters: { backupType: 'Discrete', objectType: 'AzureBackupParams' },
      dataStore: vaultStore,
      trigger: {
        objectType: 'ScheduleBasedTriggerContext',
        schedule: { repeatingTimeIntervals: intervals, ...(timeZone === undefined ? {} : { timeZone }) },
        taggingCriteria: [
          ...tags.map(([tagName, , taggingPriority, ...criteria]) => ({
            tagInfo: { tagName, id: `${tagName}_` },
            taggingPriority,
            isDefault: false,
            criteria: criteria.map((one) => ({ objectType: 'ScheduleBasedBackupCriteria', ...one }) as const),
          })),
          { tagInfo: { tagName: 'Default', id: 'Default_' }, taggingPriority: 99, isDefault: true },
        ],
      },
    },
    retentionRule('Default', keep, true),
    ...tags.map(([name, duration]) => retentionRule(name, duration, false)),
  ],
});

/** For volumes of an Elastic SAN, whose recovery points are snapshots. */
export const volumePolicyDefinition = (sketch: PolicySketch = {}): PolicyDefinition =>
  JSON.parse(
    JSON.stringify(
      policyDefinition({ ...sketch, datasourceType: 'Microsoft.ElasticSan/elasticSans/volumeGroups' }),
    )
      .replaceAll('VaultStore', 'OperationalStore')
      .replaceAll('Discrete', 'Incremental'),
  ) as PolicyDefinition;

export const policyOf = (sketch: PolicySketch = {}): BackupPolicy => {
  const read = readPolicy(policyDefinition(sketch));
  if (read.ok) return read.policy;
  throw new Error(read.problems.map(({ path, rule }) => `${path.join('.')} ${rule}`).join('; '));
};

/** A scheduled point whose markers were written three seconds after its slot. */
export const scheduledPoint = (slotMs: number, more: Partial<RetentionPoint> = {}): RetentionPoint => ({
  id: scheduledRecoveryPointId(slotMs),
  time: new Date(slotMs + 3000).toISOString(),
  trigger: 'scheduled',
  ...more,
});

export const onDemandPoint = (time: string, askedTag?: string): RetentionPoint => ({
  id: `${new Date(time).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z-00012345`,
  time: new Date(time).toISOString(),
  trigger: 'adhoc',
  ...(askedTag === undefined ? {} : { askedTag }),
});

/** A point for each slot of a policy from one moment to another, but for slots whose id begins with a text of `failed`. */
export const history = (
  policy: BackupPolicy,
  from: string,
  until: string,
  failed: readonly string[] = [],
): readonly RetentionPoint[] =>
  slotsBetween(policy.schedule, Date.parse(from) - 1, Date.parse(until))
    .map((slot) => scheduledPoint(slot))
    .filter(({ id }) => !failed.some((prefix) => id.startsWith(prefix)));

/** Lets the built-in policy keep every point for a duration. */
export const keepFor = async (vault: Vault, duration: string): Promise<void> => {
  await vault.policies.put({ ...builtInPolicy, definition: policyDefinition({ keep: duration }) }, undefined);
};
