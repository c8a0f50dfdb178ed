// The life of a backup instance: stopped, suspended, resumed, deleted, had back; and what an immutable vault refuses.

import { beforeEach, describe, expect, it } from 'vitest';
import { changeProtection, syncInstance } from '../../../src/operations/change-protection.ts';
import { configurePolicy, deletePolicy } from '../../../src/operations/configure-policy.ts';
import { configureProtection } from '../../../src/operations/configure-protection.ts';
import { configureVault } from '../../../src/operations/configure-vault.ts';
import {
  deletedInstance,
  deletedInstances,
  deleteInstance,
  undeleteInstance,
} from '../../../src/operations/delete-instance.ts';
import { findInstance } from '../../../src/operations/find-instance.ts';
import { startDueBackups } from '../../../src/operations/start-due-backups.ts';
import { startDuePrunes } from '../../../src/operations/start-due-prunes.ts';
import { startPrune } from '../../../src/operations/start-prune.ts';
import type { OperationsFixture } from '../../support/operations-fixture.ts';
import { operationsFixture } from '../../support/operations-fixture.ts';
import { keepFor, policyDefinition } from '../../support/policy-fixture.ts';
import { samplePoint, sourceAccountId } from '../../support/vault-fixture.ts';

let fixture: OperationsFixture;
beforeEach(async () => {
  fixture = operationsFixture();
  await keepFor(fixture.vault, 'P30D');
  expect(await configure()).toMatchObject({ ok: true });
});

const configure = (change: { readonly name?: string; readonly policyName?: string } = {}) =>
  configureProtection(fixture.deps)({
    name: 'contoso',
    datasourceType: 'Microsoft.Storage/storageAccounts/blobServices',
    sourceAccountId,
    policyName: 'DailyPolicy',
    selection: {},
    validation: 'shallow',
    ...change,
  });

const instance = async () => (await fixture.vault.instances.get('contoso'))?.document;
const change = (action: Parameters<ReturnType<typeof changeProtection>>[1], name = 'contoso') =>
  changeProtection(fixture.deps)(name, action);
const remove = () => deleteInstance(fixture.deps)(fixture.workflows, { name: 'CONTOSO', requestId: 'r-1' });
const immutable = () => configureVault(fixture.deps)({ immutability: 'Unlocked' });
const addPoint = (id: string) =>
  fixture.vault.recoveryPoints.commit(
    samplePoint(id, { time: `${id.slice(0, 4)}-${id.slice(4, 6)}-${id.slice(6, 8)}T02:00:03.000Z` }),
  );

describe('stopping and resuming', () => {
  it('changes the state once, and begins its schedule anew', async () => {
    fixture.at('2026-11-22T13:00:00Z');
    expect(await change('stopProtection')).toMatchObject({ ok: true, value: { state: 'ProtectionStopped' } });
    const stopped = await instance();
    fixture.at('2026-11-23T13:00:00Z');
    expect(await change('stopProtection')).toEqual({ ok: true, value: stopped });
    expect(await change('suspendBackups')).toMatchObject({
      ok: false,
      failure: { recommendedAction: [expect.stringContaining('resumeProtection')] },
    });
    expect((await startDueBackups(fixture.deps)(fixture.workflows)).started).toBe(0);
    fixture.at('2026-11-24T13:00:00Z');
    expect(await change('resumeProtection', 'Contoso')).toMatchObject({ ok: true });
    expect(await instance()).toMatchObject({
      state: 'ProtectionConfigured',
      scheduledSince: '2026-11-24T13:00:00.000Z',
    });
    expect((await startDueBackups(fixture.deps)(fixture.workflows)).started).toBe(0);
    fixture.at('2026-11-25T02:00:00Z');
    expect((await startDueBackups(fixture.deps)(fixture.workflows)).started).toBe(1);
  });

  it('is not undone by a change of the instance', async () => {
    await change('suspendBackups');
    expect(await configure()).toMatchObject({
      ok: true,
      value: { instance: { state: 'BackupSchedulesSuspended' } },
    });
  });

  it('puts a slot that still waited on record as missed', async () => {
    fixture.at('2026-11-24T02:00:30Z');
    await change('suspendBackups');
    expect(await fixture.vault.schedule.get('contoso')).toMatchObject({
      lastSlot: '2026-11-24T02:00:00.000Z',
      missedCount: 2,
      missed: [{ slot: '2026-11-24T02:00:00.000Z' }, { slot: '2026-11-23T02:00:00.000Z' }],
    });
  });

  it('syncs what is amiss, and refuses where the source is gone', async () => {
    const stored = await fixture.vault.instances.get('contoso');
    if (stored === undefined) throw new Error('No instance');
    await fixture.vault.instances.put(
      { ...stored.document, state: 'ProtectionError' },
      { ifMatch: stored.etag },
    );
    expect(await syncInstance(fixture.deps)('contoso', 'Default')).toMatchObject({
      ok: true,
      value: { state: 'ProtectionConfigured' },
    });
    const gone = { ...stored.document, sourceAccountId: sourceAccountId.replace('contoso', 'nowhere') };
    await fixture.vault.instances.put(gone);
    expect(await syncInstance(fixture.deps)('contoso', 'Default')).toMatchObject({ ok: true });
    expect(await syncInstance(fixture.deps)('contoso', 'ForceResync')).toMatchObject({
      ok: false,
      failure: { code: 'UserErrorStorageAccountNotFound' },
    });
  });
});

