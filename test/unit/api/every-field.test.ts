// Every field of every request, wrong in every way: dropped, null, of another type, empty, too long. The bodies are valid
// ones, changed in one place; a refusal names the field, and what is optional is optional.

import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { adhocBackupRequest } from '../../../src/api/adhoc-backup/request.ts';
import { parseBody } from '../../../src/api/arm/request-body.ts';
import { backupInstanceRequest } from '../../../src/api/backup-instance/request.ts';
import { checkRequest } from '../../../src/api/check/request.ts';
import { backupPolicyRequest } from '../../../src/api/policy/request.ts';
import { featureRequest } from '../../../src/api/provider/feature-support.ts';
import { pruneRequest } from '../../../src/api/prune/request.ts';
import { restoreRequest, validateRestoreRequest } from '../../../src/api/restore/request.ts';
import { restorableTimeRangesRequest } from '../../../src/api/restore/restorable-time-ranges.ts';
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

interface Reader {
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

const readers: readonly Reader[] = [
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
];

type Key = string | number;

/** Every field below, as the keys that lead to it. */
const fieldsOf = (value: unknown, above: readonly Key[] = []): (readonly Key[])[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([name, below]) => {
        const here = [...above, Array.isArray(value) ? Number(name) : name];
        return [here, ...fieldsOf(below, here)];
      });

const written = (keys: readonly Key[]): string =>
  keys
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\./, '');

const at = (value: unknown, keys: readonly Key[]): unknown =>
  keys.reduce<unknown>((found, key) => (found as Record<Key, unknown>)[key], value);

/** @param put undefined: the field is dropped */
const changed = (valid: object, keys: readonly Key[], put: unknown): object => {
  const copy = structuredClone(valid);
  const holder = at(copy, keys.slice(0, -1)) as Record<Key, unknown>;
  holder[keys[keys.length - 1] ?? ''] = put;
  return copy;
};

const ofAnotherType = (value: unknown): unknown[] =>
  typeof value === 'string'
    ? [7, true, {}, []]
    : ['text that is none', 0.5, ...(Array.isArray(value) ? [{}] : [[]])];

const isWithin = (one: string, other: string): boolean =>
  one === other || one.startsWith(`${other}.`) || one.startsWith(`${other}[`);

interface Mistake {
  readonly what: string;
  readonly path: string;
  readonly body: object;
}

const named = (schema: z.ZodType, { what, path, body }: Mistake): string | undefined => {
  const read = parseBody(schema, JSON.stringify(body));
  if (read.ok) return `${what}: accepted`;
  const { status, details = [] } = read.error;
  const names = details.some(({ target = '' }) => isWithin(target, path) || isWithin(path, target));
  if (status !== 400 || !names) return `${what}: ${status} ${JSON.stringify(details)}`;
  return details.every(({ message }) => message.length > 3 && !/\bundefined\b|\bNaN\b/.test(message))
    ? undefined
    : `${what}: ${JSON.stringify(details)}`;
};

describe.each(readers)('$name', ({ schema, valid, optional = [], meaningless = [], mayBeEmpty = [] }) => {
  const fields = fieldsOf(valid)
    .map((keys) => ({ keys, path: written(keys), value: at(valid, keys) }))
    .filter(({ path }) => !meaningless.includes(path));
  const refusals = (mistakes: readonly Mistake[]) =>
    mistakes.flatMap((mistake) => {
      const wrong = named(schema, mistake);
      return wrong === undefined ? [] : [`${mistake.path} ${wrong}`];
    });

  it('takes the body as it is', () => {
    expect(parseBody(schema, JSON.stringify(valid))).toMatchObject({ ok: true });
  });

  it('takes it without what is optional', () => {
    const refused = fields
      .filter(({ path }) => optional.includes(path))
      .filter(({ keys }) => !parseBody(schema, JSON.stringify(changed(valid, keys, undefined))).ok);
    expect(refused.map(({ path }) => path)).toEqual([]);
  });

  it('names every required field that is not there', () => {
    const required = fields.filter(
      ({ path, keys }) => !optional.includes(path) && typeof keys.at(-1) === 'string',
    );
    expect(
      refusals(
        required.flatMap(({ keys, path }) =>
          [undefined, null].map((put) => ({ what: String(put), path, body: changed(valid, keys, put) })),
        ),
      ),
    ).toEqual([]);
  });

  it('names every field of another type', () => {
    expect(
      refusals(
        fields.flatMap(({ keys, path, value }) =>
          ofAnotherType(value).map((put) => ({
            what: JSON.stringify(put),
            path,
            body: changed(valid, keys, put),
          })),
        ),
      ),
    ).toEqual([]);
  });

  it('names every text that is empty', () => {
    const texts = fields.filter(({ path, value }) => typeof value === 'string' && !mayBeEmpty.includes(path));
    expect(
      refusals(texts.map(({ keys, path }) => ({ what: 'empty', path, body: changed(valid, keys, '') }))),
    ).toEqual([]);
  });
});
