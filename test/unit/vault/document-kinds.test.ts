// The table of documents is whole: every name that the layout gives a document in the catalogue is of exactly one kind.

import { expect, test } from 'vitest';
import { documentKinds } from '../../../src/vault/document-kinds.ts';
import * as layout from '../../../src/vault/layout.ts';
import { sampleJob } from '../../support/vault-fixture.ts';

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