describe('soft delete', () => {
  it('hides the instance, keeps its data account, and gives all back stopped', async () => {
    await addPoint('20261122T020000Z');
    expect(await remove()).toEqual({ ok: true, value: { outcome: 'soft-deleted' } });
    expect(await findInstance(fixture.vault, 'contoso')).toBeUndefined();
    expect(await deletedInstance(fixture.deps)('CONTOSO')).toMatchObject({
      state: 'SoftDeleted',
      deletion: {
        deletedAt: '2026-11-22T12:00:00.000Z',
        purgeAt: '2026-12-06T12:00:00.000Z',
        requestId: 'r-1',
      },
    });
    expect(await remove()).toEqual({ ok: true, value: { outcome: 'absent' } });
    for (const name of ['contoso', 'another']) {
      expect(await configure({ name })).toMatchObject({
        ok: false,
        failure: {
          code: 'UserErrorDppDatasourceAlreadyProtected',
          recommendedAction: [expect.stringContaining('Undelete the backup instance contoso')],
        },
      });
    }
    fixture.at('2026-12-06T05:00:00Z');
    expect(await startDuePrunes(fixture.deps)(fixture.workflows)).toEqual({ started: 0 });
    expect(await undeleteInstance(fixture.deps)('contoso')).toMatchObject({ ok: true });
    expect(await instance()).toMatchObject({ state: 'ProtectionStopped' });
    expect(await instance()).not.toHaveProperty('deletion');
    expect(await undeleteInstance(fixture.deps)('contoso')).toMatchObject({ ok: false });
    expect(await fixture.vault.recoveryPoints.get('contoso', '20261122T020000Z')).toBeDefined();
  });

  it('begins to delete when the time is over, and from then on gives nothing back', async () => {
    await remove();
    fixture.at('2026-12-06T12:00:00Z');
    expect(await startDuePrunes(fixture.deps)(fixture.workflows)).toEqual({ started: 1 });
    expect(await instance()).toMatchObject({ deletion: { purgingSince: '2026-12-06T12:00:00.000Z' } });
    expect(await deletedInstances(fixture.deps)()).toEqual([]);
    expect(await undeleteInstance(fixture.deps)('contoso')).toMatchObject({
      ok: false,
      failure: { code: 'UserErrorBackupInstanceNotFound' },
    });
    expect(await configure()).toMatchObject({
      ok: false,
      failure: { code: 'UserErrorOperationInProgress' },
    });
  });

  it('deletes at once where it is off', async () => {
    await configureVault(fixture.deps)({ softDelete: { state: 'Off' } });
    expect(await remove()).toMatchObject({ ok: true, value: { outcome: 'deleting' } });
    expect(await instance()).toMatchObject({ deletion: { purgingSince: '2026-11-22T12:00:00.000Z' } });
  });

  it('waits for a backup that runs', async () => {
    await fixture.vault.locks.acquire('contoso', {
      orchestrationId: 'backup:contoso:20261122T020000Z',
      jobId: '01a200fb-5100-8b8a-86de-bad7a39a6283',
      kind: 'backup',
      since: '2026-11-22T11:00:00.000Z',
    });
    expect(await remove()).toMatchObject({ ok: false, failure: { code: 'UserErrorOperationInProgress' } });
    expect(await instance()).toMatchObject({ state: 'ProtectionConfigured' });
  });
});

