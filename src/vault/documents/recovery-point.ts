// recovery-points/{instance}/{id}.json: the record of a recovery point, and what a list shows of it.

import * as z from 'zod';
import type { RecoveryPoint } from '../../domain/recovery-point/recovery-point.ts';
import { documentCodec } from '../document-codec.ts';
import { encodeMetadata } from '../metadata.ts';
import { coverageWarningSchema } from './coverage-warning.ts';

const triggerSchema = z.enum(['scheduled', 'adhoc']);

const version1: z.ZodType<RecoveryPoint> = z.looseObject({
  version: z.literal(1),
  id: z.string(),
  backupInstance: z.string(),
  time: z.string(),
  completedAt: z.string(),
  trigger: triggerSchema,
  retentionTag: z.string(),
  askedTag: z.string().exactOptional(),
  policyName: z.string(),
  policyVersion: z.string().exactOptional(),
  previousScheduled: z.string().exactOptional(),
  jobId: z.string(),
  sourceAccountId: z.string(),
  dataAccountId: z.string(),
  manifestRoot: z.string().regex(/^[0-9a-f]{64}$/),
  containers: z.array(z.looseObject({ name: z.string(), blobs: z.number(), bytes: z.number() })),
  blobs: z.number(),
  bytes: z.number(),
  copiedBlobs: z.number(),
  copiedBytes: z.number(),
  previous: z.string().exactOptional(),
  recheckedAt: z.string().exactOptional(),
  warnings: z.array(coverageWarningSchema),
});

export const recoveryPointCodec = documentCodec<RecoveryPoint>({ 1: version1 });

export type RecoveryPointSummary = Pick<
  RecoveryPoint,
  | 'id'
  | 'backupInstance'
  | 'time'
  | 'completedAt'
  | 'trigger'
  | 'retentionTag'
  | 'askedTag'
  | 'policyName'
  | 'policyVersion'
  | 'previousScheduled'
  | 'jobId'
  | 'manifestRoot'
  | 'blobs'
  | 'bytes'
  | 'copiedBlobs'
  | 'copiedBytes'
> & {
  /** Things left out, summed over all warnings. */
  readonly warnings: number;
};

type OptionalFields = Pick<RecoveryPoint, 'askedTag' | 'policyVersion' | 'previousScheduled'>;

/** Fields that are not there are left out, which is not the same as undefined. */
const optional = ({
  askedTag,
  policyVersion,
  previousScheduled,
}: { readonly [K in keyof OptionalFields]: OptionalFields[K] | undefined }): OptionalFields => ({
  ...(askedTag === undefined ? {} : { askedTag }),
  ...(policyVersion === undefined ? {} : { policyVersion }),
  ...(previousScheduled === undefined ? {} : { previousScheduled }),
});

export const summarizeRecoveryPoint = (point: RecoveryPoint): RecoveryPointSummary => ({
  id: point.id,
  backupInstance: point.backupInstance,
  time: point.time,
  completedAt: point.completedAt,
  trigger: point.trigger,
  retentionTag: point.retentionTag,
  policyName: point.policyName,
  ...optional(point),
  jobId: point.jobId,
  manifestRoot: point.manifestRoot,
  blobs: point.blobs,
  bytes: point.bytes,
  copiedBlobs: point.copiedBlobs,
  copiedBytes: point.copiedBytes,
  warnings: point.warnings.reduce((sum, warning) => sum + warning.count, 0),
});

export const recoveryPointMetadata = (point: RecoveryPoint): Record<string, string> => {
  const summary = summarizeRecoveryPoint(point);
  return encodeMetadata({
    id: summary.id,
    instance: summary.backupInstance,
    time: summary.time,
    completed: summary.completedAt,
    trigger: summary.trigger,
    retentiontag: summary.retentionTag,
    askedtag: summary.askedTag,
    policy: summary.policyName,
    policyversion: summary.policyVersion,
    previousscheduled: summary.previousScheduled,
    job: summary.jobId,
    manifestroot: summary.manifestRoot,
    blobs: summary.blobs,
    bytes: summary.bytes,
    copiedblobs: summary.copiedBlobs,
    copiedbytes: summary.copiedBytes,
    warnings: summary.warnings,
  });
};

const count = z.coerce.number().int();

export const recoveryPointFromMetadata: z.ZodType<RecoveryPointSummary> = z
  .object({
    id: z.string(),
    instance: z.string(),
    time: z.string(),
    completed: z.string(),
    trigger: triggerSchema,
    retentiontag: z.string(),
    askedtag: z.string().exactOptional(),
    policy: z.string(),
    policyversion: z.string().exactOptional(),
    previousscheduled: z.string().exactOptional(),
    job: z.string(),
    manifestroot: z.string(),
    blobs: count,
    bytes: count,
    copiedblobs: count,
    copiedbytes: count,
    warnings: count,
  })
  .transform((found) => ({
    id: found.id,
    backupInstance: found.instance,
    time: found.time,
    completedAt: found.completed,
    trigger: found.trigger,
    retentionTag: found.retentiontag,
    policyName: found.policy,
    ...optional({
      askedTag: found.askedtag,
      policyVersion: found.policyversion,
      previousScheduled: found.previousscheduled,
    }),
    jobId: found.job,
    manifestRoot: found.manifestroot,
    blobs: found.blobs,
    bytes: found.bytes,
    copiedBlobs: found.copiedblobs,
    copiedBytes: found.copiedbytes,
    warnings: found.warnings,
  }));
