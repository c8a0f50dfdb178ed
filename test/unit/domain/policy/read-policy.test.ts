// Which policies are taken, and for each rule of Azure Backup the place and the words of its refusal.

import { describe, expect, test } from 'vitest';
import { dailyPolicy } from '../../../../src/domain/policy/daily-policy.ts';
import type { BackupCriteria, PolicyDefinition } from '../../../../src/domain/policy/definition.ts';
import { readPolicy } from '../../../../src/domain/policy/read-policy.ts';
import { policyDefinition, policyOf } from '../../../support/policy-fixture.ts';

const weekly = policyDefinition({ tags: [['Weekly', 'P12W', 20, { absoluteCriteria: ['FirstOfWeek'] }]] });

/** A copy of the policy with one place changed; `undefined` removes it. */
const changed = (path: string, value: unknown, base: PolicyDefinition = weekly): PolicyDefinition => {
  const copy = structuredClone(base);
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  let at = copy as unknown as Record<string, Record<string, unknown>>;
  for (const step of steps) at = at[step] as unknown as typeof at;
  (at as Record<string, unknown>)[last] = value;
  return copy;
};

const problems = (definition: PolicyDefinition): readonly string[] => {
  const read = readPolicy(definition);
  return read.ok ? [] : read.problems.map(({ path, rule }) => `${path.join('.')} ${rule}`);
};

const schedule = 'policyRules.0.trigger.schedule';
const tags = 'policyRules.0.trigger.taggingCriteria';
const dailyInterval = 'R/2026-01-04T02:00:00+00:00/P1D';
const notAnInterval = 'must be a repeating interval without an end, such as R/2026-01-04T02:00:00+00:00/P1D';

describe('a policy that is taken', () => {
  test('the one every vault has', () => {
    expect(readPolicy(dailyPolicy)).toMatchObject({
      ok: true,
      policy: { ruleName: 'BackupDaily', tags: [] },
    });
  });

  test('its tags come in the order in which they win, each with the duration of its rule', () => {
    const policy = policyOf({
      keep: 'P30D',
      tags: [
        ['Weekly', 'P12W', 20, { absoluteCriteria: ['FirstOfWeek'] }],
        ['Yearly', 'P10Y', 10, { absoluteCriteria: ['FirstOfYear'] }],
        ['Monthly', 'P60M', 15, { absoluteCriteria: ['FirstOfMonth'] }],
      ],
    });
    expect(policy.tags.map(({ name, duration }) => [name, duration])).toEqual([
      ['Yearly', { count: 10, unit: 'Y' }],
      ['Monthly', { count: 60, unit: 'M' }],
      ['Weekly', { count: 12, unit: 'W' }],
    ]);
    expect(policy.defaultTag).toMatchObject({ name: 'Default', duration: { count: 30, unit: 'D' } });
  });

  test.each<[string, PolicyDefinition]>([
    [
      'datasource types in any case',
      changed('datasourceTypes.0', 'microsoft.storage/STORAGEACCOUNTS/blobservices'),
    ],
    ['a tag that names its rule in another case', changed(`${tags}.0.tagInfo.tagName`, 'weekly')],
    ['a Windows time zone', changed(`${schedule}.timeZone`, 'India Standard Time')],
    ['an IANA time zone', changed(`${schedule}.timeZone`, 'Europe/Berlin')],
    ['a time zone by its display name', changed(`${schedule}.timeZone`, 'Coordinated Universal Time')],
    [
      'several times',
      changed(`${schedule}.repeatingTimeIntervals`, [dailyInterval, 'R/2026-01-04T14:00:00Z/P1D']),
    ],
    [
      'an interval without an offset',
      changed(`${schedule}.repeatingTimeIntervals`, ['R/2026-01-04T02:00:00/P1D']),
    ],
    [
      'an interval with fractions of a second',
      changed(`${schedule}.repeatingTimeIntervals`, ['R/2026-01-04T02:00:00.0000000+00:00/P1W']),
    ],
    ['the longest retention', changed('policyRules.1.lifecycles.0.deleteAfter.duration', 'P3650D')],
    [
      "the operational rule that Azure's tools add for blobs",
      changed('policyRules.3', {
        name: 'Default_OperationalStore',
        objectType: 'AzureRetentionRule',
        isDefault: true,
        lifecycles: [
          {
            deleteAfter: { objectType: 'AbsoluteDeleteOption', duration: 'P30D' },
            sourceDataStore: { dataStoreType: 'OperationalStore', objectType: 'DataStoreInfoBase' },
          },
        ],
      }),
    ],
  ])('%s', (_, definition) => expect(problems(definition)).toEqual([]));
});