describe('an immutable vault', () => {
  it('lets no data go before its expiry, by deletion or by request', async () => {
    await addPoint('20261120T020000Z');
    await addPoint('20261121T020000Z');
    await immutable();
    expect(await remove()).toMatchObject({
      ok: false,
      failure: { code: 'UserErrorInvalidRequest', message: expect.stringContaining('immutable') },
    });
    const asked = {
      backupInstance: 'contoso',
      dryRun: false,
      recoveryPoints: ['20261120T020000Z'],
      requestId: 'r-2',
    };
    expect(await startPrune(fixture.deps)(fixture.workflows, asked)).toMatchObject({
      ok: false,
      failure: { target: 'recoveryPoints[0]', message: expect.stringContaining('immutable') },
    });
    fixture.at('2026-12-22T12:00:00Z');
    expect(await remove()).toMatchObject({ ok: true });
  });

  it('refuses a shorter policy, in place or by another, and takes a longer one', async () => {
    await addPoint('20261120T020000Z');
    await immutable();
    const put = (name: string, keep: string) =>
      configurePolicy(fixture.deps)({ name, definition: policyDefinition({ keep }) });
    expect(await put('DailyPolicy', 'P29D')).toMatchObject({
      ok: false,
      failure: { message: expect.stringContaining('P29D instead of P30D') },
    });
    expect(await put('Short', 'P7D')).toMatchObject({ ok: true });
    expect(await configure({ policyName: 'Short' })).toMatchObject({
      ok: false,
      failure: { target: 'properties.policyInfo.policyId' },
    });
    expect(await put('DailyPolicy', 'P31D')).toMatchObject({ ok: true });
  });
});

describe('policies of instances', () => {
  it('stay where one is deleted while an instance begins to use it', async () => {
    await configurePolicy(fixture.deps)({ name: 'Other', definition: policyDefinition() });
    const { vault } = fixture.deps;
    // Between the look for users and the deletion, the instance is there.
    const policies = {
      ...vault.policies,
      delete: async (found: Parameters<typeof vault.policies.delete>[0]) => {
        expect(await configure({ policyName: 'Other' })).toMatchObject({ ok: true });
        return await vault.policies.delete(found);
      },
    };
    const racing = { ...fixture.deps, vault: { ...vault, policies } };
    expect(await deletePolicy(racing)('Other')).toMatchObject({
      ok: false,
      failure: { code: 'UserErrorPolicyInUse' },
    });
    expect(await vault.policies.usable('Other')).toBeDefined();
    expect(await instance()).toMatchObject({ policyName: 'Other' });
  });

  it('put a slot on record that waited under the schedule before', async () => {
    fixture.at('2026-11-23T02:00:30Z');
    const definition = policyDefinition({ keep: 'P30D', intervals: ['R/2024-01-01T22:00:00+00:00/P1D'] });
    await configurePolicy(fixture.deps)({ name: 'DailyPolicy', definition });
    expect(await fixture.vault.schedule.get('contoso')).toMatchObject({
      lastSlot: '2026-11-23T02:00:00.000Z',
      missed: [{ slot: '2026-11-23T02:00:00.000Z' }],
    });
    fixture.at('2026-11-23T22:00:00Z');
    expect((await startDueBackups(fixture.deps)(fixture.workflows)).started).toBe(1);
    expect((await fixture.vault.schedule.get('contoso'))?.missedCount).toBe(1);
  });
});
