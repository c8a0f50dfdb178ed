// The table of documents is whole: every name that the layout gives a document in the catalogue is of exactly one kind.

import { expect, test } from 'vitest';
import { documentKinds } from '../../../src/vault/document-kinds.ts';
import * as layout from '../../../src/vault/layout.ts';
import { sampleJob, vaultFixture } from '../../support/vault-fixture.ts';

/** Blobs of data and source accounts. */
const elsewhere = ['chunkBlob', 'vaultObjectBlob', 'sourceMarkerBlob', 'vaultMarkerBlob'];

const { id: jobId } = sampleJob(0);
const values = {
  name: 'contoso',
  instance: 'contoso',
  recoveryPoint: '20261122T020000Z',
  jobId,
  account: 'holdfastdata1',
  lane: '0000',
  seq: '000000',
  day: '20261122',
  time: '020003000',
  requestId: jobId,
  phase: 'restore',
  step: 'points',
  hash: 'ab'.repeat(32),
  policy: 'daily',
};

const documents = Object.entries(layout)
  .filter(([name]) => name.endsWith('Blob') && !elsewhere.includes(name))
  .map(([name, template]): [string, string] => [
    name,
    name === 'jobBlob'
      ? layout.jobBlob.build(jobId)
      : (template as { build: (given: typeof values) => string }).build(values),
  ]);

test.each(documents)('%s, such as %s', (_template, name) => {
  expect(documentKinds.filter((kind) => kind.owns(name))).toHaveLength(1);
});

test('every kind is of some template', () => {
  for (const kind of documentKinds) expect(documents.some(([, name]) => kind.owns(name))).toBe(true);
  expect(documents.length).toBe(documentKinds.length);
});

test('the documents of volumes, under the names of those of storage accounts', async () => {
  const { vault } = vaultFixture();
  const point = { backupInstance: 'disks', jobId, version: 2, kind: 'elasticSanVolume' } as const;
  await vault.volumePoints.commit({
    ...point,
    id: values.recoveryPoint,
    time: '2026-11-22T02:00:00.000Z',
    completedAt: '2026-11-22T02:10:00.000Z',
    trigger: 'scheduled',
    retentionTag: 'Default',
    policyName: 'daily',
    sourceVolumeId: '/v',
    diskSnapshotId: '/d',
    sku: 'Standard_LRS',
    location: 'westeurope',
    sizeBytes: 1,
  });
  await vault.volumePoints.openRun({
    ...point,
    recoveryPointId: values.recoveryPoint,
    volumeSnapshotId: '/s',
    diskSnapshotId: '/d',
  });
  const { items } = await vault.catalogue.page();
  const found = await Promise.all(items.map((item) => vault.catalogue.inspect(item)));
  expect(found).toMatchObject([
    { state: 'readable', known: { kind: 'recovery-point' }, staleMetadata: false },
    { state: 'readable', known: { kind: 'volume-run' }, staleMetadata: false },
  ]);
});
