// Every example of the public specification of Microsoft.DataProtection, in one table: its operation is served, and its body
// read; or it is of something that a vault of storage accounts and SAN volumes does not have, with the reason. An example that
// is new fails until it has its row. Skipped where ../shared is absent.

import { describe, expect, it } from 'vitest';
import { adhocBackupRequest } from '../../../src/api/adhoc-backup/request.ts';
import type { ApiResult } from '../../../src/api/arm/api-error.ts';
import { parseBody } from '../../../src/api/arm/request-body.ts';
import { guardedRequest, syncRequest } from '../../../src/api/backup-instance/protection-requests.ts';
import { backupInstanceRequest } from '../../../src/api/backup-instance/request.ts';
import { validateForBackupRequest } from '../../../src/api/backup-instance/validate-request.ts';
import document from '../../../src/api/openapi/openapi.json' with { type: 'json' };
import { backupPolicyRequest } from '../../../src/api/policy/request.ts';
import { featureRequest } from '../../../src/api/provider/feature-support.ts';
import { restoreRequest, validateRestoreRequest } from '../../../src/api/restore/request.ts';
import { restorableTimeRangesRequest } from '../../../src/api/restore/restorable-time-ranges.ts';
import { vaultRequest } from '../../../src/api/vault/request.ts';
import {
  specificationAbsent,
  specificationExample,
  specificationExamples,
} from '../../support/specification.ts';
import { exampleText } from './example-text.ts';
import { vault } from './sample-answers.ts';

type Read = (body: string) => ApiResult<unknown>;
/** `served`: the example has no body. */
type Row = 'served' | { readonly read: Read } | { readonly notOurs: string };

const westUs = { ...vault, location: 'westus' };
const by = (schema: Parameters<typeof parseBody>[0]): Row => ({ read: (text) => parseBody(schema, text) });
const notOurs = (reason: string): Row => ({ notOurs: reason });

const guards = notOurs('multi-user authorization by resource guards: roles of the app say who may do what');
const otherRegion = notOurs('restores in another region: a vault has one');
const archive = notOurs('the archive tier of a vault, and rehydration from it');
const ownKey = notOurs('a key of the customer is set on the storage accounts of the vault, not here');
const oneVault = notOurs('vaults are made and removed by deployments: a deployment is one');

const instances = 'BackupInstanceOperations';

