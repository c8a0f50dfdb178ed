// What the provider says of itself: true, and of the public specification's shape.

import { describe, expect, it, test } from 'vitest';
import { parseBody } from '../../../src/api/arm/request-body.ts';
import { datasourceTypes } from '../../../src/api/backup-instance/request.ts';
import { featureRequest, featureResponse } from '../../../src/api/provider/feature-support.ts';
import { operationList } from '../../../src/api/provider/operation-list.ts';
import {
  noRestorableTimeRanges,
  restorableTimeRangesRequest,
} from '../../../src/api/restore/restorable-time-ranges.ts';
import { specificationAbsent, specificationProblems } from '../../support/specification.ts';

const vault = { subscriptionId: 's', resourceGroup: 'g', name: 'v', location: 'westeurope' };
const feature = (featureName: string) =>
  featureResponse({ objectType: 'FeatureValidationRequest', featureType: 'DataSourceType', featureName });

describe('the provider', () => {
  it('lists every operation once, named after what it does to what', () => {
    const listed = operationList() as readonly { name: string; display: object }[];
    expect(new Set(listed.map(({ name }) => name)).size).toBe(listed.length);
    expect(listed).toContainEqual(
      expect.objectContaining({
        name: 'Microsoft.DataProtection/backupVaults/backupInstances/backup/action',
        display: expect.objectContaining({ resource: 'backupInstances', operation: 'backup' }),
      }),
    );
  });

  it.each([
    ['Microsoft.Storage/storageAccounts/blobServices', 'GenerallyAvailable'],
    ['microsoft.storage/storageaccounts/adlsblobservices', 'GenerallyAvailable'],
    ['Microsoft.Compute/disks', 'NotSupported'],
  ])('says of %s: %s', (name, supportStatus) => {
    expect(feature(name)).toMatchObject({ features: [{ featureName: name, supportStatus }] });
  });

  it('names every type that it protects when it is asked for none', () => {
    const all = featureResponse({ objectType: 'FeatureValidationRequest', featureType: 'DataSourceType' });
    expect(all).toMatchObject({
      features: datasourceTypes.map((featureName) => ({ featureName, supportStatus: 'GenerallyAvailable' })),
    });
  });

  test.skipIf(specificationAbsent)('answers in the shapes of the specification', () => {
    for (const [definition, body] of [
      ['ClientDiscoveryResponse', { value: operationList() }],
      ['FeatureValidationResponseBase', feature('Microsoft.Compute/disks')],
      ['AzureBackupFindRestorableTimeRangesResponseResource', noRestorableTimeRanges(vault, 'contoso')],
    ] as const) {
      expect(specificationProblems(definition, body), definition).toEqual([]);
    }
  });
});

test.each([
  [
    featureRequest,
    { objectType: 'FeatureValidationRequest', featureType: 'Color', featureName: 'x' },
    'featureType',
  ],
  [featureRequest, { featureType: 'DataSourceType', featureName: 'x' }, 'objectType'],
  [restorableTimeRangesRequest, {}, 'sourceDataStoreType'],
  [restorableTimeRangesRequest, { sourceDataStoreType: 'VaultStore', startTime: 'yesterday' }, 'startTime'],
  [
    restorableTimeRangesRequest,
    { sourceDataStoreType: 'VaultStore', startTime: '2026-11-22T00:00:00Z', endTime: '2026-11-21T00:00:00Z' },
    'endTime',
  ],
])('%# names the wrong field', (schema, body, target) => {
  expect(parseBody<unknown>(schema, JSON.stringify(body))).toMatchObject({ ok: false, error: { target } });
});
