// The catalogue's small stores: conditions hold under races, repeated calls are harmless, what is released is gone.

import { describe, expect, test } from 'vitest';
import { FaultScript, withFaults } from '../../../src/memory/faults.ts';
import { defaultControlContainer, lockBlob } from '../../../src/vault/layout.ts';
import { createVault } from '../../../src/vault/vault.ts';
import { isVaultError } from '../../../src/vault/vault-error.ts';
import {
  controlAccountId,
  dataAccountId,
  sampleInstance,
  sampleJob,
  secondDataAccountId,
  vaultFixture,
} from '../../support/vault-fixture.ts';

const since = '2026-11-22T02:00:00.000Z';
const holder = (orchestrationId: string) => ({
  orchestrationId,
  jobId: sampleJob(0).id,
  kind: 'backup' as const,
  since,
});

describe('a vault that nobody has written to', () => {
  test('is empty, not in error', async () => {
    const { vault } = vaultFixture();
    expect(await vault.instances.list()).toEqual([]);
    expect(await vault.jobs.list()).toEqual({ items: [] });
    expect(await vault.recoveryPoints.list('contoso')).toEqual({ items: [] });
    expect(await vault.recoveryPoints.newest('contoso')).toBeUndefined();
    expect(await vault.locks.list()).toEqual([]);
    expect(await vault.pins.list('contoso')).toEqual([]);
    expect(await vault.schedule.get('contoso')).toBeUndefined();
    expect(await vault.dataAccounts.list()).toEqual([]);
    await vault.runs.deleteAll({ backupInstance: 'contoso', recoveryPointId: '20261122T020000Z' });
    expect(await vault.locks.release('contoso', 'o')).toBe('not-held');
  });

  test('uses the container that it is given', async () => {
    const { accounts, control } = vaultFixture();
    const vault = createVault({ control, storage: accounts, controlContainer: 'another' });
    await vault.instances.put(sampleInstance('contoso'));
    expect(await control.listContainers()).toEqual(['another']);
  });
});

describe('backup instances', () => {
  test('are paged by name, each once, and those that come and go in between shift nothing', async () => {
    const { vault } = vaultFixture();
    const names = ['alpha', 'beta', 'delta', 'gamma', 'omega'];
    for (const name of names) await vault.instances.put(sampleInstance(name));
    const isShown = ({ name }: { readonly name: string }): boolean => name !== 'delta';
    for (const top of [1, 2, 3, 4, 5]) {
      const seen: string[] = [];
      let continuation: string | undefined;
      do {
        const request = { top, ...(continuation === undefined ? {} : { continuation }) };
        const page = await vault.instances.page(isShown, request);
        if (page === 'bad-continuation') throw new Error('Our own token was refused');
        expect(page.items.length).toBeLessThanOrEqual(top);
        seen.push(...page.items.map(({ name }) => name));
        continuation = page.continuation;
      } while (continuation !== undefined);
      expect(seen).toEqual(['alpha', 'beta', 'gamma', 'omega']);
    }
    const first = await vault.instances.page(isShown, { top: 2 });
    await vault.instances.put(sampleInstance('aaa'));
    if (first === 'bad-continuation' || first.continuation === undefined) throw new Error('No second page');
    const next = await vault.instances.page(isShown, { top: 2, continuation: first.continuation });
    expect(next).toMatchObject({ items: [{ name: 'gamma' }, { name: 'omega' }] });
    expect(await vault.instances.page(isShown, { continuation: 'x' })).toBe('bad-continuation');
  });

  test('are written only by who has seen the present version', async () => {
    const { vault } = vaultFixture();
    const first = await vault.instances.put(sampleInstance('contoso'), { onlyIfAbsent: true });
    expect(first).toBeDefined();
    const other = sampleInstance('contoso', { friendlyName: 'other' });
    expect(await vault.instances.put(other, { onlyIfAbsent: true })).toBeUndefined();
    const second = await vault.instances.put(other, { ifMatch: first?.etag ?? '' });
    expect((await vault.instances.get('contoso'))?.etag).toBe(second?.etag);
    const third = sampleInstance('contoso', { friendlyName: 'third' });
    expect(await vault.instances.put(third, { ifMatch: first?.etag ?? '' })).toBeUndefined();
    expect((await vault.instances.get('contoso'))?.document).toEqual(other);
  });

  test('list by name with all they hold, from metadata or, where that is too small, from documents', async () => {
    const { vault } = vaultFixture();
    const containers = Array.from({ length: 100 }, (_, i) => `${i}`.padEnd(63, 'x'));
    const large = sampleInstance('b-large', { selection: { include: containers } });
    for (const one of [large, sampleInstance('c'), sampleInstance('a')]) await vault.instances.put(one);
    expect(await vault.instances.list()).toEqual([sampleInstance('a'), large, sampleInstance('c')]);
    expect(await vault.instances.get('no such')).toBeUndefined();
  });
});

