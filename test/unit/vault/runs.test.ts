// Documents of a running backup and of restores: each step's first result stands, in order, until all is deleted.

import { expect, test } from 'vitest';
import type { BackupRun, SliceRecord } from '../../../src/vault/documents/run.ts';
import { defaultControlContainer } from '../../../src/vault/layout.ts';
import { dataAccountId, sampleJob, sourceAccountId, vaultFixture } from '../../support/vault-fixture.ts';

const key = { backupInstance: 'contoso', recoveryPointId: '20261122T020000Z' };

const run: BackupRun = {
  version: 1,
  ...key,
  jobId: sampleJob(0).id,
  orchestrationId: 'backup:contoso:20261122T020000Z',
  sourceAccountId,
  dataAccountId,
  containers: ['docs', 'logs'],
  previous: { recoveryPointId: '20261121T020000Z', manifestRoot: 'ab'.repeat(32) },
  way: 'by-name',
  lanes: [[{ container: 'docs', to: 'm' }, { container: 'logs' }], [{ container: 'docs', after: 'm' }]],
};

const slice = (lane: number, seq: number, requests = 0): SliceRecord => ({
  version: 1,
  lane,
  seq,
  parts: [],
  requests,
  cursor: { range: 1, after: 'größe' },
});

test('what the first attempt decided stands', async () => {
  const { vault } = vaultFixture();
  expect(await vault.runs.get(key)).toBeUndefined();
  expect(await vault.runs.putOnce(run)).toEqual(run);
  expect(await vault.runs.putOnce({ ...run, containers: ['other'] })).toEqual(run);
  expect(await vault.runs.get(key)).toEqual(run);
  expect(await vault.runs.putSliceOnce(key, slice(0, 0, 7))).toEqual(slice(0, 0, 7));
  expect(await vault.runs.putSliceOnce(key, slice(0, 0, 8))).toEqual(slice(0, 0, 7));
  expect(await vault.runs.getSlice(key, 0, 0)).toEqual(slice(0, 0, 7));
  expect(await vault.runs.getSlice(key, 0, 1)).toBeUndefined();
});

test('slices come by lane and sequence, ten behind nine', async () => {
  const { vault } = vaultFixture();
  const places = [1, 0].flatMap((lane) => [10, 9, 2, 100, 0].map((seq) => [lane, seq] as const));
  for (const [lane, seq] of places) await vault.runs.putSliceOnce(key, slice(lane, seq));
  await vault.runs.putSliceOnce({ ...key, recoveryPointId: '20261123T020000Z' }, slice(0, 1));
  const found = (await vault.runs.listSlices(key)).map(({ lane, seq }) => [lane, seq]);
  expect(found).toEqual([0, 1].flatMap((lane) => [0, 2, 9, 10, 100].map((seq) => [lane, seq])));
});

test('all documents of a run go, and nothing of another', async () => {
  const { control, vault } = vaultFixture();
  const other = { ...key, recoveryPointId: '20261123T020000Z' };
  for (const one of [key, other]) {
    await vault.runs.putOnce({ ...run, ...one });
    await vault.runs.putSliceOnce(one, slice(0, 0));
  }
  await vault.runs.deleteAll(key);
  await vault.runs.deleteAll(key);
  const left = (await control.listBlobs(defaultControlContainer)).items.map(({ name }) => name);
  expect(left).toEqual([
    'runs/contoso/20261123T020000Z/run.json',
    'runs/contoso/20261123T020000Z/slices/0000-000000.json',
  ]);
  expect(await vault.runs.list('contoso')).toEqual([other]);
});
