// POST backupInstances/{name}/prune, beyond Azure: which recovery points are to go now, beside those that have expired, and
// whether anything is deleted at all.

import * as z from 'zod';
import { isRecoveryPointId } from '../../domain/recovery-point/recovery-point-id.ts';

export interface PruneRequest {
  readonly dryRun: boolean;
  readonly recoveryPoints: readonly string[];
}

/** They travel in the messages of a workflow. */
const MOST_POINTS = 200;

const recoveryPointId = z.string().refine(isRecoveryPointId, 'must be the ID of a recovery point');

export const pruneRequest: z.ZodType<PruneRequest> = z
  .looseObject({
    dryRun: z.boolean().nullish(),
    recoveryPoints: z.array(recoveryPointId).max(MOST_POINTS).nullish(),
  })
  .transform(({ dryRun, recoveryPoints }) => ({
    dryRun: dryRun ?? false,
    recoveryPoints: [...new Set(recoveryPoints ?? [])],
  }));
