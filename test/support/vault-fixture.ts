// A vault in memory for tests, and documents with everything set that they can hold.

import type { Job } from '../../src/domain/job/job.ts';
import { jobIdFor } from '../../src/domain/job/job-id.ts';
import type { StorageAccountInstance } from '../../src/domain/protection/backup-instance.ts';
import type { RecoveryPoint } from '../../src/domain/recovery-point/recovery-point.ts';
import { noVerificationCounters } from '../../src/domain/verification/counters.ts';
import type { Verification } from '../../src/domain/verification/verification.ts';
import { MemoryStorageAccounts } from '../../src/memory/memory-storage-accounts.ts';
import type { ObjectStore } from '../../src/ports/object-store.ts';
import type { Vault } from '../../src/vault/vault.ts';
import { createVault } from '../../src/vault/vault.ts';

const account = (name: string): string =>
  `/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/${name}`;

export const controlAccountId = account('holdfastcontrol');
export const dataAccountId = account('holdfastdata1');
export const secondDataAccountId = account('holdfastdata2');
export const sourceAccountId = account('contoso');

export interface VaultFixture {
  readonly accounts: MemoryStorageAccounts;
  readonly control: ObjectStore;
  readonly data: ObjectStore;
  readonly source: ObjectStore;
  readonly vault: Vault;
}

const emptyAccounts = (): MemoryStorageAccounts => {
  const accounts = new MemoryStorageAccounts();
  for (const id of [controlAccountId, dataAccountId, secondDataAccountId, sourceAccountId]) accounts.add(id);
  return accounts;
};

export const vaultFixture = (accounts = emptyAccounts()): VaultFixture => {
  const control = accounts.open(controlAccountId);
  return {
    accounts,
    control,
    data: accounts.open(dataAccountId),
    source: accounts.open(sourceAccountId),
    vault: createVault({ control, storage: accounts }),
  };
};

export const sampleInstance = (
  name: string,
  change: Partial<StorageAccountInstance> = {},
): StorageAccountInstance => ({
  version: 1,
  name,
  friendlyName: 'Größe & Co, 100 %',
  datasourceType: 'Microsoft.Storage/storageAccounts/blobServices',
  sourceAccountId,
  policyName: 'DailyPolicy',
  selection: { exclude: ['scratch'] },
  dataAccountId,
  state: 'ProtectionConfigured',
  createdAt: '2026-11-20T08:00:00.000Z',
  updatedAt: '2026-11-20T08:00:01.000Z',
  ...change,
});

/** `minute` counts from 2026-11-22T02:00Z. */
export const sampleJob = (minute: number, change: Partial<Job> = {}): Job => {
  const start = Date.UTC(2026, 10, 22, 2, minute);
  return {
    version: 1,
    id: jobIdFor(start, `backup:contoso:${minute}`),
    operation: 'ScheduledBackup',
    backupInstance: 'contoso',
    status: 'InProgress',
    isUserTriggered: false,
    orchestrationId: `backup:contoso:${minute}`,
    startTime: new Date(start).toISOString(),
    subTasks: [{ id: 1, name: 'Copy blobs', status: 'InProgress' }],
    warnings: [],
    errors: [],
    ...change,
  };
};

export const samplePoint = (id: string, change: Partial<RecoveryPoint> = {}): RecoveryPoint => ({
  version: 1,
  id,
  backupInstance: 'contoso',
  time: '2026-11-22T02:00:03.000Z',
  completedAt: '2026-11-22T02:04:00.000Z',
  trigger: 'scheduled',
  retentionTag: 'Default',
  policyName: 'daily',
  jobId: sampleJob(0).id,
  sourceAccountId,
  dataAccountId,
  manifestRoot: 'ab'.repeat(32),
  containers: [{ name: 'docs', blobs: 3, bytes: 300 }],
  blobs: 3,
  bytes: 300,
  copiedBlobs: 2,
  copiedBytes: 200,
  previous: '20261121T020000Z',
  warnings: [{ code: 'AppendBlobNotSupported', count: 2, examples: ['docs/a.log', 'docs/ü.log'] }],
  ...change,
});

/** Damaged: one blob gone, one changed, and a leaf that cannot be read. */
export const sampleVerification = (
  recoveryPointId: string,
  change: Partial<Verification> = {},
): Verification => ({
  version: 1,
  backupInstance: 'contoso',
  recoveryPointId,
  manifestRoot: 'ab'.repeat(32),
  jobId: sampleJob(1).id,
  startedAt: '2026-11-22T02:30:00.000Z',
  completedAt: '2026-11-22T03:00:00.000Z',
  samplePercent: 100,
  status: 'damaged',
  counters: {
    ...noVerificationCounters,
    blobs: 3,
    bytes: 300,
    readBlobs: 2,
    confirmed: 1,
    missing: 1,
    contentDiffers: 1,
    damagedChunks: 1,
  },
  damage: {
    containers: [{ name: 'docs', blobs: 2, prefixes: [{ prefix: 'größe/', blobs: 2 }] }],
    examples: [
      { container: 'docs', name: 'größe/1', kind: 'missing', object: 'cd'.repeat(32) },
      { container: 'docs', name: 'größe/2', kind: 'contentDiffers', object: 'ef'.repeat(32) },
    ],
    chunks: [
      {
        hash: 'ab'.repeat(32),
        problem: 'is missing',
        first: { container: 'docs', name: 'a' },
        last: { container: 'docs', name: 'b' },
        entries: 0,
        bytes: 0,
      },
    ],
    suspects: ['ef'.repeat(32)],
    suspectsOmitted: false,
  },
  ...change,
});
