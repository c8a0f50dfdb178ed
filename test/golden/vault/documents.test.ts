// The catalogue's documents as they are stored. What an earlier version wrote must stay readable: a changed golden file
// of an existing version is a broken vault, unless a field was only added.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { DocumentCodec } from '../../../src/vault/document-codec.ts';
import { auditRecordCodec } from '../../../src/vault/documents/audit-record.ts';
import { backupInstanceCodec } from '../../../src/vault/documents/backup-instance.ts';
import {
  dataAccountCodec,
  lockCodec,
  markerCodec,
  pinCodec,
  scheduleCodec,
} from '../../../src/vault/documents/coordination.ts';
import { deletionCodec } from '../../../src/vault/documents/deletion.ts';
import { jobCodec, jobMetadata } from '../../../src/vault/documents/job.ts';
import { pruningCodec } from '../../../src/vault/documents/pruning.ts';
import { recoveryPointCodec, recoveryPointMetadata } from '../../../src/vault/documents/recovery-point.ts';
import { verificationCodec } from '../../../src/vault/documents/verification.ts';
import { volumeRecoveryPointCodec } from '../../../src/vault/documents/volume-recovery-point.ts';
import { volumeRequestsCodec } from '../../../src/vault/documents/volume-requests.ts';
import { volumeRunCodec } from '../../../src/vault/documents/volume-run.ts';
import { expectGolden } from '../../support/golden.ts';
import {
  dataAccountId,
  sampleInstance,
  sampleJob,
  samplePoint,
  sampleVerification,
} from '../../support/vault-fixture.ts';

const recoveryPointId = '20261122T020000Z';
const key = { version: 1 as const, backupInstance: 'contoso' };
const time = '2026-11-22T02:00:03.000Z';
const job = sampleJob(0, {
  status: 'CompletedWithWarnings',
  endTime: '2026-11-22T02:04:00.000Z',
  recoveryPointId,
  progress: {
    phase: 'Copy blobs',
    blobsDone: 1,
    bytesDone: 2,
    blobsTotal: 3,
    bytesTotal: 4,
    bytesPerSecond: 5,
    blobsPerSecond: 6,
    secondsLeft: 7,
    updatedAt: time,
  },
  backup: { blobs: 3, bytes: 300, copiedBlobs: 2, copiedBytes: 200, deletedBlobs: 1, requests: 40 },
  restore: {
    targetAccountId: dataAccountId,
    blobs: 3,
    bytes: 300,
    verified: 3,
    mismatched: 0,
    skipped: 0,
    dryRun: false,
  },
  warnings: [{ code: 'SnapshotsNotProtected', count: 1, examples: ['docs/größe 1 %.txt'] }],
  errors: [
    {
      code: 'UserErrorRecoveryPointNotFound',
      message: 'There is no recovery point x.',
      recommendedAction: ['Choose one that exists.'],
      target: 'properties.recoveryPointId',
    },
  ],
});

const isStored = <T>(file: string, codec: DocumentCodec<T>, document: T): void => {
  expectGolden(import.meta.url, file, new TextDecoder().decode(codec.encode(document)));
  const stored = readFileSync(new URL(file, import.meta.url));
  expect(codec.decode(file, stored)).toEqual(document);
};

test('backup instances', () => {
  isStored(
    'backup-instance-1.golden.json',
    backupInstanceCodec,
    sampleInstance('contoso', { policyName: 'daily' }),
  );
});

test('backup instances of SAN volumes', () => {
  const group = '/subscriptions/s/resourceGroups/g';
  isStored('backup-instance-2.golden.json', backupInstanceCodec, {
    version: 2,
    kind: 'elasticSanVolume',
    name: 'sql-data',
    friendlyName: 'sql',
    datasourceType: 'Microsoft.ElasticSan/elasticSans/volumeGroups',
    source: {
      volumeId: `${group}/providers/Microsoft.ElasticSan/elasticSans/contoso/volumegroups/data/volumes/sql`,
      snapshotResourceGroupId: '/subscriptions/s/resourceGroups/snapshots',
      sku: 'Standard_ZRS',
    },
    policyName: 'daily',
    state: 'SoftDeleted',
    createdAt: time,
    scheduledSince: time,
    updatedAt: time,
    deletion: {
      deletedAt: time,
      purgeAt: '2026-12-06T02:00:03.000Z',
      requestId: '3e70a1b2-0000-4000-8000-000000000001',
      purgingSince: '2026-12-06T05:00:00.000Z',
    },
  });
});

test('jobs', () => {
  isStored('job-1.golden.json', jobCodec, job);
});

test('recovery points', () => {
  isStored('recovery-point-1.golden.json', recoveryPointCodec, samplePoint(recoveryPointId));
});

