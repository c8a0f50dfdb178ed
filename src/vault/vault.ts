// A vault as activities and API see it: the catalogue in the control account, and the chunks of a data account.

import type { ObjectStore, StorageAccounts } from '../ports/object-store.ts';
import type { ChunkStore, ChunkStoreOptions } from './chunk-store.ts';
import { chunkStore } from './chunk-store.ts';
import { documentStore } from './document-store.ts';
import { dataContainers, defaultControlContainer } from './layout.ts';
import type { AuditLog } from './stores/audit-log.ts';
import { auditLog } from './stores/audit-log.ts';
import type { BackupInstances } from './stores/backup-instances.ts';
import { backupInstances } from './stores/backup-instances.ts';
import type { Catalogue } from './stores/catalogue.ts';
import { catalogue } from './stores/catalogue.ts';
import type { Checks } from './stores/checks.ts';
import { checks } from './stores/checks.ts';
import type { DataAccounts } from './stores/data-accounts.ts';
import { dataAccounts } from './stores/data-accounts.ts';
import type { Deletions } from './stores/deletions.ts';
import { deletions } from './stores/deletions.ts';
import type { Exports } from './stores/exports.ts';
import { jobExports } from './stores/exports.ts';
import type { Jobs } from './stores/jobs.ts';
import { jobs } from './stores/jobs.ts';
import type { Locks } from './stores/locks.ts';
import { locks } from './stores/locks.ts';
import type { Markers } from './stores/markers.ts';
import { markers } from './stores/markers.ts';
import type { Pins } from './stores/pins.ts';
import { pins } from './stores/pins.ts';
import type { Policies } from './stores/policies.ts';
import { policies } from './stores/policies.ts';
import type { Prunes } from './stores/prunes.ts';
import { prunes } from './stores/prunes.ts';
import type { Pruning } from './stores/pruning.ts';
import { pruning } from './stores/pruning.ts';
import type { RecoveryPoints } from './stores/recovery-points.ts';
import { recoveryPoints } from './stores/recovery-points.ts';
import type { RestorePlans } from './stores/restore-plans.ts';
import { restorePlans } from './stores/restore-plans.ts';
import type { Runs } from './stores/runs.ts';
import { runs } from './stores/runs.ts';
import type { Schedule } from './stores/schedule.ts';
import { schedule } from './stores/schedule.ts';
import type { Settings } from './stores/settings.ts';
import { settings } from './stores/settings.ts';
import type { VerificationSlices } from './stores/verification-slices.ts';
import { verificationSlices } from './stores/verification-slices.ts';
import type { Verifications } from './stores/verifications.ts';
import { verifications } from './stores/verifications.ts';

import type { VolumeRecoveryPoints } from './stores/volume-recovery-points.ts';
import { volumeRecoveryPoints } from './stores/volume-recovery-points.ts';
import type { VolumeRequests } from './stores/volume-requests.ts';
import { volumeRequests } from './stores/volume-requests.ts';

export interface VaultParts {
  /** The control account. */
  readonly control: ObjectStore;
  readonly storage: StorageAccounts;
  readonly controlContainer?: string;
}

export interface Vault {
  readonly instances: BackupInstances;
  readonly jobs: Jobs;
  readonly exports: Exports;
  readonly recoveryPoints: RecoveryPoints;
  readonly volumePoints: VolumeRecoveryPoints;
  readonly locks: Locks;
  readonly pins: Pins;
  readonly runs: Runs;
  readonly restorePlans: RestorePlans;
  /** Every document, whatever its state: for checks of the vault. */
  readonly catalogue: Catalogue;
  readonly checks: Checks;
  readonly verifications: Verifications;
  readonly verificationSlices: VerificationSlices;
  readonly schedule: Schedule;
  readonly policies: Policies;
  readonly deletions: Deletions;
  readonly prunes: Prunes;
  readonly pruning: Pruning;
  readonly volumeRequests: VolumeRequests;
  readonly dataAccounts: DataAccounts;
  /** Of the whole vault. */
  readonly settings: Settings;
  readonly markers: Markers;
  readonly auditLog: AuditLog;
  /** The manifest chunks of a data account. A new one has an empty cache and counts from zero: one per activity. */
  chunks(dataAccountId: string, options?: ChunkStoreOptions): ChunkStore;
  /** Idempotent. The containers that a data account needs before it can hold anything. */
  prepareDataAccount(dataAccountId: string): Promise<void>;
}

export const createVault = ({ control, storage, controlContainer }: VaultParts): Vault => {
  const documents = documentStore(control, controlContainer ?? defaultControlContainer);
  return {
    instances: backupInstances(documents),
    jobs: jobs(documents),
    exports: jobExports(control),
    recoveryPoints: recoveryPoints(documents),
    volumePoints: volumeRecoveryPoints(documents),
    locks: locks(documents),
    pins: pins(documents),
    runs: runs(documents),
    restorePlans: restorePlans(documents),
    catalogue: catalogue(documents),
    checks: checks(documents),
    verifications: verifications(documents),
    verificationSlices: verificationSlices(documents),
    schedule: schedule(documents),
    policies: policies(documents),
    deletions: deletions(documents),
    prunes: prunes(documents),
    pruning: pruning(documents),
    volumeRequests: volumeRequests(documents),
    dataAccounts: dataAccounts(documents),
    settings: settings(documents),
    markers,
    auditLog: auditLog(documents),
    chunks: (dataAccountId, options) => chunkStore(storage.open(dataAccountId), options),
    async prepareDataAccount(dataAccountId) {
      const store = storage.open(dataAccountId);
      for (const container of dataContainers) await store.createContainer(container);
    },
  };
};