describe('locks', () => {
  test('are had by one of many who ask at once', async () => {
    const { vault } = vaultFixture();
    const askers = Array.from({ length: 20 }, (_, i) => `backup:contoso:${i}`);
    const answers = await Promise.all(askers.map((id) => vault.locks.acquire('contoso', holder(id))));
    const winner = answers.findIndex(({ acquired }) => acquired);
    expect(answers.filter(({ acquired }) => acquired)).toHaveLength(1);
    for (const answer of answers) {
      if (!answer.acquired) expect(answer.holder.orchestrationId).toBe(askers[winner]);
    }
  });

  test('are acquired again by their holder, even when it asks at another time', async () => {
    const { vault } = vaultFixture();
    await vault.locks.acquire('contoso', holder('a'));
    expect(await vault.locks.acquire('contoso', { ...holder('a'), since: 'later' })).toEqual({
      acquired: true,
    });
    expect(await vault.locks.acquire('other', holder('b'))).toEqual({ acquired: true });
    expect((await vault.locks.get('contoso'))?.since).toBe(since);
  });

  test('are released by their holder only', async () => {
    const { vault } = vaultFixture();
    await vault.locks.acquire('contoso', holder('a'));
    expect(await vault.locks.release('contoso', 'b')).toBe('held-by-another');
    expect(await vault.locks.release('contoso', 'a')).toBe('released');
    expect(await vault.locks.release('contoso', 'a')).toBe('not-held');
    expect(await vault.locks.acquire('contoso', holder('b'))).toEqual({ acquired: true });
  });

  test('are broken only while the dead holder still has them', async () => {
    const { vault } = vaultFixture();
    await vault.locks.acquire('contoso', holder('dead'));
    const [dead] = await vault.locks.list();
    if (dead === undefined) throw new Error('No lock listed');
    expect(await vault.locks.break(dead)).toBe('broken');
    expect(await vault.locks.break(dead)).toBe('gone');
    await vault.locks.acquire('contoso', holder('alive'));
    expect(await vault.locks.break(dead)).toBe('gone');
    expect((await vault.locks.get('contoso'))?.orchestrationId).toBe('alive');
  });

  test('that are revoked keep others out, are revoked once, and only while they are the same', async () => {
    const { vault } = vaultFixture();
    await vault.locks.acquire('contoso', holder('dead'));
    const [dead] = await vault.locks.list();
    if (dead === undefined) throw new Error('No lock listed');
    expect(await vault.locks.revoke(dead, '2026-11-22T12:00:00.000Z')).toBe('revoked');
    expect(await vault.locks.revoke(dead, '2026-11-22T12:05:00.000Z')).toBe('revoked');
    expect(await vault.locks.acquire('contoso', holder('other'))).toMatchObject({
      acquired: false,
      holder: { orchestrationId: 'dead', revokedAt: '2026-11-22T12:00:00.000Z' },
    });
    await vault.locks.break(dead);
    await vault.locks.acquire('contoso', holder('other'));
    expect(await vault.locks.revoke(dead, '2026-11-22T12:10:00.000Z')).toBe('gone');
    expect(await vault.locks.get('contoso')).not.toHaveProperty('revokedAt');
  });

  test('count as acquired when the answer to the first request was lost', async () => {
    const { accounts, control } = vaultFixture();
    const script = new FaultScript([{ method: 'write', call: 1, when: 'after' }]);
    await control.createContainer(defaultControlContainer);
    const storage = withFaults('storageAccounts', accounts, script.next);
    const vault = createVault({ control: storage.open(controlAccountId), storage });
    await expect(vault.locks.acquire('contoso', holder('a'))).rejects.toMatchObject({ code: 'unavailable' });
    expect(await vault.locks.acquire('contoso', holder('a'))).toEqual({ acquired: true });
  });

  test('that cannot be read name themselves', async () => {
    const { control, vault } = vaultFixture();
    await control.createContainer(defaultControlContainer);
    const name = lockBlob.build({ instance: 'contoso' });
    await control.write(defaultControlContainer, name, new TextEncoder().encode('{}'));
    const error: unknown = await vault.locks.acquire('contoso', holder('a')).catch((e: unknown) => e);
    expect(isVaultError(error) && [error.code, error.blob]).toEqual([
      'VaultDocumentDamaged',
      'holdfast-vault/locks/contoso.json',
    ]);
  });
});

