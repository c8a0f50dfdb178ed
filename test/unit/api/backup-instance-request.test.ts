// PUT backupInstances: what is understood, and what is refused with the field's name and its rule.

import { describe, expect, it } from 'vitest';
import { parseBody } from '../../../src/api/arm/request-body.ts';
import { backupInstanceRequest } from '../../../src/api/backup-instance/request.ts';

const vault = { subscriptionId: 'sub', resourceGroup: 'rg', name: 'vault', location: 'westeurope' };
const source = '/subscriptions/S/resourceGroups/R/providers/Microsoft.Storage/storageAccounts/contoso';
const policyId =
  '/subscriptions/sub/resourceGroups/rg/providers/Microsoft.DataProtection/backupVaults/vault/backupPolicies/DailyPolicy';

const properties = {
  objectType: 'BackupInstance',
  dataSourceInfo: { resourceID: source },
  policyInfo: { policyId },
};

const parse = (body: unknown) =>
  parseBody(backupInstanceRequest(vault), typeof body === 'string' ? body : JSON.stringify(body));

const withLists = (lists: object) => ({
  properties: {
    ...properties,
    policyInfo: {
      policyId,
      policyParameters: {
        backupDatasourceParametersList: [{ objectType: 'BlobBackupDatasourceParameters', ...lists }],
      },
    },
  },
});

/** The fields that a refusal names. */
const refusedFields = (body: unknown): (string | undefined)[] => {
  const parsed = parse(body);
  if (parsed.ok) return [];
  expect(parsed.error.status).toBe(400);
  return (parsed.error.details ?? []).map(({ target }) => target);
};

