// The life of a protected account over HTTP: validated, covered, stopped, suspended, resumed, deleted, had back and deleted
// for good; and the settings of the vault, each with what it refuses.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestAccount, TestApp } from '../support/app.ts';
import { startTestApp, VAULT_ID } from '../support/app.ts';
import {
  backUp,
  backupBody,
  blobNames,
  fill,
  instanceBody,
  instancePath,
  protect,
  refusal,
} from '../support/backup-steps.ts';

let app: TestApp;
let source: TestAccount;
beforeAll(async () => {
  app = await startTestApp();
  source = app.newAccount();
  await fill(source, { 'orders/1': 'one', 'logs/1': 'line' });
});
afterAll(() => app?.stop());

const shop = instancePath('shop');
const deletedShop = `${VAULT_ID}/deletedBackupInstances/shop`;
const post = (path: string, body?: object) => app.arm.send('POST', path, body);
const state = async (): Promise<unknown> =>
  (await app.arm.call<{ properties: { currentProtectionState: string } }>('GET', shop)).properties
    .currentProtectionState;

test('validateForBackup tells all that stands against protection, and changes nothing', async () => {
  const { properties } = instanceBody(source.id, { include: ['orders', 'nowhere'] });
  const path = `${VAULT_ID}/validateForBackup`;
  const policyInfo = { ...properties.policyInfo, policyId: `${VAULT_ID}/backupPolicies/NoSuch` };
  const refused = await refusal(app, 'POST', path, { backupInstance: { ...properties, policyInfo } });
  expect(refused).toMatchObject({ status: 400, code: 'UserErrorInvalidRequest' });
  expect(refused.message).toMatch(/"target":"backupInstance\.policyInfo\.policyId"/);
  expect(refused.message).toMatch(/UserErrorIncorrectContainersSelectedForOperation.*nowhere/);
  const wrong = await refusal(app, 'POST', path, { backupInstance: { objectType: 'BackupInstance' } });
  expect(wrong.message).toMatch(/backupInstance\.dataSourceInfo is required/);
  const good = instanceBody(source.id, { include: ['orders'] }).properties;
  expect(await post(path, { backupInstance: good })).toMatchObject({
    status: 200,
    body: { objectType: 'OperationJobExtendedInfo' },
  });
  expect(await app.arm.list(`${VAULT_ID}/backupInstances`)).toEqual([]);
});

test('coverage names what the newest recovery point lacks, and what has appeared', async () => {
  await protect(app, 'shop', source, { include: ['orders'] });
  await backUp(app, 'shop');
  await fill(source, { 'invoices/1': 'new' });
  expect(await app.arm.list(`${shop}/coverage`)).toMatchObject([
    { objectType: 'Container', name: 'invoices', reason: 'NotSelected', appearedSinceConfigured: true },
    { objectType: 'Container', name: 'logs', reason: 'NotSelected', appearedSinceConfigured: false },
  ]);
  for (const list of [`${shop}/coverage`, `${VAULT_ID}/backupInstances`]) {
    expect((await refusal(app, 'GET', `${list}?$skipToken=x`)).code).toBe('InvalidQueryParameter');
  }
});

test('protection is stopped, suspended and resumed', async () => {
  expect((await post(`${shop}/stopProtection`)).status).toBe(200);
  expect(await state()).toBe('ProtectionStopped');
  expect((await refusal(app, 'POST', `${shop}/backup`, backupBody)).message).toContain('ProtectionStopped');
  expect((await refusal(app, 'POST', `${shop}/resumeBackups`)).message).toContain('resumeProtection');
  expect((await post(`${shop}/resumeProtection`)).status).toBe(200);
  expect((await post(`${shop}/suspendBackups`, {})).status).toBe(200);
  expect(await state()).toBe('BackupSchedulesSuspended');
  expect((await post(`${shop}/resumeBackups`)).status).toBe(200);
  expect((await post(`${shop}/sync`, { syncType: 'ForceResync' })).status).toBe(200);
  expect((await refusal(app, 'POST', `${shop}/sync`, { syncType: 'Often' })).message).toContain('syncType');
  expect(await state()).toBe('ProtectionConfigured');
});