test('pins are kept per job, and listed per instance', async () => {
  const { vault } = vaultFixture();
  const pin = (minute: number, backupInstance = 'contoso') => ({
    backupInstance,
    recoveryPointId: '20261122T020000Z',
    jobId: sampleJob(minute).id,
    orchestrationId: `restore:${sampleJob(minute).id}`,
    since,
  });
  await vault.pins.add(pin(1));
  await vault.pins.add({ ...pin(1), since: 'later' });
  await vault.pins.add(pin(2));
  await vault.pins.add(pin(3, 'contoso-2'));
  expect((await vault.pins.list('contoso')).map((one) => [one.jobId, one.since]).sort()).toEqual(
    [1, 2].map((minute) => [sampleJob(minute).id, since]),
  );
  await vault.pins.remove(pin(1));
  await vault.pins.remove(pin(1));
  expect(await vault.pins.list('contoso')).toEqual([{ version: 1, ...pin(2) }]);
});

test('the last slot only moves forward, also when two write at once', async () => {
  const { vault } = vaultFixture();
  const slots = [3, 1, 5, 2, 4].map((day) => `2026-11-0${day}T02:00:00.000Z`);
  const record = (slot: string, missed: readonly string[] = []) =>
    vault.schedule.recordSlot({ instance: 'contoso', slot, missed, at: slot });
  await Promise.all(slots.map((slot) => record(slot)));
  const latest = new Map([['contoso', '2026-11-05T02:00:00.000Z']]);
  expect(await vault.schedule.lastSlots()).toEqual(latest);
  await record('2026-11-04T02:00:00.000Z', ['2026-11-03T02:00:00.000Z']);
  expect(await vault.schedule.lastSlots()).toEqual(latest);
  expect(await vault.schedule.get('contoso')).toEqual({
    version: 1,
    backupInstance: 'contoso',
    lastSlot: '2026-11-05T02:00:00.000Z',
  });
});

test('slots that passed without a backup are kept, the newest first, and counted for good', async () => {
  const { vault } = vaultFixture();
  const day = (number: number): string => new Date(Date.UTC(2026, 0, number, 2)).toISOString();
  const at = day(300);
  await vault.schedule.recordSlot({ instance: 'contoso', slot: day(3), missed: [day(1), day(2)], at });
  await vault.schedule.recordSlot({ instance: 'contoso', slot: day(5), missed: [day(4)], at });
  expect(await vault.schedule.get('contoso')).toMatchObject({
    missed: [day(4), day(2), day(1)].map((slot) => ({ slot, noticedAt: at })),
    missedCount: 3,
  });
  const many = Array.from({ length: 200 }, (_, index) => day(6 + index));
  await vault.schedule.recordSlot({ instance: 'contoso', slot: day(206), missed: many, at });
  const state = await vault.schedule.get('contoso');
  expect(state?.missedCount).toBe(203);
  expect(state?.missed?.map(({ slot }) => slot)).toEqual(many.toReversed().slice(0, 183));
});

describe('data accounts', () => {
  const pool = [dataAccountId, secondDataAccountId];

  test('go to one instance each, however many ask at once, and stay with it', async () => {
    const { vault } = vaultFixture();
    const names = ['a', 'b', 'c'];
    const claims = await Promise.all(
      names.map((instance) => vault.dataAccounts.claim({ instance, pool, at: since })),
    );
    expect(claims.filter((id) => id !== undefined).sort()).toEqual([...pool].sort());
    expect(claims.filter((id) => id === undefined)).toHaveLength(1);
    const again = await Promise.all(
      names.map((instance) => vault.dataAccounts.claim({ instance, pool: pool.toReversed(), at: 'later' })),
    );
    expect(again).toEqual(claims);
  });

  test('stay with their instance when others have become free', async () => {
    const { vault } = vaultFixture();
    await vault.dataAccounts.claim({ instance: 'a', pool: [dataAccountId], at: since });
    const again = await vault.dataAccounts.claim({ instance: 'a', pool: pool.toReversed(), at: since });
    expect(again).toBe(dataAccountId);
  });

  test('asked for twice at once by one instance are one account', async () => {
    const { vault } = vaultFixture();
    const ask = () => vault.dataAccounts.claim({ instance: 'a', pool, at: since });
    const [one, other] = await Promise.all([ask(), ask()]);
    expect(one).toBe(other);
    expect(await vault.dataAccounts.list()).toHaveLength(1);
  });

  test('are prepared with their containers, as often as asked', async () => {
    const { data, vault } = vaultFixture();
    await vault.prepareDataAccount(dataAccountId);
    await vault.prepareDataAccount(dataAccountId);
    expect(await data.listContainers()).toEqual(['chunks', 'markers', 'objects']);
  });
});

test('an account that is not there is an error of the store, not an empty vault', async () => {
  const { accounts, vault } = vaultFixture();
  accounts.remove(controlAccountId);
  await expect(vault.instances.list()).rejects.toMatchObject({ code: 'account-not-found' });
  await expect(vault.locks.acquire('contoso', holder('a'))).rejects.toMatchObject({
    code: 'account-not-found',
  });
});
