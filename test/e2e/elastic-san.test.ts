// A SAN volume over the app's HTTP API: protect, back up twice, list, restore to a volume and to a disk, prune, delete.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JobView } from '../../local/demo/vault.ts';
import { disk, groupId, snapshotGroup } from '../contract/resources/world.ts';
import type { TestApp } from '../support/app.ts';
import { startTestApp, VAULT_ID } from '../support/app.ts';
import { backUp, finished, instancePath, refusal } from '../support/backup-steps.ts';
import { volumePolicyDefinition } from '../support/policy-fixture.ts';

let app: TestApp;
let volume: string;
const points: string[] = [];

const body = (resourceID: string, resourceGroupId = snapshotGroup) => ({
  properties: {
    objectType: 'BackupInstance',
    dataSourceInfo: {
      objectType: 'Datasource',
      datasourceType: 'Microsoft.ElasticSan/elasticSans/volumeGroups',
      resourceID,
    },
    dataSourceSetInfo: { objectType: 'DatasourceSet', resourceID: groupId },
    policyInfo: {
      policyId: `${VAULT_ID}/backupPolicies/San`,
      policyParameters: {
        dataStoreParametersList: [
          {
            objectType: 'AzureOperationalStoreParameters',
            dataStoreType: 'OperationalStore',
            resourceGroupId,
          },
        ],
      },
    },
  },
});

const restoreBody = (recoveryPointId: string, resourceID: string) => ({
  objectType: 'AzureBackupRecoveryPointBasedRestoreRequest',
  sourceDataStoreType: 'OperationalStore',
  recoveryPointId,
  restoreTargetInfo: {
    objectType: 'RestoreTargetInfo',
    recoveryOption: 'FailIfExists',
    restoreLocation: 'westeurope',
    datasourceInfo: { objectType: 'Datasource', resourceID },
  },
});

const run = async (action: string, request: object): Promise<JobView> =>
  finished(app, await app.arm.start(`${instancePath('sql')}/${action}`, request));

const textIn = (id: string): string => {
  const found = app.azure.cloud.volumes.get(id) ?? app.azure.cloud.disks.get(id);
  return new TextDecoder().decode(found?.content.read(0, 3));
};

beforeAll(async () => {
  app = await startTestApp({ settings: { HOLDFAST_SAN_POLL_SECONDS: '1' } });
  volume = app.azure.newVolume('ledger', 'one');
  await app.arm.call('PUT', `${VAULT_ID}/backupPolicies/San`, { properties: volumePolicyDefinition() });
});
afterAll(async () => {
  await app?.stop();
});

test('a volume is protected, and what is wrong is refused with its field', async () => {
  const missing = await refusal(app, 'PUT', instancePath('sql'), body(`${groupId}/volumes/none`));
  expect(missing).toMatchObject({ status: 400, code: 'UserErrorVolumeNotFound' });
  const elsewhere = await refusal(app, 'PUT', instancePath('sql'), body(volume, `${snapshotGroup}-none`));
  expect(elsewhere).toMatchObject({ status: 400, code: 'UserErrorSnapshotRGNotFound' });
  expect(elsewhere.message).toContain('dataStoreParametersList[0].resourceGroupId');
  await app.arm.call('PUT', instancePath('sql'), body(volume));
  expect(await app.arm.call('GET', instancePath('sql'))).toMatchObject({
    properties: {
      dataSourceInfo: { resourceID: volume, resourceName: 'ledger' },
      currentProtectionState: 'ProtectionConfigured',
      policyInfo: body(volume).properties.policyInfo,
    },
  });
});

test('it is backed up twice, and its points are listed', async () => {
  for (const text of ['one', 'two']) {
    app.azure.cloud.volumes.get(volume)?.content.write(0, new TextEncoder().encode(text));
    const job = await backUp(app, 'sql');
    expect(job).toMatchObject({ operation: 'OnDemandBackup', status: 'Completed', errors: [] });
    points.push(job.recoveryPointId ?? '');
  }
  expect((await app.vault.recoveryPoints('sql')).map(({ id }) => id)).toEqual(points);
  expect(await app.arm.call('GET', `${instancePath('sql')}/recoveryPoints/${points[0]}`)).toMatchObject({
    properties: {
      retentionTagName: 'Default',
      expiryTime: expect.any(String),
      recoveryPointDataStoresDetails: [{ type: 'OperationalStore', state: 'COMMITTED' }],
    },
  });
  expect(app.azure.cloud.volumeSnapshots.all()).toEqual([]);
});

test('it is restored to a new volume and to a disk, after a look at what would fail', async () => {
  const request = (target: string) => ({ restoreRequestObject: restoreBody(points[0] ?? '', target) });
  const taken = await run('validateRestore', request(volume));
  expect(taken.status).toBe('Failed');
  expect(JSON.stringify(taken.errors)).toContain('UserErrorTargetVolumeExists');
  const target = `${groupId}/volumes/restored`;
  expect(await run('validateRestore', request(target))).toMatchObject({ status: 'Completed' });
  expect(app.azure.cloud.volumes.get(target)).toBeUndefined();
  for (const one of [target, disk('restored')]) {
    expect(await run('restore', restoreBody(points[0] ?? '', one))).toMatchObject({ status: 'Completed' });
    expect(textIn(one)).toBe('one');
  }
});

test('a point that is asked for goes with its snapshot; a lock keeps it, and is named', async () => {
  const lock = app.azure.cloud.lock({ name: 'keep', level: 'CanNotDelete', scope: snapshotGroup });
  const kept = await run('prune', { recoveryPoints: [points[0]] });
  expect(kept).toMatchObject({ status: 'CompletedWithWarnings', details: { pruneBlocked: '1' } });
  expect(kept.warnings.join()).toContain('the lock keep on');
  expect(await app.arm.call('GET', `${instancePath('sql')}/recoveryPoints/${points[0]}`)).toMatchObject({
    properties: { deletionBlocked: { reason: 'lock' } },
  });
  app.azure.cloud.locks.remove(lock);
  expect(await run('prune', { recoveryPoints: [points[0]] })).toMatchObject({ status: 'Completed' });
  expect((await app.vault.recoveryPoints('sql')).map(({ id }) => id)).toEqual([points[1]]);
  expect(app.azure.cloud.settled(() => app.azure.cloud.diskSnapshots.all().length)).toBe(1);
});

test('its instance is deleted with the points that are left, and their snapshots', async () => {
  const off = { securitySettings: { softDeleteSettings: { state: 'Off' } } };
  await app.arm.call('PATCH', VAULT_ID, { properties: off });
  const answer = await app.arm.send('DELETE', instancePath('sql'));
  expect(answer.status).toBe(202);
  const statusUrl = answer.headers.get('azure-asyncoperation') ?? '';
  const ended = await app.arm.follow({ statusUrl, resultUrl: undefined, retryAfterMs: 100 });
  expect(ended.status).toBe('Succeeded');
  expect(app.azure.cloud.settled(() => app.azure.cloud.diskSnapshots.all())).toEqual([]);
  expect((await app.arm.send('GET', instancePath('sql'))).status).toBe(404);
  expect((await app.arm.send('DELETE', instancePath('sql'))).status).toBe(204);
});
