// The small documents by which runs keep out of each other's way: locks, pins, the last slot, claims of data accounts,
// and the content of a marker.

import * as z from 'zod';
import { documentCodec } from '../document-codec.ts';

/** What excludes other work on the same instance. A restore holds a pin instead. */
export type LockKind = 'backup' | 'prune' | 'check' | 'delete' | 'sweep';

/** locks/{instance}.json: the one orchestration that may write to an instance's recovery points. */
export interface Lock {
  readonly version: 1;
  readonly backupInstance: string;
  readonly orchestrationId: string;
  readonly jobId: string;
  readonly kind: LockKind;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** ISO 8601, UTC. Its orchestration has ended without it: a step that it left running may no longer act on it. */
  readonly revokedAt?: string;
}

export const lockCodec = documentCodec<Lock>({
  1: z.looseObject({
    version: z.literal(1),
    backupInstance: z.string(),
    orchestrationId: z.string(),
    jobId: z.string(),
    kind: z.enum(['backup', 'prune', 'check', 'delete', 'sweep']),
    since: z.string(),
    revokedAt: z.string().exactOptional(),
  }),
});

/** pins/{instance}/{recovery point}/{job}.json: a job that reads a recovery point, which may not be deleted meanwhile. */
export interface Pin {
  readonly version: 1;
  readonly backupInstance: string;
  readonly recoveryPointId: string;
  readonly jobId: string;
  readonly orchestrationId: string;
  readonly since: string;
}

export const pinCodec = documentCodec<Pin>({
  1: z.looseObject({
    version: z.literal(1),
    backupInstance: z.string(),
    recoveryPointId: z.string(),
    jobId: z.string(),
    orchestrationId: z.string(),
    since: z.string(),
  }),
});

/** A slot that passed without a backup, because a later one was due before it could be started. */
export interface MissedSlot {
  readonly slot: string;
  /** When the later slot was started instead. */
  readonly noticedAt: string;
}

/** schedule/{instance}.json: the newest slot for which a backup was started, and slots that have none. */
export interface ScheduleState {
  readonly version: 1;
  readonly backupInstance: string;
  /** ISO 8601, UTC. */
  readonly lastSlot: string;
  /** The newest ones, newest first. */
  readonly missed?: readonly MissedSlot[];
  /** Of all time, also of those no longer listed. */
  readonly missedCount?: number;
}

export const scheduleCodec = documentCodec<ScheduleState>({
  1: z.looseObject({
    version: z.literal(1),
    backupInstance: z.string(),
    lastSlot: z.string(),
    missed: z.array(z.looseObject({ slot: z.string(), noticedAt: z.string() })).exactOptional(),
    missedCount: z.number().exactOptional(),
  }),
});

/** data-accounts/{account}.json: a member of the pool, taken by one backup instance. */
export interface DataAccountClaim {
  readonly version: 1;
  readonly dataAccountId: string;
  readonly backupInstance: string;
  readonly claimedAt: string;
}

export const dataAccountCodec = documentCodec<DataAccountClaim>({
  1: z.looseObject({
    version: z.literal(1),
    dataAccountId: z.string(),
    backupInstance: z.string(),
    claimedAt: z.string(),
  }),
});

/** The marker blob's content, at the source and in the vault. Proves which container of which point it stands for. */
export interface Marker {
  readonly version: 1;
  readonly backupInstance: string;
  readonly recoveryPointId: string;
  readonly container: string;
  readonly time: string;
}

export const markerCodec = documentCodec<Marker>({
  1: z.looseObject({
    version: z.literal(1),
    backupInstance: z.string(),
    recoveryPointId: z.string(),
    container: z.string(),
    time: z.string(),
  }),
});
