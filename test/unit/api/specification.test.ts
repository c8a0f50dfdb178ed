// What the API answers, against the public specification of Microsoft.DataProtection; and its own examples, with a
// storage account in place of the database, as requests. Skipped where ../shared is absent.

import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { errorBody, failureToError } from '../../../src/api/arm/api-error.ts';
import { listBody } from '../../../src/api/arm/paging.ts';
import { parseBody } from '../../../src/api/arm/request-body.ts';
import { backupInstanceRequest } from '../../../src/api/backup-instance/request.ts';
import { backupInstanceResource } from '../../../src/api/backup-instance/response.ts';
import { jobResource, jobRowResource } from '../../../src/api/job/response.ts';
import { pageOf } from '../../../src/api/openapi/described.ts';
import { jobAnswer, jobRowAnswer } from '../../../src/api/openapi/jobs.ts';
import {
  instanceAnswer,
  jobReference,
  operationAnswer,
  policyAnswer,
  recoveryPointAnswer,
  vaultAnswer,
} from '../../../src/api/openapi/resources.ts';
import { cloudError } from '../../../src/api/openapi/values.ts';
import { jobExtendedInfo, operationResource } from '../../../src/api/operation/response.ts';
import { backupPolicyRequest } from '../../../src/api/policy/request.ts';
import { backupPolicyResource } from '../../../src/api/policy/response.ts';
import { recoveryPointResource } from '../../../src/api/recovery-point/response.ts';
import { restoreRequest, validateRestoreRequest } from '../../../src/api/restore/request.ts';
import type { VaultFacts } from '../../../src/api/vault/response.ts';
import { vaultResource } from '../../../src/api/vault/response.ts';
import { verificationDetails } from '../../../src/api/verification/response.ts';
import type { Job } from '../../../src/domain/job/job.ts';
import { fail } from '../../../src/domain/shared/failure.ts';
import { defaultVaultSettings } from '../../../src/domain/vault/settings.ts';
import { builtInPolicy } from '../../../src/vault/documents/policy.ts';
import {
  specificationAbsent,
  specificationExample,
  specificationProblems,
} from '../../support/specification.ts';
import {
  sampleInstance,
  sampleJob,
  samplePoint,
  sampleVerification,
  sourceAccountId,
} from '../../support/vault-fixture.ts';

const vault: VaultFacts = {
  subscriptionId: '04cf684a-d41f-4550-9f70-7708a3a2283b',
  resourceGroup: '000pikumar',
  name: 'PratikPrivatePreviewVault1',
  location: 'southeastasia',
  redundancy: 'LocallyRedundant',
  hasIdentity: true,
};

const failure = fail(
  'UserErrorTooManyContainers',
  'There are 101.',
  ['Exclude one.'],
  'properties.x',
).failure;

const restoreJob: Job = sampleJob(5, {
  operation: 'Restore',
  status: 'Failed',
  isUserTriggered: true,
  endTime: '2026-11-23T03:07:08.090Z',
  recoveryPointId: '20261122T020000Z',
  progress: {
    phase: 'Copy blobs',
    blobsDone: 3,
    bytesDone: 40,
    blobsTotal: 10,
    bytesTotal: 100,
    updatedAt: '2026-11-22T02:06:00.000Z',
  },
  restore: {
    targetAccountId: sourceAccountId,
    blobs: 1,
    bytes: 2,
    verified: 1,
    mismatched: 0,
    skipped: 0,
    dryRun: false,
  },
  warnings: [{ code: 'PageBlobNotSupported', count: 2, examples: ['a/b', 'a/c'] }],
  errors: [failure, failure],
});

const { backupInstance, recoveryPointId, ...wholeVaultJob } = { ...restoreJob, operation: 'Check' } as const;

const plan = {
  conflict: 'fail',
  tier: 'hot',
  containers: [
    { source: 'docs', target: 'old', targetExists: false, prefixes: ['a/'], entries: 1, bytes: 2 },
  ],
};

const taggedPoint = recoveryPointResource(vault, samplePoint('20261122T020000Z', { policyVersion: '3' }), {
  verdict: {
    recoveryPointId: '20261122T020000Z',
    keep: true,
    reason: 'not-yet-expired',
    tag: 'Weekly',
    basis: { kind: 'criterion', criterion: 'FirstOfWeek', priority: 20 },
    retention: 'P12W',
    expiresAt: '2027-02-14T02:00:03.000Z',
  },
});