const table: Readonly<Record<string, Row>> = {
  CheckfeatureSupport: by(featureRequest),
  GetOperationResult: 'served',
  GetOperationStatus: 'served',
  GetOperationStatusRGContext: 'served',
  GetOperationStatusVaultContext: 'served',
  'Operations/List': 'served',
  [`${instances}/DeleteBackupInstance`]: 'served',
  [`${instances}/FindRestorableTimeRanges`]: by(restorableTimeRangesRequest),
  [`${instances}/GetBackupInstance`]: 'served',
  [`${instances}/GetBackupInstanceOperationResult`]: 'served',
  [`${instances}/GetRecoveryPoint`]: 'served',
  [`${instances}/ListBackupInstances`]: 'served',
  [`${instances}/ListBackupInstancesExtensionRouting`]: notOurs(
    'instances asked for at the address of a datasource, which its own provider serves',
  ),
  [`${instances}/ListRecoveryPoints`]: 'served',
  [`${instances}/PutBackupInstance`]: by(backupInstanceRequest(vault)),
  [`${instances}/PutBackupInstance_ResourceGuardEnabled`]: by(backupInstanceRequest(vault)),
  [`${instances}/ResumeBackups`]: 'served',
  [`${instances}/ResumeProtection`]: 'served',
  [`${instances}/StopProtection`]: 'served',
  [`${instances}/StopProtection_ResourceGuardEnabled`]: by(guardedRequest),
  [`${instances}/SuspendBackups`]: 'served',
  [`${instances}/SuspendBackup_ResourceGuardEnabled`]: by(guardedRequest),
  [`${instances}/SyncBackupInstance`]: by(syncRequest),
  [`${instances}/TriggerBackup`]: by(adhocBackupRequest),
  [`${instances}/TriggerRehydrate`]: archive,
  [`${instances}/TriggerRestore`]: by(restoreRequest(vault)),
  [`${instances}/TriggerRestoreAsFiles`]: notOurs(
    'a database restored as files: blobs are restored as blobs, volumes as volumes or disks',
  ),
  [`${instances}/TriggerRestoreWithRehydration`]: archive,
  [`${instances}/ValidateForBackup`]: { read: (text) => validateForBackupRequest(vault, text) },
  [`${instances}/ValidateRestore`]: by(validateRestoreRequest(vault)),
  'CrossRegionRestore/FetchCrossRegionRestoreJob': otherRegion,
  'CrossRegionRestore/FetchCrossRegionRestoreJobs': otherRegion,
  'CrossRegionRestore/FetchSecondaryRPs': otherRegion,
  'CrossRegionRestore/TriggerCrossRegionRestore': otherRegion,
  'CrossRegionRestore/ValidateCrossRegionRestore': otherRegion,
  'DeletedBackupInstanceOperations/GetDeletedBackupInstance': 'served',
  'DeletedBackupInstanceOperations/ListDeletedBackupInstances': 'served',
  'DeletedBackupInstanceOperations/UndeleteDeletedBackupInstance': 'served',
  'JobCRUD/GetExportJobsOperationResult': 'served',
  'JobCRUD/GetJob': 'served',
  'JobCRUD/ListJobs': 'served',
  'JobCRUD/TriggerExportJobs': 'served',
  'PolicyCRUD/CreateOrUpdateBackupPolicy': by(backupPolicyRequest),
  'PolicyCRUD/DeleteBackupPolicy': 'served',
  'PolicyCRUD/GetBackupPolicy': 'served',
  'PolicyCRUD/ListBackupPolicy': 'served',
  'VaultCRUD/CheckBackupVaultsNameAvailability': oneVault,
  'VaultCRUD/DeleteBackupVault': oneVault,
  'VaultCRUD/GetBackupVault': 'served',
  'VaultCRUD/GetBackupVaultWithCMK': 'served',
  'VaultCRUD/GetBackupVaultWithMSI': 'served',
  'VaultCRUD/GetBackupVaultsInResourceGroup': 'served',
  'VaultCRUD/GetBackupVaultsInSubscription': 'served',
  'VaultCRUD/GetOperationResultPatch': notOurs(
    'PATCH of the vault answers at once: no operation to ask after',
  ),
  'VaultCRUD/PatchBackupVault': by(vaultRequest(westUs)),
  'VaultCRUD/PatchBackupVaultWithCMK': ownKey,
  'VaultCRUD/PutBackupVault': by(vaultRequest(westUs)),
  'VaultCRUD/PutBackupVaultWithCMK': ownKey,
  'VaultCRUD/PutBackupVaultWithMSI': by(vaultRequest(westUs)),
};

/** Whole folders. */
const folders: Readonly<Record<string, Row>> = { ResourceGuardCRUD: guards, ResourceGuardProxyCRUD: guards };

const rowOf = (name: string): Row | undefined => table[name] ?? folders[name.split('/')[0] ?? ''];

const examples = specificationAbsent ? [] : specificationExamples();

const nameless = (path: string): string => path.replaceAll(/\{[^}]*\}/g, '{}').toLowerCase();
const served = new Set(
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${nameless(path)}`),
  ),
);

const bodyOf = (name: string): object | undefined => {
  const given = Object.values(specificationExample(name).parameters as object);
  return given.find((one) => typeof one === 'object');
};

describe.skipIf(specificationAbsent)('every example of the specification', () => {
  it('has its row, and every row its example', () => {
    const names = examples.map(({ name }) => name);
    expect(names.filter((name) => rowOf(name) === undefined)).toEqual([]);
    expect(Object.keys(table).filter((name) => !names.includes(name))).toEqual([]);
    expect(names.length).toBeGreaterThan(70);
  });

  const ours = examples.filter(
    ({ name }) => typeof rowOf(name) === 'string' || 'read' in Object(rowOf(name)),
  );

  it.each(ours)('of ours is of an operation that is served: $name', ({ method, path }) => {
    expect(served).toContain(`${method} ${nameless(path)}`);
  });

  it.each(ours)('of ours has its body read: $name', ({ name }) => {
    const row = rowOf(name);
    const body = bodyOf(name);
    if (typeof row !== 'object' || !('read' in row)) expect(body).toBeUndefined();
    else expect(row.read(exampleText(name))).toMatchObject({ ok: true });
  });

  it('of an encryption key is refused, and not taken for done', () => {
    for (const name of ['VaultCRUD/PatchBackupVaultWithCMK', 'VaultCRUD/PutBackupVaultWithCMK']) {
      const read = parseBody(vaultRequest(westUs), exampleText(name));
      expect(read).toMatchObject({ ok: false, error: { status: 400 } });
      const targets = read.ok ? [] : (read.error.details ?? []).map(({ target }) => target);
      expect(targets).toContain('properties.securitySettings.encryptionSettings.state');
    }
  });
});
