// What activities act through: handed in by src/composition, in tests by memory implementations.

import type { RangeSizes } from '../domain/manifest/balanced-ranges.ts';
import type { WeekReading } from '../domain/retention/criteria.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { StorageAccounts } from '../ports/object-store.ts';
import type { Vault } from '../vault/vault.ts';

export interface ActivitySettings {
  /** Azure region of the vault. */
  readonly location: string;
  /** ARM resource ID of the vault's control account. */
  readonly controlAccountId: string;
  /** How policies count the weeks of a month. */
  readonly weekReading: WeekReading;
  /** Copies that one slice has under way at the same time. */
  readonly copyConcurrency: number;
  /** The usual ones unless told. */
  readonly rangeSizes?: RangeSizes;
}

export interface Dependencies {
  /** Protected accounts, data accounts and restore targets. */
  readonly storage: StorageAccounts;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: ActivitySettings;
}