describe('a backup instance request', () => {
  it('needs no more than source and policy', () => {
    expect(parse({ properties })).toEqual({
      ok: true,
      value: {
        datasourceType: 'Microsoft.Storage/storageAccounts/blobServices',
        sourceAccountId: source,
        policyName: 'DailyPolicy',
        selection: {},
        validation: 'shallow',
      },
    });
  });

  it('does not care about the case of IDs and types, or about fields without meaning here', () => {
    const parsed = parse({
      properties: {
        ...properties,
        dataSourceInfo: {
          resourceID: source.toUpperCase().replace('/CONTOSO', '/Contoso'),
          datasourceType: 'microsoft.storage/storageaccounts/ADLSBLOBSERVICES',
          resourceProperties: null,
        },
        policyInfo: { policyId: policyId.toLowerCase(), policyVersion: '3.2', policyParameters: null },
        datasourceAuthCredentials: { objectType: 'SecretStoreBasedAuthCredentials' },
        validationType: 'DeepValidation',
        colour: 'red',
      },
    });
    expect(parsed).toMatchObject({
      ok: true,
      value: {
        datasourceType: 'Microsoft.Storage/storageAccounts/adlsBlobServices',
        sourceAccountId:
          '/subscriptions/S/resourceGroups/R/providers/Microsoft.Storage/storageAccounts/contoso',
        policyName: 'dailypolicy',
        validation: 'deep',
      },
    });
  });

  it.each([
    ['no lists', {}, {}],
    ['empty lists', { containersList: [], excludedContainersList: [] }, {}],
    ['included containers', { containersList: ['logs', '$web'] }, { include: ['logs', '$web'] }],
    ['excluded containers', { containersList: null, excludedContainersList: ['tmp'] }, { exclude: ['tmp'] }],
  ])('takes %s', (_what, lists, selection) => {
    expect(parse(withLists(lists))).toMatchObject({ ok: true, value: { selection } });
  });

  const list = 'properties.policyInfo.policyParameters.backupDatasourceParametersList[0]';

  it.each<[string, unknown, string[]]>([
    ['no properties', {}, ['properties']],
    ['properties of another type', { properties: 'x' }, ['properties']],
    [
      'nothing in properties',
      { properties: {} },
      ['properties.objectType', 'properties.dataSourceInfo', 'properties.policyInfo'],
    ],
    ['tags that are no text', { tags: { a: 1 }, properties }, ['tags.a']],
    [
      'another type of object',
      { properties: { ...properties, objectType: 'BackupPolicy' } },
      ['properties.objectType'],
    ],
    [
      'a source of another type',
      {
        properties: {
          ...properties,
          dataSourceInfo: {
            resourceID: '/subscriptions/S/resourceGroups/R/providers/Microsoft.Compute/disks/contoso',
          },
        },
      },
      ['properties.dataSourceInfo.resourceID'],
    ],
    [
      'a child of a storage account as its source',
      { properties: { ...properties, dataSourceInfo: { resourceID: `${source}/blobServices/default` } } },
      ['properties.dataSourceInfo.resourceID'],
    ],
    [
      'an account name that none can have',
      {
        properties: { ...properties, dataSourceInfo: { resourceID: source.replace('contoso', 'con-toso') } },
      },
      ['properties.dataSourceInfo.resourceID'],
    ],
    [
      'a datasource type that is not served',
      {
        properties: {
          ...properties,
          dataSourceInfo: { resourceID: source, datasourceType: 'Microsoft.Compute/disks' },
        },
      },
      ['properties.dataSourceInfo.datasourceType'],
    ],
    [
      'a set that is another account',
      {
        properties: {
          ...properties,
          dataSourceSetInfo: { resourceID: source.replace('contoso', 'fabrikam') },
        },
      },
      ['properties.dataSourceSetInfo.resourceID'],
    ],
    [
      'a policy of another vault',
      { properties: { ...properties, policyInfo: { policyId: policyId.replace('/vault/', '/other/') } } },
      ['properties.policyInfo.policyId'],
    ],
    [
      'a policy by its name alone',
      { properties: { ...properties, policyInfo: { policyId: 'DailyPolicy' } } },
      ['properties.policyInfo.policyId'],
    ],
    [
      'an identity of its own',
      { properties: { ...properties, identityDetails: { useSystemAssignedIdentity: false } } },
      ['properties.identityDetails.useSystemAssignedIdentity'],
    ],
    [
      'a validation that does not exist',
      { properties: { ...properties, validationType: 'NoValidation' } },
      ['properties.validationType'],
    ],
    ['a container that is no text', withLists({ containersList: [1] }), [`${list}.containersList[0]`]],
    [
      'container names that none can have',
      withLists({ containersList: ['ok-1', 'UPPER', 'a', '-x-', 'a--b', '$logs', '../up'] }),
      [1, 2, 3, 4, 5, 6].map((index) => `${list}.containersList[${index}]`),
    ],
    ['a container twice', withLists({ containersList: ['logs', 'logs'] }), [`${list}.containersList`]],
    [
      '101 containers',
      withLists({ containersList: Array.from({ length: 101 }, (_, index) => `logs-${index}`) }),
      [`${list}.containersList`],
    ],
    [
      'included and excluded containers',
      withLists({ containersList: ['logs'], excludedContainersList: ['tmp'] }),
      [`${list}.excludedContainersList`],
    ],
    [
      'parameters of another datasource',
      withLists({ objectType: 'KubernetesClusterBackupDatasourceParameters' }),
      [`${list}.objectType`],
    ],
  ])('refuses %s', (_what, body, fields) => {
    expect(refusedFields(body)).toEqual(fields);
  });

  it.each([
    ['', 'The request needs a JSON body.'],
    ['{', 'The request body is not JSON'],
    ['[]', 'The request body must be a JSON object.'],
    ['null', 'The request body must be a JSON object.'],
    ['"text"', 'The request body must be a JSON object.'],
  ])('refuses the body %j', (body, message) => {
    const parsed = parse(body);
    expect(parsed).toMatchObject({ ok: false, error: { status: 400, code: 'InvalidRequestContent' } });
    expect(JSON.stringify(parsed)).toContain(message);
  });

  it('refuses a body of five megabytes', () => {
    const parsed = parse(`{"a":"${'x'.repeat(5 * 1024 * 1024)}"}`);
    expect(parsed).toMatchObject({ ok: false, error: { status: 413, code: 'RequestContentTooLarge' } });
  });

  it('says the rule in words, and the field in the message', () => {
    const parsed = parse({ properties: { ...properties, friendlyName: 7 } });
    expect(parsed).toMatchObject({
      ok: false,
      error: {
        message: 'The request is not valid: properties.friendlyName must be of type string.',
        target: 'properties.friendlyName',
      },
    });
  });
});
