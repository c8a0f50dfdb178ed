// restores/{job}/plan.json: what a restore is going to do, decided before anything is written to the target.

import * as z from 'zod';
import type { RestoreRange } from '../../domain/restore/plan-restore.ts';
import { documentCodec } from '../document-codec.ts';

export interface RestorePlanContainer {
  readonly source: string;
  readonly target: string;
  /** Found at the target when the plan was made. */
  readonly targetExists: boolean;
  /** All of these; both absent: the whole container. */
  readonly prefixes?: readonly string[];
  readonly blobs?: readonly string[];
  readonly entries: number;
  readonly bytes: number;
}

export interface RestorePlan {
  readonly version: 1;
  readonly jobId: string;
  /** ISO 8601, UTC. Nothing was written to the target before. */
  readonly startTime: string;
  readonly backupInstance: string;
  readonly recoveryPointId: string;
  readonly manifestRoot: string;
  readonly dataAccountId: string;
  readonly targetAccountId: string;
  readonly conflict: 'fail' | 'skip' | 'overwrite';
  readonly tier: 'hot' | 'as-source';
  readonly containers: readonly RestorePlanContainer[];
  readonly lanes: readonly (readonly RestoreRange[])[];
  readonly entries: number;
  readonly bytes: number;
}

export const restorePlanCodec = documentCodec<RestorePlan>({
  1: z.looseObject({
    version: z.literal(1),
    jobId: z.string(),
    startTime: z.string(),
    backupInstance: z.string(),
    recoveryPointId: z.string(),
    manifestRoot: z.string(),
    dataAccountId: z.string(),
    targetAccountId: z.string(),
    conflict: z.enum(['fail', 'skip', 'overwrite']),
    tier: z.enum(['hot', 'as-source']),
    containers: z.array(
      z.looseObject({
        source: z.string(),
        target: z.string(),
        targetExists: z.boolean(),
        prefixes: z.array(z.string()).exactOptional(),
        blobs: z.array(z.string()).exactOptional(),
        entries: z.number(),
        bytes: z.number(),
      }),
    ),
    lanes: z.array(
      z.array(
        z.looseObject({
          container: z.string(),
          target: z.string(),
          prefix: z.string().exactOptional(),
          after: z.string().exactOptional(),
          to: z.string().exactOptional(),
          blobs: z.array(z.string()).exactOptional(),
        }),
      ),
    ),
    entries: z.number(),
    bytes: z.number(),
  }),
});
