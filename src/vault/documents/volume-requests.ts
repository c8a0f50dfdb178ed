// requests/{instance}.json: the on-demand backups and restores of a SAN volume that count for the limits of a day.

import * as z from 'zod';
import type { VolumeRequest } from '../../domain/elastic-san/daily-limit.ts';
import { documentCodec } from '../document-codec.ts';

export interface VolumeRequestsDocument {
  readonly version: 1;
  readonly backupInstance: string;
  readonly requests: readonly VolumeRequest[];
}

export const volumeRequestsCodec = documentCodec<VolumeRequestsDocument>({
  1: z.looseObject({
    version: z.literal(1),
    backupInstance: z.string(),
    requests: z.array(
      z.looseObject({ jobId: z.string(), operation: z.enum(['OnDemandBackup', 'Restore']), at: z.string() }),
    ),
  }),
});
