// restores/{job}/{phase}/{lane}-{seq}.json: what one slice of a restore has done, and where the lane goes on. Deleted
// when the restore ends.

import * as z from 'zod';
import type { SliceCursor } from '../../domain/job/slices.ts';
import { documentCodec } from '../document-codec.ts';
import { cursorSchema } from './run.ts';

export const restorePhases = ['restore', 'verify'] as const;
export type RestorePhase = (typeof restorePhases)[number];

export interface RestoreSliceRecord {
  readonly version: 1;
  /** By name; which ones follows from the phase. */
  readonly counters: Readonly<Record<string, number>>;
  /** Absent when the lane is done. */
  readonly cursor?: SliceCursor;
}

export const restoreSliceCodec = documentCodec<RestoreSliceRecord>({
  1: z.looseObject({
    version: z.literal(1),
    counters: z.record(z.string(), z.number()),
    cursor: cursorSchema.exactOptional(),
  }),
});
