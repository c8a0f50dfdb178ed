// runs/{instance}/{recovery point}/…: what a running backup has decided and done, so that any step can be repeated.
// Deleted when the backup ends.

import { z } from 'zod';
import type { LeafRef } from '../../domain/manifest/chunk.ts';
import type { KeyRange } from '../../domain/manifest/key-range.ts';
import type { CoverageWarning } from '../../domain/recovery-point/recovery-point.ts';
import { documentCodec } from '../document-codec.ts';
import { coverageWarningSchema } from './coverage-warning.ts';

/** run.json: decided once, by the first attempt. */
export interface BackupRun {
  readonly version: 1;
  readonly backupInstance: string;
  readonly recoveryPointId: string;
  readonly jobId: string;
  readonly orchestrationId: string;
  readonly sourceAccountId: string;
  readonly dataAccountId: string;
  readonly containers: readonly string[];
  /** The point to merge with; absent for a first backup. */
  readonly previous?: { readonly recoveryPointId: string; readonly manifestRoot: string };
  /** Per lane, its ranges in the order in which it works. */
  readonly lanes: readonly (readonly KeyRange[])[];
}

const rangeSchema: z.ZodType<KeyRange> = z.looseObject({
  container: z.string(),
  after: z.string().exactOptional(),
  to: z.string().exactOptional(),
});

export const runCodec = documentCodec<BackupRun>({
  1: z.looseObject({
    version: z.literal(1),
    backupInstance: z.string(),
    recoveryPointId: z.string(),
    jobId: z.string(),
    orchestrationId: z.string(),
    sourceAccountId: z.string(),
    dataAccountId: z.string(),
    containers: z.array(z.string()),
    previous: z.looseObject({ recoveryPointId: z.string(), manifestRoot: z.string() }).exactOptional(),
    lanes: z.array(z.array(rangeSchema)),
  }),
});

export interface SliceCounters {
  readonly blobs: number;
  readonly bytes: number;
  readonly copiedBlobs: number;
  readonly copiedBytes: number;
  readonly deletedBlobs: number;
  readonly requests: number;
}

/** Where the lane's next slice goes on; absent when the lane is done. */
export interface SliceCursor {
  /** Position in the lane's ranges. */
  readonly range: number;
  /** The listing's continuation of the page that `after` stands in. */
  readonly continuation?: string;
  /** Everything up to this name is done. */
  readonly after?: string;
}

/** slices/{lane}-{seq}.json: the finished work of one slice. */
export interface SliceRecord {
  readonly version: 1;
  readonly lane: number;
  readonly seq: number;
  /** In key order. */
  readonly leaves: readonly LeafRef[];
  readonly counters: SliceCounters;
  readonly warnings: readonly CoverageWarning[];
  readonly cursor?: SliceCursor;
}

const leafRefSchema: z.ZodType<LeafRef> = z.looseObject({
  hash: z.string(),
  container: z.string(),
  first: z.string(),
  last: z.string(),
  entries: z.number().int(),
  bytes: z.number(),
});

const countersSchema = z.looseObject({
  blobs: z.number(),
  bytes: z.number(),
  copiedBlobs: z.number(),
  copiedBytes: z.number(),
  deletedBlobs: z.number(),
  requests: z.number(),
});

const cursorSchema = z.looseObject({
  range: z.number().int(),
  continuation: z.string().exactOptional(),
  after: z.string().exactOptional(),
});

export const sliceCodec = documentCodec<SliceRecord>({
  1: z.looseObject({
    version: z.literal(1),
    lane: z.number().int(),
    seq: z.number().int(),
    leaves: z.array(leafRefSchema),
    counters: countersSchema,
    warnings: z.array(coverageWarningSchema),
    cursor: cursorSchema.exactOptional(),
  }),
});
