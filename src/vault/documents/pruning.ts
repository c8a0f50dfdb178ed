// pruning/{instance}.json: when the instance was last pruned, and what could not be deleted then.

import * as z from 'zod';
import type { BlockedSummary } from '../../domain/prune/blocked.ts';
import { documentCodec } from '../document-codec.ts';

export interface PruningState {
  readonly version: 1;
  readonly backupInstance: string;
  /** The newest daily slot that was dealt with (ISO 8601, UTC). */
  readonly lastSlot?: string;
  /** When all of the data account was last looked through to the end. */
  readonly sweptAt?: string;
  /** What was found then. */
  readonly blocked?: BlockedSummary;
}

const blockedSchema: z.ZodType<BlockedSummary> = z.looseObject({
  count: z.number().int(),
  bytes: z.number(),
  blobs: z.array(
    z.looseObject({
      container: z.string(),
      name: z.string(),
      bytes: z.number(),
      reason: z.enum(['immutability-policy', 'legal-hold', 'lease', 'lock', 'refused']),
      until: z.string().exactOptional(),
      detail: z.string().exactOptional(),
    }),
  ),
});

export const pruningCodec = documentCodec<PruningState>({
  1: z.looseObject({
    version: z.literal(1),
    backupInstance: z.string(),
    lastSlot: z.string().exactOptional(),
    sweptAt: z.string().exactOptional(),
    blocked: blockedSchema.exactOptional(),
  }),
});

/** prunes/{instance}/{job}/blocked-…/{lane}-{seq}.json: the same of one slice. */
export interface BlockedStep {
  readonly version: 1;
  readonly blocked: BlockedSummary;
}

export const blockedStepCodec = documentCodec<BlockedStep>({
  1: z.looseObject({ version: z.literal(1), blocked: blockedSchema }),
});