test('recovery points and runs of SAN volumes', () => {
  const made = 'holdfast-d6a0b6b4c3f9e7a1-20261122t020000z';
  const san =
    '/subscriptions/s/resourceGroups/g/providers/Microsoft.ElasticSan/elasticSans/contoso/volumegroups/data';
  const diskSnapshotId = `/subscriptions/s/resourceGroups/snapshots/providers/Microsoft.Compute/snapshots/${made}`;
  const sql = { version: 2, kind: 'elasticSanVolume', backupInstance: 'sql-data' } as const;
  isStored('recovery-point-2.golden.json', volumeRecoveryPointCodec, {
    ...sql,
    id: recoveryPointId,
    time,
    completedAt: time,
    trigger: 'scheduled',
    retentionTag: 'Default',
    policyName: 'daily',
    jobId: job.id,
    sourceVolumeId: `${san}/volumes/sql`,
    diskSnapshotId,
    sku: 'Standard_ZRS',
    location: 'westeurope',
    sizeBytes: 1_073_741_824,
  });
  const volumeSnapshotId = `${san}/snapshots/${made}`;
  isStored('run-2.golden.json', volumeRunCodec, {
    ...sql,
    recoveryPointId,
    jobId: job.id,
    volumeSnapshotId,
    diskSnapshotId,
  });
});

test('verifications', () => {
  isStored('verification-1.golden.json', verificationCodec, sampleVerification(recoveryPointId));
});

test('locks, pins, schedules, claims and markers', () => {
  const held = { ...key, orchestrationId: 'backup:contoso:20261122T020000Z', jobId: job.id, since: time };
  isStored('lock-1.golden.json', lockCodec, { ...held, kind: 'backup' });
  isStored('pin-1.golden.json', pinCodec, { ...held, recoveryPointId });
  isStored('schedule-1.golden.json', scheduleCodec, { ...key, lastSlot: '2026-11-22T02:00:00.000Z' });
  isStored('data-account-1.golden.json', dataAccountCodec, { ...key, dataAccountId, claimedAt: time });
  isStored('marker-1.golden.json', markerCodec, { ...key, recoveryPointId, container: 'docs', time });
});

test('requests of SAN volumes', () => {
  isStored('requests-1.golden.json', volumeRequestsCodec, {
    ...key,
    requests: [{ jobId: job.id, operation: 'OnDemandBackup', at: time }],
  });
});

test('audit records', () => {
  isStored('audit-record-1.golden.json', auditRecordCodec, {
    version: 1,
    requestId: '3e70a1b2-0000-4000-8000-000000000001',
    time,
    caller: { kind: 'entra', id: '22222222-2222-2222-2222-222222222222', name: 'ada@contoso.com' },
    action: 'Microsoft.DataProtection/backupVaults/backupInstances/write',
    method: 'PUT',
    path: '/subscriptions/s/resourceGroups/g/providers/Microsoft.DataProtection/backupVaults/v/backupInstances/contoso',
    outcome: 'ended',
    status: 400,
    code: 'UserErrorInvalidRequest',
  });
});

test('the metadata that lists are made of', () => {
  const metadata = {
    job: jobMetadata(job),
    recoveryPoint: recoveryPointMetadata(samplePoint(recoveryPointId)),
  };
  expectGolden(import.meta.url, 'metadata.golden.json', `${JSON.stringify(metadata, null, 2)}\n`);
});

test('intents to delete, and what a prune could not delete', () => {
  isStored('deletion-1.golden.json', deletionCodec, {
    ...key,
    recoveryPointId,
    state: 'decided',
    reason: { kind: 'expired', expiresAt: '2026-11-29T02:00:03.000Z', rule: 'kept for 7 days' },
    jobId: job.id,
    since: '2026-11-30T05:00:00.000Z',
    manifestRoot: 'ab'.repeat(32),
    dataAccountId,
  });
  isStored('deletion-2.golden.json', deletionCodec, {
    version: 2,
    kind: 'elasticSanVolume',
    backupInstance: 'sql-data',
    recoveryPointId,
    state: 'intended',
    reason: { kind: 'instance-deleted', deletedAt: time },
    jobId: job.id,
    since: '2026-11-30T05:00:00.000Z',
    diskSnapshotId: '/subscriptions/s/resourceGroups/snapshots/providers/Microsoft.Compute/snapshots/made',
  });
  isStored('pruning-1.golden.json', pruningCodec, {
    ...key,
    lastSlot: '2026-11-30T05:00:00.000Z',
    sweptAt: '2026-11-30T05:00:00.000Z',
    blocked: {
      count: 1,
      bytes: 3,
      blobs: [
        {
          container: 'objects',
          name: `ab/${'ab'.repeat(32)}`,
          bytes: 3,
          reason: 'immutability-policy',
          until: '2027-01-01T00:00:00.000Z',
          detail: 'BlobImmutableDueToPolicy',
        },
      ],
    },
  });
});