const answers: readonly (readonly [string, string, object])[] = [
  [
    'the vault',
    'BackupVaultResource',
    vaultResource(vault, { ...defaultVaultSettings, tags: { team: 'web' } }),
  ],
  ['a policy', 'BaseBackupPolicyResource', backupPolicyResource(vault, builtInPolicy)],
  [
    'an instance',
    'BackupInstanceResource',
    backupInstanceResource(vault, sampleInstance('a', { selection: {} })),
  ],
  [
    'an instance of chosen containers, with tags',
    'BackupInstanceResource',
    backupInstanceResource(
      vault,
      sampleInstance('a', { selection: { include: ['logs'] }, tags: { k: 'v' } }),
    ),
  ],
  [
    'a list of instances',
    'BackupInstanceResourceList',
    listBody(
      {
        items: [backupInstanceResource(vault, sampleInstance('a', { selection: {} }))],
        continuation: 'next',
      },
      'http://localhost/list?api-version=2024-04-01',
    ),
  ],
  ['a recovery point', 'AzureBackupRecoveryPointResource', taggedPoint],
  [
    'a running job',
    'AzureBackupJobResource',
    jobResource(vault, sampleJob(0), { instance: sampleInstance('contoso') }),
  ],
  [
    'a failed job',
    'AzureBackupJobResource',
    jobResource(vault, restoreJob, { instance: sampleInstance('contoso'), plan }),
  ],
  ['a job whose instance is gone', 'AzureBackupJobResource', jobResource(vault, restoreJob, {})],
  ['a job of the whole vault', 'AzureBackupJobResource', jobResource(vault, wholeVaultJob, {})],
  ['a job in a list', 'AzureBackupJobResource', jobRowResource(vault, restoreJob, sampleInstance('contoso'))],
  ['a running operation', 'OperationResource', operationResource('/a/b', sampleJob(0))],
  ['a failed operation', 'OperationResource', operationResource('/a/b', restoreJob)],
  ['the result of an operation', 'OperationExtendedInfo', jobExtendedInfo(restoreJob.id)],
  [
    'a refusal',
    'CloudError',
    errorBody({ ...failureToError(failure), details: [{ code: 'InternalError', message: 'x' }] }),
  ],
];

/** What src/api/openapi says of the answer, by its name in the specification. */
const described: Readonly<Record<string, z.ZodType>> = {
  BackupVaultResource: vaultAnswer,
  BaseBackupPolicyResource: policyAnswer,
  BackupInstanceResource: instanceAnswer,
  BackupInstanceResourceList: pageOf(instanceAnswer),
  AzureBackupRecoveryPointResource: recoveryPointAnswer,
  AzureBackupJobResource: z.union([jobRowAnswer, jobAnswer]),
  OperationResource: operationAnswer,
  OperationExtendedInfo: jobReference,
  CloudError: cloudError,
};

describe('answers fit the OpenAPI document', () => {
  const verified = recoveryPointResource(vault, samplePoint('20261122T020000Z'), {
    verification: verificationDetails(sampleVerification('20261122T020000Z')),
  });
  const excluding = backupInstanceResource(vault, sampleInstance('a'));
  const beyond: typeof answers = [
    ['a verified recovery point', 'AzureBackupRecoveryPointResource', verified],
    ['an instance of all containers but some', 'BackupInstanceResource', excluding],
  ];
  it.each([...answers, ...beyond])('%s', (_what, definition, answer) => {
    const schema = described[definition];
    const parsed = schema?.safeParse(JSON.parse(JSON.stringify(answer)));
    expect(parsed?.error?.issues ?? []).toEqual([]);
    expect(parsed?.success, 'src/api/openapi/resources.ts describes answers').toBe(true);
  });
});

describe.skipIf(specificationAbsent)('answers fit the specification', () => {
  it.each(answers)('%s', (_what, definition, answer) => {
    expect(specificationProblems(definition, JSON.parse(JSON.stringify(answer)))).toEqual([]);
  });

  it('but for the fields of ours', () => {
    const shown = vaultResource(vault, { ...defaultVaultSettings, weekReading: 'calendar-rows' });
    expect(specificationProblems('BackupVaultResource', shown)).toEqual([
      'BackupVaultResource.properties.weeksOfTheMonth: is unknown',
    ]);
    const verified = recoveryPointResource(vault, samplePoint('20261122T020000Z'), {
      verification: verificationDetails(sampleVerification('20261122T020000Z')),
    });
    expect(specificationProblems('AzureBackupRecoveryPointResource', verified)).toEqual([
      'AzureBackupRecoveryPointResource.properties.verification: is unknown',
    ]);

    const excluding = backupInstanceResource(vault, sampleInstance('a'));
    expect(specificationProblems('BackupInstanceResource', excluding)).toEqual([
      'BackupInstanceResource.properties.policyInfo.policyParameters.backupDatasourceParametersList[0].excludedContainersList: is unknown',
    ]);
  });
});