test('the settings of the vault are changed, shown, and go one way', async () => {
  const security = (securitySettings: object) =>
    app.arm.send('PATCH', VAULT_ID, { properties: { securitySettings } });
  expect(await security({ softDeleteSettings: { retentionDurationInDays: 30 } })).toMatchObject({
    status: 200,
    body: {
      properties: {
        securitySettings: {
          softDeleteSettings: { state: 'On', retentionDurationInDays: 30 },
          immutabilitySettings: { state: 'Disabled' },
        },
      },
    },
  });
  const tooShort = { securitySettings: { softDeleteSettings: { retentionDurationInDays: 13 } } };
  expect((await refusal(app, 'PATCH', VAULT_ID, { properties: tooShort })).message).toContain('14 to 180');
  const elsewhere = { location: 'northeurope', properties: {} };
  expect((await refusal(app, 'PUT', VAULT_ID, elsewhere)).message).toContain('must be westeurope');
  await security({ immutabilitySettings: { state: 'Unlocked' } });
  expect((await refusal(app, 'DELETE', shop)).message).toContain('immutable');
  const daily = `${VAULT_ID}/backupPolicies/DailyPolicy`;
  const policy = JSON.stringify(await app.arm.call('GET', daily));
  expect(policy).toContain('"P10Y"');
  const shorter = await refusal(app, 'PUT', daily, JSON.parse(policy.replace('"P10Y"', '"P9Y"')));
  expect(shorter).toMatchObject({ status: 400, code: 'UserErrorInvalidRequest' });
  expect(shorter.message).toContain('P9Y instead of P10Y');
  expect(JSON.stringify(await app.arm.call('GET', daily))).toBe(policy);
  expect(await state()).toBe('ProtectionConfigured');
  await security({ immutabilitySettings: { state: 'Disabled' } });
  const [listed] = await app.arm.list<object>(VAULT_ID.replace(/\/vault$/, ''));
  expect(listed).toEqual((await app.arm.send('GET', VAULT_ID)).body);
});

test('a deleted instance is had back with its points, and without soft delete is gone', async () => {
  const data = await app.dataAccountOf('shop');
  expect((await app.arm.send('DELETE', shop)).status).toBe(200);
  expect((await app.arm.send('GET', shop)).status).toBe(404);
  expect(await app.arm.list(`${VAULT_ID}/deletedBackupInstances`)).toMatchObject([
    { id: deletedShop, properties: { currentProtectionState: 'SoftDeleted' } },
  ]);
  const again = await refusal(app, 'PUT', instancePath('shop2'), instanceBody(source.id));
  expect(again).toMatchObject({ status: 409, code: 'UserErrorDppDatasourceAlreadyProtected' });
  expect((await post(`${deletedShop}/undelete`)).status).toBe(200);
  expect(await state()).toBe('ProtectionStopped');
  expect(await app.vault.recoveryPoints('shop')).toHaveLength(1);

  const off = { securitySettings: { softDeleteSettings: { state: 'Off' } } };
  await app.arm.call('PATCH', VAULT_ID, { properties: off });
  const answer = await app.arm.send('DELETE', shop);
  expect(answer.status).toBe(202);
  const statusUrl = answer.headers.get('azure-asyncoperation') ?? '';
  expect((await app.arm.follow({ statusUrl, resultUrl: undefined, retryAfterMs: 100 })).status).toBe(
    'Succeeded',
  );
  expect(await blobNames(data)).toEqual([]);
  expect((await app.arm.send('DELETE', shop)).status).toBe(204);
  await protect(app, 'shop', source);
  expect(await app.vault.recoveryPoints('shop')).toEqual([]);
});
