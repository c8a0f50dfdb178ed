// Markers at the source and in the vault: known by whole name and content, never by resemblance.

import { beforeEach, expect, test } from 'vitest';
import { markerCodec } from '../../../src/vault/documents/coordination.ts';
import type { VaultFixture } from '../../support/vault-fixture.ts';
import { dataAccountId, vaultFixture } from '../../support/vault-fixture.ts';

const marker = {
  version: 1 as const,
  backupInstance: 'contoso',
  recoveryPointId: '20261122T020000Z',
  container: 'docs',
  time: '2026-11-22T02:00:03.000Z',
};

let fixture: VaultFixture;
beforeEach(async () => {
  fixture = vaultFixture();
  await fixture.source.createContainer('docs');
  await fixture.vault.prepareDataAccount(dataAccountId);
});

test('a marker goes from the source to the vault', async () => {
  const { source, data, vault } = fixture;
  expect(await vault.markers.replicate(source, data, marker)).toBe('absent');
  await vault.markers.writeAtSource(source, marker);
  expect(await vault.markers.findInVault(data, marker)).toBeUndefined();
  expect(await vault.markers.replicate(source, data, marker)).toBe('replicated');
  expect(await vault.markers.replicate(source, data, marker)).toBe('replicated');
  expect(await vault.markers.findInVault(data, marker)).toEqual(marker);
  expect((await data.listBlobs('markers')).items.map(({ name }) => name)).toEqual([
    'contoso/20261122T020000Z/docs',
  ]);
});

test('markers at the source are told by their whole name', async () => {
  const { source, vault } = fixture;
  const old = { ...marker, recoveryPointId: '20261121T020000Z-0a1b2c3d' };
  for (const one of [marker, old]) await vault.markers.writeAtSource(source, one);
  const users = [
    '_holdfast-recovery-point-',
    '_holdfast-recovery-point-notes.txt',
    '_holdfast-recovery-point-20261121T020000Z.bak',
  ];
  for (const name of users) await source.write('docs', name, new Uint8Array());
  expect((await vault.markers.listAtSource(source, 'docs')).map((one) => one.recoveryPointId).sort()).toEqual(
    [old.recoveryPointId, marker.recoveryPointId],
  );
  await vault.markers.deleteAtSource(source, 'docs', old.recoveryPointId);
  await vault.markers.deleteAtSource(source, 'docs', old.recoveryPointId);
  expect((await source.listBlobs('docs')).items).toHaveLength(users.length + 1);
});

test.each([
  ['another container', { container: 'logs' }],
  ['another recovery point', { recoveryPointId: '20261121T020000Z' }],
  ['another instance', { backupInstance: 'fabrikam' }],
])('a marker whose content is of %s proves nothing', async (_, change) => {
  const { data, vault } = fixture;
  await data.write('markers', 'contoso/20261122T020000Z/docs', markerCodec.encode({ ...marker, ...change }));
  expect(await vault.markers.findInVault(data, marker)).toBeUndefined();
});

test('the markers of one recovery point go from the vault', async () => {
  const { data, vault } = fixture;
  const names = [
    'contoso/20261122T020000Z/docs',
    'contoso/20261122T020000Z/$web',
    'contoso/20261123T020000Z/docs',
  ];
  for (const name of names) await data.write('markers', name, new Uint8Array());
  await vault.markers.deleteInVault(data, marker);
  await vault.markers.deleteInVault(data, marker);
  expect((await data.listBlobs('markers')).items.map(({ name }) => name)).toEqual([names[2]]);
});
