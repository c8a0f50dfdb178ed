// What a backup, a restore or a prune has done so far, added up over its slices.

export interface BackupCounters {
  /** Blobs and bytes of the finished part of the recovery point. */
  readonly blobs: number;
  readonly bytes: number;
  /** Of these, new or changed since the previous recovery point. */
  readonly copiedBlobs: number;
  readonly copiedBytes: number;
  readonly requests: number;
}

export interface RestoreCounters {
  readonly blobs: number;
  readonly bytes: number;
  /** Left alone, because the target had them (conflict policy `skip`). */
  readonly skipped: number;
}

export interface VerifyCounters {
  readonly verified: number;
  /** Present with other content. */
  readonly differing: number;
  readonly missing: number;
}

export interface PruneCounters {
  readonly objectsDeleted: number;
  readonly chunksDeleted: number;
  readonly bytesFreed: number;
  readonly blocked: number;
  readonly entriesRead: number;
  readonly chunksRead: number;
  /** Chunks of manifests that go which could not be read. */
  readonly unreadable: number;
}

export const noPruneCounters: PruneCounters = {
  objectsDeleted: 0,
  chunksDeleted: 0,
  bytesFreed: 0,
  blocked: 0,
  entriesRead: 0,
  chunksRead: 0,
  unreadable: 0,
};

export const noBackupCounters: BackupCounters = {
  blobs: 0,
  bytes: 0,
  copiedBlobs: 0,
  copiedBytes: 0,
  requests: 0,
};
export const noRestoreCounters: RestoreCounters = { blobs: 0, bytes: 0, skipped: 0 };
export const noVerifyCounters: VerifyCounters = { verified: 0, differing: 0, missing: 0 };

export const addCounters = <T extends { readonly [K in keyof T]: number }>(a: T, b: T): T => {
  const sum: Record<string, number> = { ...a };
  for (const [name, value] of Object.entries<number>(b)) sum[name] = (sum[name] ?? 0) + value;
  return sum as T;
};
