// backup-instances/{name}.json: one protected storage account.

import * as z from 'zod';
import type { BackupInstance } from '../../domain/protection/backup-instance.ts';
import { documentCodec } from '../document-codec.ts';
import { encodeMetadata } from '../metadata.ts';

const stateSchema = z.enum([
  'ConfiguringProtection',
  'ConfiguringProtectionFailed',
  'ProtectionConfigured',
  'ProtectionError',
  'ProtectionStopped',
  'BackupSchedulesSuspended',
]);

const selectionSchema = z.looseObject({
  include: z.array(z.string()).exactOptional(),
  exclude: z.array(z.string()).exactOptional(),
});

const version1: z.ZodType<BackupInstance> = z.looseObject({
  version: z.literal(1),
  name: z.string(),
  friendlyName: z.string(),
  datasourceType: z.string(),
  sourceAccountId: z.string(),
  policyName: z.string(),
  selection: selectionSchema,
  dataAccountId: z.string().exactOptional(),
  state: stateSchema,
  createdAt: z.string(),
  scheduledSince: z.string().exactOptional(),
  updatedAt: z.string(),
});

export const backupInstanceCodec = documentCodec<BackupInstance>({ 1: version1 });

/** The whole document, where it fits. */
export const backupInstanceMetadata = (instance: BackupInstance): Record<string, string> =>
  encodeMetadata({ document: JSON.stringify(instance) });

export const backupInstanceFromMetadata = z
  .object({ document: z.string() })
  .transform(({ document }, context): unknown => {
    try {
      return JSON.parse(document);
    } catch {
      context.addIssue('The metadata is not JSON.');
      return z.NEVER;
    }
  })
  .pipe(version1);