describe('a policy that is refused', () => {
  test.each<[path: string, value: unknown, problem: string]>([
    ['datasourceTypes', [], 'datasourceTypes must name a datasource type'],
    [
      'datasourceTypes.0',
      'Microsoft.Compute/disks',
      'datasourceTypes.0 must be a datasource type of this vault: Microsoft.Storage/storageAccounts/blobServices, Microsoft.Storage/storageAccounts/adlsBlobServices, Microsoft.ElasticSan/elasticSans/volumeGroups',
    ],
    [
      'datasourceTypes.1',
      'Microsoft.ElasticSan/elasticSans/volumeGroups',
      'datasourceTypes must not mix storage accounts and Elastic SAN volume groups: their recovery points are in different data stores',
    ],
    [
      `${schedule}.repeatingTimeIntervals`,
      [],
      `${schedule}.repeatingTimeIntervals must have at least one interval`,
    ],
    [
      `${schedule}.repeatingTimeIntervals`,
      Array.from({ length: 169 }, () => dailyInterval),
      `${schedule}.repeatingTimeIntervals must have at most 168 intervals`,
    ],
    [
      `${schedule}.repeatingTimeIntervals.0`,
      'R/2026-01-04T02:00:00+00:00/PT4H',
      `${schedule}.repeatingTimeIntervals.0 must repeat daily (P1D) or weekly (P1W), not PT4H: vaulted backups are not taken hourly`,
    ],
    [
      `${schedule}.repeatingTimeIntervals.0`,
      'R/2026-01-04T02:00:00+00:00/P2D',
      `${schedule}.repeatingTimeIntervals.0 must repeat daily (P1D) or weekly (P1W), not P2D`,
    ],
    [
      `${schedule}.repeatingTimeIntervals.0`,
      '0 2 * * *',
      `${schedule}.repeatingTimeIntervals.0 ${notAnInterval}`,
    ],
    [
      `${schedule}.repeatingTimeIntervals.0`,
      'R5/2026-01-04T02:00:00+00:00/P1D',
      `${schedule}.repeatingTimeIntervals.0 ${notAnInterval}`,
    ],
    [
      `${schedule}.repeatingTimeIntervals.0`,
      'R/2026-02-30T02:00:00+00:00/P1D',
      `${schedule}.repeatingTimeIntervals.0 must begin at a date and time that exist, not 2026-02-30T02:00:00`,
    ],
    [
      `${schedule}.repeatingTimeIntervals.0`,
      'R/2026-02-03T24:30:00+00:00/P1D',
      `${schedule}.repeatingTimeIntervals.0 must begin at a date and time that exist, not 2026-02-03T24:30:00`,
    ],
    [
      `${schedule}.repeatingTimeIntervals`,
      [dailyInterval, 'R/2026-01-04T02:00:00+00:00/P1W'],
      `${schedule}.repeatingTimeIntervals must all be daily (P1D) or all be weekly (P1W)`,
    ],
    [
      `${schedule}.timeZone`,
      'Mars Standard Time',
      `${schedule}.timeZone must be a Windows or IANA time zone, such as 'Pacific Standard Time' or 'America/Los_Angeles', not 'Mars Standard Time'`,
    ],
    [
      'policyRules.0.backupParameters.backupType',
      'Incremental',
      'policyRules.0.backupParameters.backupType must be Discrete for this datasource type',
    ],
    [
      'policyRules.0.dataStore.dataStoreType',
      'OperationalStore',
      'policyRules.0.dataStore.dataStoreType must be VaultStore for this datasource type',
    ],
    [
      `${tags}.0.taggingPriority`,
      99,
      `${tags}.1.taggingPriority must be a priority of its own: 99 is that of the tag Weekly`,
    ],
    [`${tags}.0.criteria`, undefined, `${tags}.0.criteria must say which points take the tag`],
    [
      `${tags}.0.criteria.0`,
      { objectType: 'ScheduleBasedBackupCriteria' },
      `${tags}.0.criteria.0 must have a criterion`,
    ],
    [
      `${tags}.0.criteria.0.daysOfMonth`,
      [{ date: 29 }],
      `${tags}.0.criteria.0.daysOfMonth.0 must be a date from 1 to 28, or isLast`,
    ],
    [
      `${tags}.0.criteria.0.scheduleTimes`,
      ['two o’clock'],
      `${tags}.0.criteria.0.scheduleTimes.0 must be a date and time`,
    ],
    [
      `${tags}.1.criteria`,
      [{ objectType: 'ScheduleBasedBackupCriteria', absoluteCriteria: ['AllBackup'] }],
      `${tags}.1.criteria must be absent for the default tag, which takes all other points`,
    ],
    [
      'policyRules.1.lifecycles.0.deleteAfter.duration',
      'P3651D',
      'policyRules.1.lifecycles.0.deleteAfter.duration must be at most 3650 days (P3650D), not P3651D',
    ],
    [
      'policyRules.1.lifecycles.0.deleteAfter.duration',
      'P522W',
      'policyRules.1.lifecycles.0.deleteAfter.duration must be at most 521 weeks (P521W), not P522W',
    ],
    [
      'policyRules.1.lifecycles.0.deleteAfter.duration',
      'P121M',
      'policyRules.1.lifecycles.0.deleteAfter.duration must be at most 120 months (P120M), not P121M',
    ],
    [
      'policyRules.1.lifecycles.0.deleteAfter.duration',
      'P11Y',
      'policyRules.1.lifecycles.0.deleteAfter.duration must be at most 10 years (P10Y), not P11Y',
    ],
    [
      'policyRules.1.lifecycles.0.deleteAfter.duration',
      'P0D',
      'policyRules.1.lifecycles.0.deleteAfter.duration must be at least P1D',
    ],
    [
      'policyRules.1.lifecycles.0.deleteAfter.duration',
      'P1Y6M',
      'policyRules.1.lifecycles.0.deleteAfter.duration must be a number of days, weeks, months or years: P7D, P12W, P60M or P10Y',
    ],
    [
      'policyRules.1.lifecycles.0.sourceDataStore.dataStoreType',
      'ArchiveStore',
      'policyRules.1.lifecycles.0.sourceDataStore.dataStoreType must be VaultStore, where the recovery points of this datasource type are',
    ],
    [
      'policyRules.1.lifecycles.0.targetDataStoreCopySettings',
      [{ copyAfter: { objectType: 'CopyOnExpiryOption' } }],
      'policyRules.1.lifecycles.0.targetDataStoreCopySettings must be empty: recovery points are not copied to another data store',
    ],
    [
      'policyRules.1.lifecycles',
      [],
      'policyRules.1.lifecycles must have one lifecycle, that of the data store VaultStore',
    ],
    [
      'policyRules.1.isDefault',
      false,
      'policyRules must have a default retention rule (AzureRetentionRule with isDefault)',
    ],
    [
      'policyRules.2.isDefault',
      true,
      'policyRules.2.isDefault must be true for one retention rule only: Default',
    ],
  ])('%s = %j', (path, value, problem) => expect(problems(changed(path, value))).toContain(problem));

  test('a tag without its rule, and a rule without its tag', () => {
    expect(problems(changed('policyRules.2.name', 'Weakly'))).toEqual([
      'policyRules.2.name must be the name of a tag of the backup rule, which Weakly is not',
      `${tags}.0.tagInfo.tagName must be the name of a retention rule, which Weekly is not`,
    ]);
  });

  test('a default tag of another rule than the default', () => {
    const swapped = changed('policyRules.2.isDefault', true, changed('policyRules.1.isDefault', false));
    expect(problems(swapped)).toEqual([
      `${tags}.1.tagInfo.tagName must be the name of the default retention rule: Weekly`,
    ]);
  });

  test('no backup rule, two of them, two rules of a name', () => {
    const [backup, ...rules] = weekly.policyRules;
    expect(problems({ ...weekly, policyRules: rules })).toEqual([
      'policyRules must have a backup rule (AzureBackupRule) for the data store VaultStore',
    ]);
    const twice = [...weekly.policyRules, backup as (typeof rules)[number]];
    expect(problems({ ...weekly, policyRules: twice })).toEqual([
      'policyRules.3.name is the name of another rule: BackupDaily',
      'policyRules.3 is a second backup rule: a policy has one schedule for a datasource',
    ]);
  });

  test('no default tag, and two', () => {
    expect(problems(changed(`${tags}.1.isDefault`, false))).toContain(
      `${tags} must have a default tag (isDefault), for points that no criterion takes`,
    );
    expect(problems(changed(`${tags}.0.isDefault`, true))).toContain(
      `${tags}.1.isDefault must be true for one tag only`,
    );
  });

  const elasticSan = (criteria: Partial<BackupCriteria>) =>
    JSON.parse(
      JSON.stringify(
        policyDefinition({
          datasourceType: 'Microsoft.ElasticSan/elasticSans/volumeGroups',
          tags: [['Weekly', 'P12W', 20, criteria]],
        }),
      )
        .replaceAll('VaultStore', 'OperationalStore')
        .replaceAll('Discrete', 'Incremental'),
    ) as PolicyDefinition;

  test.each<[string, string[], boolean]>([
    ['daily', [dailyInterval], true],
    ['weekly', ['R/2026-01-04T02:00:00Z/P1W'], true],
    ['weekly on two days', ['R/2026-01-04T02:00:00Z/P1W', 'R/2026-01-06T14:00:00Z/P1W'], true],
    ['twice a day', [dailyInterval, 'R/2026-01-04T14:00:00Z/P1D'], false],
    ['twice a day from different days on', [dailyInterval, 'R/2026-01-05T14:00:00Z/P1D'], false],
    ['weekly, twice on a Sunday', ['R/2026-01-04T02:00:00Z/P1W', 'R/2026-01-11T14:00:00Z/P1W'], false],
  ])('a schedule of Elastic SAN, at most once a day: %s', (_, intervals, isTaken) => {
    const policy = elasticSan({ absoluteCriteria: ['FirstOfWeek'] });
    expect(problems(changed(`${schedule}.repeatingTimeIntervals`, intervals, policy))).toEqual(
      isTaken
        ? []
        : [
            `${schedule}.repeatingTimeIntervals must run at most once a day for this datasource type, daily or weekly`,
          ],
    );
  });

  test('criteria other than absolute ones for Elastic SAN', () => {
    expect(problems(elasticSan({ daysOfTheWeek: ['Sunday'] }))).toEqual([
      `${tags}.0.criteria.0.daysOfTheWeek must be absent: this datasource type is tagged by absoluteCriteria alone`,
    ]);
  });

  test('everything that is wrong is told at once', () => {
    const twice = changed(
      `${schedule}.timeZone`,
      'x',
      changed('policyRules.1.lifecycles.0.deleteAfter.duration', 'P0D'),
    );
    expect(problems(twice)).toHaveLength(2);
  });
});
