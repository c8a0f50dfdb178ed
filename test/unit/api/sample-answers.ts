// What the vault of these tests would answer: shared by the tests that hold answers to a specification.

import { recoveryPointResource } from '../../../src/api/recovery-point/response.ts';
import type { VaultFacts } from '../../../src/api/vault/response.ts';
import type { Job } from '../../../src/domain/job/job.ts';
import { fail } from '../../../src/domain/shared/failure.ts';
import { sampleJob, samplePoint, sourceAccountId } from '../../support/vault-fixture.ts';

export const vault: VaultFacts = {
  subscriptionId: '04cf684a-d41f-4550-9f70-7708a3a2283b',
  resourceGroup: '000pikumar',
  name: 'PratikPrivatePreviewVault1',
  location: 'southeastasia',
  redundancy: 'LocallyRedundant',
  hasIdentity: true,
};

export const failure = fail(
  'UserErrorTooManyContainers',
  'There are 101.',
  ['Exclude one.'],
  'properties.x',
).failure;

export const restoreJob: Job = sampleJob(5, {
  operation: 'Restore',
  status: 'Failed',
  isUserTriggered: true,
  endTime: '2026-11-23T03:07:08.090Z',
  recoveryPointId: '20261122T020000Z',
  progress: {
    phase: 'Copy blobs',
    blobsDone: 3,
    bytesDone: 40,
    blobsTotal: 10,
    bytesTotal: 100,
    updatedAt: '2026-11-22T02:06:00.000Z',
  },
  restore: {
    targetAccountId: sourceAccountId,
    blobs: 1,
    bytes: 2,
    verified: 1,
    mismatched: 0,
    skipped: 0,
    dryRun: false,
  },
  warnings: [{ code: 'PageBlobNotSupported', count: 2, examples: ['a/b', 'a/c'] }],
  errors: [failure, failure],
});

export const plan = {
  conflict: 'fail',
  tier: 'hot',
  containers: [
    { source: 'docs', target: 'old', targetExists: false, prefixes: ['a/'], entries: 1, bytes: 2 },
  ],
};

export const taggedPoint = recoveryPointResource(
  vault,
  samplePoint('20261122T020000Z', { policyVersion: '3' }),
  {
    verdict: {
      recoveryPointId: '20261122T020000Z',
      keep: true,
      reason: 'not-yet-expired',
      tag: 'Weekly',
      basis: { kind: 'criterion', criterion: 'FirstOfWeek', priority: 20 },
      retention: 'P12W',
      expiresAt: '2027-02-14T02:00:03.000Z',
    },
  },
);
