// checks/{job}/…: what a check of the vault has found, slice by slice, and its report. The slices are deleted when the
// check ends.

import * as z from 'zod';
import type {
  CheckCounters,
  CheckReport,
  DamagedPoint,
  DocumentsCursor,
  ManifestsCursor,
} from '../../domain/check/check.ts';
import type { Finding, FindingCode, Findings } from '../../domain/check/finding.ts';
import { documentCodec } from '../document-codec.ts';
import { damageSchema, keySchema, verificationCountersSchema } from './verification.ts';

const findingSchema: z.ZodType<Finding> = z.looseObject({
  // A newer version may know others.
  code: z.string().transform((code) => code as FindingCode),
  severity: z.enum(['error', 'warning', 'information']),
  means: z.string(),
  toDo: z.string(),
  thing: z.string(),
  detail: z.string().exactOptional(),
  repaired: z.literal(true).exactOptional(),
});

const findingsSchema: z.ZodType<Findings> = z.looseObject({
  listed: z.array(findingSchema),
  errors: z.number(),
  warnings: z.number(),
  information: z.number(),
  repaired: z.number(),
});

const countersSchema: z.ZodType<CheckCounters> = z.looseObject({
  documents: z.number(),
  blobs: z.number(),
  bytes: z.number(),
});

export const checkReportCodec = documentCodec<CheckReport>({
  1: z.looseObject({
    version: z.literal(1),
    jobId: z.string(),
    repair: z.boolean(),
    startedAt: z.string(),
    completedAt: z.string(),
    counters: countersSchema,
    findings: findingsSchema,
  }),
});

export interface CheckSlice<Cursor> {
  readonly version: 1;
  readonly findings: Findings;
  readonly counters: CheckCounters;
  readonly damaged: readonly DamagedPoint[];
  /** Where the lane's next slice goes on; absent when the lane is done. */
  readonly cursor?: Cursor;
}

const sliceCodec = <Cursor>(cursor: z.ZodType<Cursor>) =>
  documentCodec<CheckSlice<Cursor>>({
    1: z.looseObject({
      version: z.literal(1),
      findings: findingsSchema,
      counters: countersSchema,
      damaged: z.array(
        z.looseObject({
          backupInstance: z.string(),
          recoveryPointId: z.string(),
          manifestRoot: z.string(),
          counters: verificationCountersSchema,
          damage: damageSchema,
        }),
      ),
      cursor: cursor.exactOptional(),
    }) as z.ZodType<CheckSlice<Cursor>>,
  });

export const documentsSliceCodec = sliceCodec<DocumentsCursor>(z.looseObject({ continuation: z.string() }));

/** Of one instance: nothing comes after it. */
export const garbageSliceCodec = sliceCodec<never>(z.never());

export const manifestsSliceCodec = sliceCodec<ManifestsCursor>(
  z.looseObject({
    instance: z.string(),
    from: z.number().int(),
    to: z.number().int(),
    point: z.string().exactOptional(),
    after: keySchema.exactOptional(),
  }),
);
