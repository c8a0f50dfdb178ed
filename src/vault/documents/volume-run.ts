// runs/{instance}/{recovery point}/run.json of a SAN volume: written before anything is made in Azure, so that what a
// crashed backup has left there is known. Deleted when the backup has ended and nothing is left.

import * as z from 'zod';
import { documentCodec } from '../document-codec.ts';

export interface VolumeRun {
  readonly version: 2;
  readonly kind: 'elasticSanVolume';
  readonly backupInstance: string;
  readonly recoveryPointId: string;
  readonly jobId: string;
  /** ARM resource IDs of what the backup makes. */
  readonly volumeSnapshotId: string;
  readonly diskSnapshotId: string;
}

const version2: z.ZodType<VolumeRun> = z.looseObject({
  version: z.literal(2),
  kind: z.literal('elasticSanVolume'),
  backupInstance: z.string(),
  recoveryPointId: z.string(),
  jobId: z.string(),
  volumeSnapshotId: z.string(),
  diskSnapshotId: z.string(),
});

export const volumeRunCodec = documentCodec<VolumeRun>({ 2: version2 });
