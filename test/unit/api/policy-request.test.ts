// Backup policies on the wire: those that people have are taken as they are and come back as Azure would show them; what is
// refused names the field and the rule.

import { describe, expect, it } from 'vitest';
import { parseBody } from '../../../src/api/arm/request-body.ts';
import { backupPolicyRequest } from '../../../src/api/policy/request.ts';
import { policyDefinition } from '../../support/policy-fixture.ts';

const parse = (properties: unknown) =>
  parseBody(backupPolicyRequest, JSON.stringify({ properties }), 'BMSUserErrorInvalidInput');

const template = (datasourceType: string, rule: object, schedule: object, store = 'VaultStore') => {
  const dataStore = { dataStoreType: store, objectType: 'DataStoreInfoBase' };
  return {
    datasourceTypes: [datasourceType],
    objectType: 'BackupPolicy',
    policyRules: [
      {
        isDefault: true,
        lifecycles: [
          {
            deleteAfter: { duration: 'P7D', objectType: 'AbsoluteDeleteOption' },
            sourceDataStore: dataStore,
            targetDataStoreCopySettings: [],
          },
        ],
        name: 'Default',
        objectType: 'AzureRetentionRule',
      },
      {
        ...rule,
        dataStore,
        objectType: 'AzureBackupRule',
        trigger: {
          objectType: 'ScheduleBasedTriggerContext',
          schedule,
          taggingCriteria: [
            { isDefault: true, tagInfo: { id: 'Default_', tagName: 'Default' }, taggingPriority: 99 },
          ],
        },
      },
    ],
  };
};

const parameters = (backupType: string) => ({
  backupParameters: { backupType, objectType: 'AzureBackupParams' },
});

/** az dataprotection backup-policy get-default-policy-template, for each datasource type that a vault serves. */
const templates = {
  AzureBlob: template(
    'Microsoft.Storage/storageAccounts/blobServices',
    { ...parameters('Discrete'), name: 'BackupDaily' },
    { repeatingTimeIntervals: ['R/2023-06-28T07:30:00+00:00/P1D'], timeZone: 'UTC' },
  ),
  AzureDataLakeStorage: template(
    'Microsoft.Storage/storageAccounts/adlsBlobServices',
    { ...parameters('Discrete'), name: 'BackupWeekly' },
    { repeatingTimeIntervals: ['R/2023-03-26T13:00:00+00:00/P1W'], timeZone: 'UTC' },
  ),
  AzureElasticSAN: template(
    'Microsoft.ElasticSan/elasticSans/volumeGroups',
    { ...parameters('Incremental'), name: 'BackupDaily' },
    { repeatingTimeIntervals: ['R/2024-02-08T13:00:00+00:00/P1D'] },
    'OperationalStore',
  ),
};

describe("Azure's default templates", () => {
  it.each(Object.entries(templates))('%s is taken as it is, and comes back the same', (_, policy) => {
    expect(parse(policy)).toEqual({ ok: true, value: policy });
  });
});

