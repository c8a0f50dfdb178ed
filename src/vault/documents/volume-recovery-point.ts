// recovery-points/{instance}/{id}.json of a SAN volume: version 2 of the record, told apart by its kind. A record is small:
// lists have all of it.

import * as z from 'zod';
import type { VolumeRecoveryPoint } from '../../domain/recovery-point/volume-recovery-point.ts';
import { documentCodec } from '../document-codec.ts';
import { encodeMetadata, jsonMetadata } from '../metadata.ts';

const version2: z.ZodType<VolumeRecoveryPoint> = z.looseObject({
  version: z.literal(2),
  kind: z.literal('elasticSanVolume'),
  id: z.string(),
  backupInstance: z.string(),
  time: z.string(),
  completedAt: z.string(),
  trigger: z.enum(['scheduled', 'adhoc']),
  retentionTag: z.string(),
  askedTag: z.string().exactOptional(),
  policyName: z.string(),
  policyVersion: z.string().exactOptional(),
  previousScheduled: z.string().exactOptional(),
  jobId: z.string(),
  sourceVolumeId: z.string(),
  diskSnapshotId: z.string(),
  sku: z.enum(['Standard_LRS', 'Standard_ZRS']),
  location: z.string(),
  sizeBytes: z.number(),
});

export const volumeRecoveryPointCodec = documentCodec<VolumeRecoveryPoint>({ 2: version2 });

export const volumePointMetadata = (point: VolumeRecoveryPoint): Record<string, string> =>
  encodeMetadata({ document: JSON.stringify(point) });

export const volumePointFromMetadata = jsonMetadata.pipe(version2);