describe.skipIf(specificationAbsent)('the check', () => {
  const instance = (change: object) => {
    const resource = JSON.parse(
      JSON.stringify(backupInstanceResource(vault, sampleInstance('a', { selection: {} }))),
    );
    return JSON.parse(JSON.stringify({ ...resource, properties: { ...resource.properties, ...change } }));
  };

  it.each([
    ['a missing field', { policyInfo: undefined }, 'policyInfo: is missing'],
    ['an unknown field', { colour: 'red' }, 'colour: is unknown'],
    ['a wrong type', { friendlyName: 3 }, 'friendlyName: is no string'],
    [
      'a value outside its enumeration',
      { currentProtectionState: 'Fine' },
      'currentProtectionState: is none of',
    ],
    ['a field missing below', { dataSourceInfo: {} }, 'dataSourceInfo.resourceID: is missing'],
  ])('sees %s', (_what, change, problem) => {
    const found = specificationProblems('BackupInstanceResource', instance(change));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`BackupInstanceResource.properties.${problem}`);
  });

  it('sees a date that is none, in the type that a discriminator names', () => {
    const point = recoveryPointResource(vault, samplePoint('20261122T020000Z', { time: 'yesterday' }));
    expect(specificationProblems('AzureBackupRecoveryPointResource', point)).toEqual([
      'AzureBackupRecoveryPointResource.properties.recoveryPointTime: is no date-time',
    ]);
  });
});

/** An example's request body, with a storage account wherever it names a database. */
const exampleBody = (name: string): string => {
  const { parameters } = specificationExample(name).parameters as { parameters: object };
  return JSON.stringify(parameters)
    .replaceAll(/"[^"]*\/servers\/viveksipgtest\/databases\/targetdb"/g, `"${sourceAccountId}2"`)
    .replaceAll(/"[^"]*\/servers\/viveksipgtest(\/databases\/testdb)?"/g, `"${sourceAccountId}"`)
    .replaceAll(
      'Microsoft.DBforPostgreSQL/servers/databases',
      'Microsoft.Storage/storageAccounts/blobServices',
    );
};

describe.skipIf(specificationAbsent)("the specification's own requests are understood", () => {
  it('PUT of a backup instance, and what is answered has the fields of the example', () => {
    const parsed = parseBody(
      backupInstanceRequest(vault),
      exampleBody('BackupInstanceOperations/PutBackupInstance'),
    );
    expect(parsed).toEqual({
      ok: true,
      value: {
        friendlyName: 'harshitbi2',
        datasourceType: 'Microsoft.Storage/storageAccounts/blobServices',
        sourceAccountId,
        policyName: 'PratikPolicy1',
        selection: {},
        tags: { key1: 'val1' },
        validation: 'shallow',
      },
    });
    const { body } = (
      specificationExample('BackupInstanceOperations/PutBackupInstance').responses as {
        200: { body: { properties: object } };
      }
    )[200];
    const answer = backupInstanceResource(vault, sampleInstance('a', { tags: { key1: 'val1' } })) as {
      properties: object;
    };
    expect(Object.keys(answer).sort()).toEqual(Object.keys(body).sort());
    expect(Object.keys(answer.properties)).toEqual(expect.arrayContaining(Object.keys(body.properties)));
  });

  const order = {
    recoveryPointId: 'hardcodedRP',
    sourceAccountId,
    targetAccountId: `${sourceAccountId}2`,
    selection: { kind: 'everything' },
    renames: {},
    conflict: 'fail',
    tier: 'hot',
  };

  it('restore', () => {
    const parsed = parseBody(restoreRequest(vault), exampleBody('BackupInstanceOperations/TriggerRestore'));
    expect(parsed).toEqual({ ok: true, value: { ...order, dryRun: false } });
  });

  it('PUT of a backup policy, which comes back with the fields of the example', () => {
    const example = specificationExample('PolicyCRUD/CreateOrUpdateBackupPolicy');
    const text = JSON.stringify((example.parameters as { parameters: object }).parameters)
      .replace('OssDB', 'Microsoft.Storage/storageAccounts/blobServices')
      .replace('"Full"', '"Discrete"');
    const parsed = parseBody(backupPolicyRequest, text);
    if (!parsed.ok) throw new Error(parsed.error.message);
    const { body } = (example.responses as { 200: { body: { properties: object } } })[200];
    const expected = JSON.stringify(body.properties)
      .replace('OssDB', 'Microsoft.Storage/storageAccounts/blobServices')
      .replace('"Full"', '"Discrete"');
    const answer = backupPolicyResource(vault, { name: 'p', definition: parsed.value });
    expect(specificationProblems('BaseBackupPolicyResource', answer)).toEqual([]);
    expect(answer).toMatchObject({ properties: JSON.parse(expected) });
  });

  it('validateRestore', () => {
    const parsed = parseBody(
      validateRestoreRequest(vault),
      exampleBody('BackupInstanceOperations/ValidateRestore'),
    );
    expect(parsed).toEqual({ ok: true, value: { ...order, dryRun: true } });
  });

  it.each([
    ['BackupInstanceOperations/GetRecoveryPoint', taggedPoint],
    ['JobCRUD/GetJob', jobResource(vault, restoreJob, { instance: sampleInstance('contoso'), plan })],
  ])('our answer has every field of %s', (name, ours) => {
    const { body } = (specificationExample(name).responses as { 200: { body: { properties: object } } })[200];
    const { properties } = ours as { properties: object };
    expect(Object.keys(properties)).toEqual(expect.arrayContaining(Object.keys(body.properties)));
  });
});
