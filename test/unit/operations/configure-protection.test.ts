// Putting accounts under protection: what is stored, and that a refusal stores nothing.

import { beforeEach, describe, expect, it } from 'vitest';
import type { AccountProtectionRequest } from '../../../src/domain/protection/protection-request.ts';
import { configureProtection } from '../../../src/operations/configure-protection.ts';
import { dataContainers } from '../../../src/vault/layout.ts';
import type { OperationsFixture } from '../../support/operations-fixture.ts';
import { operationsFixture } from '../../support/operations-fixture.ts';
import {
  controlAccountId,
  dataAccountId,
  secondDataAccountId,
  sourceAccountId,
} from '../../support/vault-fixture.ts';

let fixture: OperationsFixture;
beforeEach(() => {
  fixture = operationsFixture();
});

const asked: AccountProtectionRequest & { readonly name: string } = {
  name: 'contoso',
  datasourceType: 'Microsoft.Storage/storageAccounts/blobServices',
  sourceAccountId,
  policyName: 'dailypolicy',
  selection: {},
  validation: 'shallow',
};

const configure = (change: Partial<typeof asked> = {}) =>
  configureProtection(fixture.deps)({ ...asked, ...change });

const another = (name: string): string => {
  const id = sourceAccountId.replace('contoso', name);
  fixture.accounts.add(id);
  return id;
};

describe('configuring protection', () => {
  it('stores the instance with a data account that is ready', async () => {
    const outcome = await configure({ tags: { team: 'web' }, selection: { exclude: ['tmp'] } });
    const instance = {
      version: 1,
      name: 'contoso',
      friendlyName: 'contoso',
      datasourceType: asked.datasourceType,
      sourceAccountId,
      policyName: 'DailyPolicy',
      selection: { exclude: ['tmp'] },
      dataAccountId,
      state: 'ProtectionConfigured',
      tags: { team: 'web' },
      createdAt: '2026-11-22T12:00:00.000Z',
      updatedAt: '2026-11-22T12:00:00.000Z',
    };
    expect(outcome).toEqual({ ok: true, value: { instance, created: true } });
    expect((await fixture.vault.instances.get('contoso'))?.document).toEqual(instance);
    expect(await fixture.data.listContainers()).toEqual([...dataContainers].sort());
  });

  it('changes an instance in place, whatever the case of its name', async () => {
    await configure();
    fixture.at('2026-11-23T12:00:00Z');
    const outcome = await configure({
      name: 'CONTOSO',
      friendlyName: 'Shop',
      selection: { include: ['orders'] },
    });
    expect(outcome).toMatchObject({
      ok: true,
      value: {
        created: false,
        instance: {
          name: 'contoso',
          friendlyName: 'Shop',
          selection: { include: ['orders'] },
          dataAccountId,
          createdAt: '2026-11-22T12:00:00.000Z',
          updatedAt: '2026-11-23T12:00:00.000Z',
        },
      },
    });
    expect(await fixture.vault.instances.list()).toHaveLength(1);
  });

  it('gives every instance a data account of its own, until there is none left', async () => {
    await configure();
    expect(await configure({ name: 'two', sourceAccountId: another('second') })).toMatchObject({
      ok: true,
      value: { instance: { dataAccountId: secondDataAccountId } },
    });
    expect(await configure({ name: 'three', sourceAccountId: another('third') })).toMatchObject({
      ok: false,
      failure: {
        code: 'NoDataAccountAvailable',
        recommendedAction: [expect.stringContaining('HOLDFAST_DATA_ACCOUNTS')],
      },
    });
    expect(await fixture.vault.instances.get('three')).toBeUndefined();
  });

  it.each<[string, Partial<typeof asked>, string, string]>([
    ['a name with a slash', { name: 'a/b' }, 'UserErrorInvalidRequest', 'backupInstanceName'],
    [
      'an unknown policy',
      { policyName: 'Weekly' },
      'UserErrorInvalidRequest',
      'properties.policyInfo.policyId',
    ],
    [
      "one of the vault's accounts",
      { sourceAccountId: controlAccountId },
      'UserErrorInvalidRequest',
      'properties.dataSourceInfo.resourceID',
    ],
    [
      'an account that is not there',
      { sourceAccountId: sourceAccountId.replace('contoso', 'nowhere') },
      'UserErrorStorageAccountNotFound',
      'properties.dataSourceInfo.resourceID',
    ],
  ])('refuses %s and stores nothing', async (_what, change, code, target) => {
    expect(await configure(change)).toMatchObject({ ok: false, failure: { code, target } });
    expect(await fixture.vault.instances.list()).toEqual([]);
    expect(await fixture.vault.dataAccounts.list()).toEqual([]);
  });

  it('refuses a second instance for one account, and another account for one instance', async () => {
    await configure();
    expect(await configure({ name: 'again' })).toMatchObject({
      ok: false,
      failure: {
        code: 'UserErrorDppDatasourceAlreadyProtected',
        message: expect.stringContaining('contoso'),
      },
    });
    expect(await configure({ sourceAccountId: another('second') })).toMatchObject({
      ok: false,
      failure: { code: 'UserErrorInvalidRequest', target: 'properties.dataSourceInfo.resourceID' },
    });
    expect(await fixture.vault.dataAccounts.list()).toHaveLength(1);
  });

  it('looks at the containers when a deep validation is asked for', async () => {
    const selection = { include: ['orders'] };
    expect(await configure({ validation: 'deep', selection })).toMatchObject({
      ok: false,
      failure: { code: 'UserErrorIncorrectContainersSelectedForOperation' },
    });
    await fixture.source.createContainer('orders');
    expect(await configure({ validation: 'deep', selection })).toMatchObject({ ok: true });
  });
});
