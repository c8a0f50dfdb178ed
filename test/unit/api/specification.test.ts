// What the API answers, against the OpenAPI document and the public specification of Microsoft.DataProtection (skipped
// where ../shared is absent).

import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { errorBody, failureToError } from '../../../src/api/arm/api-error.ts';
import { listBody } from '../../../src/api/arm/paging.ts';
import { backupInstanceResource } from '../../../src/api/backup-instance/response.ts';
import { exportJobsResult } from '../../../src/api/job/export.ts';
import { jobResource, jobRowResource } from '../../../src/api/job/response.ts';
import { pageOf } from '../../../src/api/openapi/described.ts';
import { exportAnswer, jobAnswer, jobRowAnswer } from '../../../src/api/openapi/jobs.ts';
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
import { backupPolicyResource } from '../../../src/api/policy/response.ts';
import { recoveryPointResource } from '../../../src/api/recovery-point/response.ts';
import { vaultResource } from '../../../src/api/vault/response.ts';
import { verificationDetails } from '../../../src/api/verification/response.ts';
import { defaultVaultSettings } from '../../../src/domain/vault/settings.ts';
import { builtInPolicy } from '../../../src/vault/documents/policy.ts';
import { specificationAbsent, specificationProblems } from '../../support/specification.ts';
import { sampleInstance, sampleJob, samplePoint, sampleVerification } from '../../support/vault-fixture.ts';
import { failure, plan, restoreJob, taggedPoint, vault } from './sample-answers.ts';

const { backupInstance, recoveryPointId, ...wholeVaultJob } = { ...restoreJob, operation: 'Check' } as const;

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
  [
    'a job that stands still, with warnings',
    'AzureBackupJobResource',
    jobResource(
      vault,
      sampleJob(0, {
        stalledSince: '2026-11-22T02:00:00.000Z',
        warnings: [{ code: 'PageBlobNotSupported', count: 1, examples: ['a/b'] }],
      }),
      { instance: sampleInstance('contoso') },
    ),
  ],
  ['a job whose instance is gone', 'AzureBackupJobResource', jobResource(vault, restoreJob, {})],
  ['a job of the whole vault', 'AzureBackupJobResource', jobResource(vault, wholeVaultJob, {})],
  ['a job in a list', 'AzureBackupJobResource', jobRowResource(vault, restoreJob, sampleInstance('contoso'))],
  ['a running operation', 'OperationResource', operationResource('/a/b', sampleJob(0))],
  ['a failed operation', 'OperationResource', operationResource('/a/b', restoreJob)],
  ['the result of an operation', 'OperationExtendedInfo', jobExtendedInfo(restoreJob.id)],
  [
    'the result of an export',
    'ExportJobsResult',
    exportJobsResult({ json: { url: 'u', signature: 's' }, csv: { url: 'v', signature: 't' } }),
  ],
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
  ExportJobsResult: exportAnswer,
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
