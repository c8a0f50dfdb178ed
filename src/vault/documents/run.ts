// runs/{instance}/{recovery point}/…: what a running backup has decided and done, so that any step can be repeated.
// Deleted when the backup ends.

import * as z from 'zod';
import type { ListingWay, SliceCursor } from '../../domain/job/slices.ts';
import type { LeafRef } from '../../domain/manifest/chunk.ts';
import type { KeyRange } from '../../domain/manifest/key-range.ts';
import type { ContainerSummary, CoverageWarning } from '../../domain/recovery-point/recovery-point.ts';
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
  readonly previous?: {
    readonly recoveryPointId: string;
    readonly manifestRoot: string;
    readonly recheckedAt?: string;
  };
  /**
   * Since when (ISO 8601, UTC) this backup looks at every vault object, because something was found damaged: nothing is
   * taken over unread, and there is no `previous`.
   */
  readonly recheckSince?: string;
  /** How ranges are listed to begin with. */
  readonly way: ListingWay;
  /** Per lane, its ranges in the order in which it works. */
  readonly lanes: readonly (readonly KeyRange[])[];
}

const waySchema = z.enum(['by-name', 'by-folder', 'sorted']);

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
    previous: z
      .looseObject({
        recoveryPointId: z.string(),
        manifestRoot: z.string(),
        recheckedAt: z.string().exactOptional(),
      })
      .exactOptional(),
    recheckSince: z.string().exactOptional(),
    way: waySchema,
    lanes: z.array(z.array(rangeSchema)),
  }),
});

/** What one slice did of one range. */
export interface SlicePart {
  /** Position in the lane's ranges. */
  readonly range: number;
  readonly container: string;
  /** Begins at the range's beginning: what earlier slices recorded of the range, if anything, does not count. */
  readonly fromStart: boolean;
  /** The container was deleted while it was backed up: nothing of it counts. */
  readonly gone: boolean;
  /** In key order. */
  readonly leaves: readonly LeafRef[];
  readonly copiedBlobs: number;
  readonly copiedBytes: number;
  /** Blobs whose names the previous recovery point has too. */
  readonly knownBlobs: number;
  readonly warnings: readonly CoverageWarning[];
}

/** slices/{lane}-{seq}.json: the finished work of one slice. */
export interface SliceRecord {
  readonly version: 1;
  readonly lane: number;
  readonly seq: number;
  /** In the order of work. */
  readonly parts: readonly SlicePart[];
  readonly requests: number;
  /** The manifest before could not be read: nothing of it was taken over. */
  readonly rechecked?: true;
  /** Where the lane's next slice goes on; absent when the lane is done. */
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

const partSchema: z.ZodType<SlicePart> = z.looseObject({
  range: z.number().int(),
  container: z.string(),
  fromStart: z.boolean(),
  gone: z.boolean(),
  leaves: z.array(leafRefSchema),
  copiedBlobs: z.number(),
  copiedBytes: z.number(),
  knownBlobs: z.number(),
  warnings: z.array(coverageWarningSchema),
});

export const cursorSchema: z.ZodType<SliceCursor> = z.looseObject({
  range: z.number().int(),
  after: z.string().exactOptional(),
  way: waySchema.exactOptional(),
});

export const sliceCodec = documentCodec<SliceRecord>({
  1: z.looseObject({
    version: z.literal(1),
    lane: z.number().int(),
    seq: z.number().int(),
    parts: z.array(partSchema),
    requests: z.number(),
    rechecked: z.literal(true).exactOptional(),
    cursor: cursorSchema.exactOptional(),
  }),
});

/** sealed.json: the finished manifest, and what the recovery point's record will say of it. */
export interface SealedManifest {
  readonly version: 1;
  readonly manifestRoot: string;
  readonly containers: readonly ContainerSummary[];
  readonly blobs: number;
  readonly bytes: number;
  readonly copiedBlobs: number;
  readonly copiedBytes: number;
  readonly deletedBlobs: number;
  readonly requests: number;
  readonly warnings: readonly CoverageWarning[];
}

export const sealedCodec = documentCodec<SealedManifest>({
  1: z.looseObject({
    version: z.literal(1),
    manifestRoot: z.string(),
    containers: z.array(z.looseObject({ name: z.string(), blobs: z.number(), bytes: z.number() })),
    blobs: z.number(),
    bytes: z.number(),
    copiedBlobs: z.number(),
    copiedBytes: z.number(),
    deletedBlobs: z.number(),
    requests: z.number(),
    warnings: z.array(coverageWarningSchema),
  }),
});
