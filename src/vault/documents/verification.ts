// verifications/{instance}/{recovery point}.json: what the last verification of a recovery point found, and what a list
// shows of it. verification-runs/{job}/slices/…: what a running verification has done, deleted when it ends.

import * as z from 'zod';
import type { EntryKey } from '../../domain/manifest/entry.ts';
import type { VerificationCounters } from '../../domain/verification/counters.ts';
import { damagedBlobs } from '../../domain/verification/counters.ts';
import type { Damage } from '../../domain/verification/damage.ts';
import { damageKinds } from '../../domain/verification/judge-blob.ts';
import type { VerificationCursor } from '../../domain/verification/key-interval.ts';
import type { Verification } from '../../domain/verification/verification.ts';
import { documentCodec } from '../document-codec.ts';
import { encodeMetadata } from '../metadata.ts';

export const verificationCountersSchema: z.ZodType<VerificationCounters> = z.looseObject({
  blobs: z.number(),
  bytes: z.number(),
  readBlobs: z.number(),
  readBytes: z.number(),
  confirmed: z.number(),
  unconfirmed: z.number(),
  present: z.number(),
  missing: z.number(),
  sizeDiffers: z.number(),
  contentDiffers: z.number(),
  unreadable: z.number(),
  unreachable: z.number(),
  damagedChunks: z.number(),
});

export const keySchema: z.ZodType<EntryKey> = z.looseObject({ container: z.string(), name: z.string() });

export const damageSchema: z.ZodType<Damage> = z.looseObject({
  containers: z.array(
    z.looseObject({
      name: z.string(),
      blobs: z.number(),
      prefixes: z.array(z.looseObject({ prefix: z.string(), blobs: z.number() })),
    }),
  ),
  examples: z.array(
    z.looseObject({
      container: z.string(),
      name: z.string(),
      kind: z.enum(damageKinds),
      object: z.string(),
    }),
  ),
  chunks: z.array(
    z.looseObject({
      hash: z.string(),
      problem: z.string(),
      first: keySchema,
      last: keySchema,
      entries: z.number(),
      bytes: z.number(),
    }),
  ),
  suspects: z.array(z.string()),
  suspectsOmitted: z.boolean(),
});

const statusSchema = z.enum(['intact', 'damaged']);

export const verificationCodec = documentCodec<Verification>({
  1: z.looseObject({
    version: z.literal(1),
    backupInstance: z.string(),
    recoveryPointId: z.string(),
    manifestRoot: z.string(),
    jobId: z.string(),
    startedAt: z.string(),
    completedAt: z.string(),
    samplePercent: z.number(),
    status: statusSchema,
    counters: verificationCountersSchema,
    damage: damageSchema,
  }),
});

export type VerificationSummary = Pick<
  Verification,
  'recoveryPointId' | 'jobId' | 'completedAt' | 'samplePercent' | 'status'
> & { readonly damagedBlobs: number };

export const summarizeVerification = (verification: Verification): VerificationSummary => ({
  recoveryPointId: verification.recoveryPointId,
  jobId: verification.jobId,
  completedAt: verification.completedAt,
  samplePercent: verification.samplePercent,
  status: verification.status,
  damagedBlobs: damagedBlobs(verification.counters),
});

export const verificationMetadata = (verification: Verification): Record<string, string> => {
  const summary = summarizeVerification(verification);
  return encodeMetadata({
    recoverypoint: summary.recoveryPointId,
    job: summary.jobId,
    completed: summary.completedAt,
    sample: summary.samplePercent,
    status: summary.status,
    damagedblobs: summary.damagedBlobs,
  });
};

export const verificationFromMetadata: z.ZodType<VerificationSummary> = z
  .object({
    recoverypoint: z.string(),
    job: z.string(),
    completed: z.string(),
    sample: z.coerce.number(),
    status: statusSchema,
    damagedblobs: z.coerce.number().int(),
  })
  .transform((found) => ({
    recoveryPointId: found.recoverypoint,
    jobId: found.job,
    completedAt: found.completed,
    samplePercent: found.sample,
    status: found.status,
    damagedBlobs: found.damagedblobs,
  }));

/** The finished work of one slice. */
export interface VerificationSlice {
  readonly version: 1;
  readonly lane: number;
  readonly seq: number;
  readonly counters: VerificationCounters;
  readonly damage: Damage;
  /** Where the lane's next slice goes on; absent when the lane is done. */
  readonly cursor?: VerificationCursor;
}

const cursorSchema: z.ZodType<VerificationCursor> = z.looseObject({
  from: z.number().int(),
  to: z.number().int(),
  after: keySchema.exactOptional(),
});

export const verificationSliceCodec = documentCodec<VerificationSlice>({
  1: z.looseObject({
    version: z.literal(1),
    lane: z.number().int(),
    seq: z.number().int(),
    counters: verificationCountersSchema,
    damage: damageSchema,
    cursor: cursorSchema.exactOptional(),
  }),
});
