// What operations act through. An operation is what one request, tick or event does; long work it hands to a workflow.

import type { WatchLimits } from '../domain/job/watch.ts';
import type { WeekReading } from '../domain/retention/criteria.ts';
import type { DailyTime } from '../domain/schedule/daily-time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { StorageAccounts } from '../ports/object-store.ts';
import type { Resources } from '../ports/resources.ts';
import type { Vault } from '../vault/vault.ts';
import type { PruneSettings } from '../workflows/catalogue/prune.ts';
import type { VolumeBackupSettings } from '../workflows/catalogue/volume-backup.ts';
import type { BackUpSettings } from '../workflows/catalogue.ts';

export interface OperationSettings {
  /** Azure region of the vault. */
  readonly location: string;
  /** ARM resource IDs of the vault's own accounts. */
  readonly controlAccountId: string;
  readonly dataAccountIds: readonly string[];
  /** How policies count the weeks of a month. */
  readonly weekReading: WeekReading;
  /** Scheduled backups start within so many seconds of their slot. */
  readonly startSpreadSeconds: number;
  /** Backups of the whole vault that run side by side; scheduled ones wait beyond that. */
  readonly concurrentBackups: number;
  /** Of one SAN volume in 24 hours. */
  readonly volumeRequests: { readonly backupsPerDay: number; readonly restoresPerDay: number };
  readonly dailyPruneTime: DailyTime;
  readonly watch: WatchLimits;
  readonly prune: PruneSettings;
  /** Restores take the part of it that they share with backups. */
  readonly workflow: BackUpSettings;
  /** Of SAN volumes; restores take the part of it that they share with backups. */
  readonly volumes: VolumeBackupSettings;
}

export interface OperationDependencies {
  readonly storage: StorageAccounts;
  /** Loaded with the first use. */
  readonly resources: () => Promise<Resources>;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: OperationSettings;
}
