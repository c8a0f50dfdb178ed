// deletions/{instance}/{recovery point}.json: the intent to delete a recovery point. Written before anything of it goes,
// removed when everything has gone; until then a restore does not begin.

import * as z from 'zod';
import type { DeletionReason } from '../../domain/prune/reasons.ts';
import { documentCodec } from '../document-codec.ts';

interface Intent {
  readonly backupInstance: string;
  readonly recoveryPointId: string;
  /**
   * `intended`: may still be withdrawn. `decided`: pins and the last good point were looked at after the intent was
   * there; the record may be gone from then on.
   */
  readonly state: 'intended' | 'decided';
  readonly reason: DeletionReason;
  /** Of the prune that wrote it. */
  readonly jobId: string;
  readonly since: string;
}

export interface AccountDeletion extends Intent {
  readonly version: 1;
  /** Of the recovery point: what its record said, for when the record is gone. */
  readonly manifestRoot: string;
  readonly dataAccountId: string;
}

/** Of a SAN volume's point, whose record is the last that goes. */
export interface VolumeDeletion extends Intent {
  readonly version: 2;
  readonly kind: 'elasticSanVolume';
  /** ARM resource ID. */
  readonly diskSnapshotId: string;
}

export type DeletionIntent = AccountDeletion | VolumeDeletion;

export const deletionReasonSchema: z.ZodType<DeletionReason> = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('expired'), expiresAt: z.string(), rule: z.string() }),
  z.looseObject({ kind: z.literal('requested') }),
  z.looseObject({ kind: z.literal('instance-deleted'), deletedAt: z.string() }),
]);

const common = {
  backupInstance: z.string(),
  recoveryPointId: z.string(),
  state: z.enum(['intended', 'decided']),
  reason: deletionReasonSchema,
  jobId: z.string(),
  since: z.string(),
} as const;

export const deletionCodec = documentCodec<DeletionIntent>({
  1: z.looseObject({
    version: z.literal(1),
    ...common,
    manifestRoot: z.string().regex(/^[0-9a-f]{64}$/),
    dataAccountId: z.string(),
  }),
  2: z.looseObject({
    version: z.literal(2),
    kind: z.literal('elasticSanVolume'),
    ...common,
    diskSnapshotId: z.string(),
  }),
});
