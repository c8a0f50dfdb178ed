// The examples of the public specification of Microsoft.DataProtection, with a storage account in place of the database, as
// requests; and our answers beside its own. Skipped where ../shared is absent.

import { describe, expect, it } from 'vitest';
import { parseBody } from '../../../src/api/arm/request-body.ts';
import { backupInstanceRequest } from '../../../src/api/backup-instance/request.ts';
import { backupInstanceResource } from '../../../src/api/backup-instance/response.ts';
import { jobResource } from '../../../src/api/job/response.ts';
import { backupPolicyRequest } from '../../../src/api/policy/request.ts';
import { backupPolicyResource } from '../../../src/api/policy/response.ts';
import { restoreRequest, validateRestoreRequest } from '../../../src/api/restore/request.ts';
import {
  specificationAbsent,
  specificationExample,
  specificationProblems,
} from '../../support/specification.ts';
import { sampleInstance, sourceAccountId } from '../../support/vault-fixture.ts';
import { exampleText } from './example-text.ts';
import { plan, restoreJob, taggedPoint, vault } from './sample-answers.ts';

describe.skipIf(specificationAbsent)("the specification's own requests are understood", () => {
  it('PUT of a backup instance, and what is answered has the fields of the example', () => {
    const parsed = parseBody(
      backupInstanceRequest(vault),
      exampleText('BackupInstanceOperations/PutBackupInstance'),
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
    const parsed = parseBody(restoreRequest(vault), exampleText('BackupInstanceOperations/TriggerRestore'));
    expect(parsed).toEqual({ ok: true, value: { ...order, dryRun: false } });
  });

  it('PUT of a backup policy, which comes back with the fields of the example', () => {
    const example = specificationExample('PolicyCRUD/CreateOrUpdateBackupPolicy');
    const text = exampleText('PolicyCRUD/CreateOrUpdateBackupPolicy');
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
      exampleText('BackupInstanceOperations/ValidateRestore'),
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
