// A check of a vault: where its slices begin, what they count, and the report at the end.

import type { EntryKey } from '../manifest/entry.ts';
import type { VerificationCounters } from '../verification/counters.ts';
import type { Damage } from '../verification/damage.ts';
import type { KeyInterval } from '../verification/key-interval.ts';
import type { Findings } from './finding.ts';

export interface CheckCounters {
  /** Blobs of the catalogue. */
  readonly documents: number;
  /** Entries of manifests whose vault objects were looked for; what recovery points share counts about once. */
  readonly blobs: number;
  readonly bytes: number;
}

export const noCheckCounters: CheckCounters = { documents: 0, blobs: 0, bytes: 0 };

/** Where a slice over the catalogue begins: the storage service's own token. */
export interface DocumentsCursor {
  readonly continuation: string;
}

/** Where a slice over manifests begins. */
export interface ManifestsCursor extends KeyInterval {
  readonly instance: string;
  /** Recovery point under way; absent: the newest. */
  readonly point?: string;
  /** Entries of it up to this one are dealt with. */
  readonly after?: EntryKey;
}

/** What a check found damaged of one recovery point. */
export interface DamagedPoint {
  readonly backupInstance: string;
  readonly recoveryPointId: string;
  readonly manifestRoot: string;
  readonly counters: VerificationCounters;
  readonly damage: Damage;
}

export interface CheckReport {
  readonly version: 1;
  readonly jobId: string;
  readonly repair: boolean;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly completedAt: string;
  readonly counters: CheckCounters;
  readonly findings: Findings;
}

/** What of the report the job shows. */
export interface CheckResult extends CheckCounters, Omit<Findings, 'listed'> {
  readonly repair: boolean;
}
