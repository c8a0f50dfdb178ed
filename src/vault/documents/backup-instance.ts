// backup-instances/{name}.json: one protected datasource. Version 1 is a storage account, version 2 a SAN volume.

import * as z from 'zod';
import type {
  BackupInstance,
  StorageAccountInstance,
  VolumeInstance,
} from '../../domain/protection/backup-instance.ts';
import { documentCodec } from '../document-codec.ts';
import { encodeMetadata, jsonMetadata } from '../metadata.ts';

const stateSchema = z.enum([
  'ConfiguringProtection',
  'ConfiguringProtectionFailed',
  'ProtectionConfigured',
  'ProtectionError',
  'ProtectionStopped',
  'BackupSchedulesSuspended',
  'SoftDeleted',
]);

const selectionSchema = z.looseObject({
  include: z.array(z.string()).exactOptional(),
  exclude: z.array(z.string()).exactOptional(),
});

const deletionSchema = z.looseObject({
  deletedAt: z.string(),
  purgeAt: z.string(),
  requestId: z.string(),
  purgingSince: z.string().exactOptional(),
});

const common = {
  name: z.string(),
  friendlyName: z.string(),
  datasourceType: z.string(),
  policyName: z.string(),
  state: stateSchema,
  createdAt: z.string(),
  scheduledSince: z.string().exactOptional(),
  updatedAt: z.string(),
  containersSeen: z.array(z.string()).exactOptional(),
  deletion: deletionSchema.exactOptional(),
} as const;

const version1: z.ZodType<StorageAccountInstance> = z.looseObject({
  version: z.literal(1),
  ...common,
  sourceAccountId: z.string(),
  selection: selectionSchema,
  dataAccountId: z.string().exactOptional(),
});

const version2: z.ZodType<VolumeInstance> = z
  .looseObject({
    version: z.literal(2),
    kind: z.literal('elasticSanVolume'),
    ...common,
    source: z.looseObject({
      volumeId: z.string(),
      snapshotResourceGroupId: z.string(),
      sku: z.enum(['Standard_LRS', 'Standard_ZRS']),
    }),
  })
  .transform((found): VolumeInstance => found as VolumeInstance);

export const backupInstanceCodec = documentCodec<BackupInstance>({ 1: version1, 2: version2 });

/** The whole document, where it fits. */
export const backupInstanceMetadata = (instance: BackupInstance): Record<string, string> =>
  encodeMetadata({ document: JSON.stringify(instance) });

export const backupInstanceFromMetadata = jsonMetadata.pipe(z.union([version1, version2]));