describe('a policy as people have it', () => {
  const sketch = policyDefinition({ tags: [['Monthly', 'P12M', 15, { weeksOfTheMonth: ['First'] }]] });
  const [rule, defaultRule, monthly] = structuredClone(sketch.policyRules) as unknown as Record<
    string,
    unknown
  >[];
  const withCriteria = (criteria: unknown) => {
    const copy = structuredClone(sketch) as unknown as {
      policyRules: { trigger: { taggingCriteria: object[] } }[];
    };
    const taggings = copy.policyRules[0]?.trigger.taggingCriteria ?? [];
    taggings[0] = { ...taggings[0], criteria };
    return copy;
  };

  it('may have criteria as az CLI prints them', () => {
    const printed = withCriteria([
      {
        object_type: 'ScheduleBasedBackupCriteria',
        absolute_criteria: null,
        days_of_month: [{ date: 1, is_last: false }, { is_last: true }],
        days_of_the_week: ['sunday'],
        weeks_of_the_month: ['LAST'],
        months_of_year: ['January'],
        schedule_times: null,
      },
    ]);
    expect(parse(printed)).toEqual({
      ok: true,
      value: withCriteria([
        {
          objectType: 'ScheduleBasedBackupCriteria',
          daysOfMonth: [{ date: 1, isLast: false }, { isLast: true }],
          daysOfTheWeek: ['Sunday'],
          weeksOfTheMonth: ['Last'],
          monthsOfYear: ['January'],
        },
      ]),
    });
  });

  it('may have Criteria with a capital, as az CLI updates a tag', () => {
    const text = JSON.stringify({ properties: sketch }).replace('"criteria"', '"Criteria"');
    expect(parseBody(backupPolicyRequest, text)).toEqual({ ok: true, value: sketch });
  });

  it('may be what the portal shows: a whole resource, with tags without ids and fields of other services', () => {
    const tagged = JSON.parse(JSON.stringify(sketch), (key, value) => (key === 'id' ? undefined : value));
    const text = JSON.stringify({
      id: '/subscriptions/x/resourceGroups/y/providers/Microsoft.DataProtection/backupVaults/v/backupPolicies/p',
      name: 'p',
      type: 'Microsoft.DataProtection/backupVaults/backupPolicies',
      systemData: null,
      properties: { ...tagged, provisioningState: 'Succeeded' },
    });
    expect(parseBody(backupPolicyRequest, text)).toEqual({ ok: true, value: sketch });
  });

  it.each([
    ['copy settings that are null', { targetDataStoreCopySettings: null }],
    ['copy settings that are empty', { targetDataStoreCopySettings: [] }],
  ])('may have %s', (_, more) => {
    const lifecycle = (defaultRule as { lifecycles: object[] }).lifecycles[0];
    const policy = {
      ...sketch,
      policyRules: [rule, { ...defaultRule, lifecycles: [{ ...lifecycle, ...more }] }, monthly],
    };
    expect(parse(policy)).toMatchObject({ ok: true });
  });

  it('may leave out what follows from its datasource type', () => {
    const { backupParameters: _, ...bare } = rule ?? {};
    expect(parse({ ...sketch, policyRules: [bare, defaultRule, monthly] })).toMatchObject({
      ok: true,
      value: { policyRules: [{ backupParameters: { backupType: 'Discrete' } }, {}, {}] },
    });
  });
});

/** One field of a policy with another value; undefined removes it. */
const withField = (path: readonly (string | number)[], value: unknown): object => {
  const copy = structuredClone(policyDefinition()) as unknown as Record<string | number, unknown>;
  let at = copy;
  for (const step of path.slice(0, -1)) at = at[step] as typeof at;
  at[path.at(-1) ?? ''] = value;
  return copy;
};

describe('a policy that is refused', () => {
  const rule = ['policyRules', 0, 'trigger'] as const;
  it.each<
    [what: string, path: readonly (string | number)[], value: unknown, target: string, message: string]
  >([
    ['no rules', ['policyRules'], undefined, 'properties.policyRules', 'is required'],
    [
      'rules of another kind',
      ['policyRules', 0, 'objectType'],
      'Other',
      'properties.policyRules[0].objectType',
      "must be 'AzureBackupRule' or 'AzureRetentionRule'",
    ],
    [
      'an objectType of another resource',
      ['objectType'],
      'BackupInstance',
      'properties.objectType',
      "must be 'BackupPolicy'",
    ],
    [
      'an adhoc trigger',
      [...rule, 'objectType'],
      'AdhocBasedTriggerContext',
      'properties.policyRules[0].trigger.objectType',
      "must be 'ScheduleBasedTriggerContext': a policy backs up by a schedule",
    ],
    [
      'a priority in words',
      [...rule, 'taggingCriteria', 0, 'taggingPriority'],
      'high',
      'properties.policyRules[0].trigger.taggingCriteria[0].taggingPriority',
      'must be of type number',
    ],
    [
      'a cron expression',
      [...rule, 'schedule', 'repeatingTimeIntervals', 0],
      '0 2 * * *',
      'properties.policyRules[0].trigger.schedule.repeatingTimeIntervals[0]',
      'must be a repeating interval without an end, such as R/2026-01-04T02:00:00+00:00/P1D',
    ],
    [
      'an hourly schedule',
      [...rule, 'schedule', 'repeatingTimeIntervals', 0],
      'R/2026-01-04T02:00:00+00:00/PT4H',
      'properties.policyRules[0].trigger.schedule.repeatingTimeIntervals[0]',
      'must repeat daily (P1D) or weekly (P1W), not PT4H: vaulted backups are not taken hourly',
    ],
    [
      'a retention that is too long',
      ['policyRules', 1, 'lifecycles', 0, 'deleteAfter', 'duration'],
      'P11Y',
      'properties.policyRules[1].lifecycles[0].deleteAfter.duration',
      'must be at most 10 years (P10Y), not P11Y',
    ],
  ])('with %s', (...[, path, value, target, message]) => {
    const parsed = parse(withField(path, value));
    if (parsed.ok) throw new Error('was not refused');
    const code = 'BMSUserErrorInvalidInput';
    expect(parsed.error).toMatchObject({ status: 400, code });
    expect(parsed.error.details).toContainEqual({ code, target, message });
  });
});
