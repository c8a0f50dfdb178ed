// Answers that Azure has no counterpart of: why a point is kept, what another policy would keep, when backups run, what is
// inside a point.

import * as z from 'zod';
import { count, duration, moment } from './values.ts';

const basis = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('criterion'), criterion: z.string(), priority: z.int() }),
  z.strictObject({ kind: z.literal('no-criterion-matched') }),
  z.strictObject({ kind: z.literal('asked-for') }),
  z.strictObject({ kind: z.literal('on-demand-default') }),
]);

const verdict = {
  keep: z.boolean(),
  reason: z.string(),
  tag: z.string(),
  basis,
  retention: duration.optional(),
  expiresAt: moment.optional(),
  words: z.string().describe('The reason as a sentence'),
};

export const explanationAnswer = z
  .strictObject({
    recoveryPointId: z.string(),
    ...verdict,
    considered: z.array(
      z.strictObject({
        tag: z.string(),
        priority: z.int(),
        retention: duration,
        outcome: z.enum(['taken', 'outranked', 'not-matched', 'not-by-criteria', 'default-not-needed']),
        criteria: z.array(z.strictObject({ criterion: z.string(), failing: z.array(z.string()) })),
      }),
    ),
    previousScheduled: z.string().optional(),
    wouldChange: z.array(
      z.strictObject({ kind: z.string(), rule: z.string().optional(), tag: z.string().optional() }),
    ),
  })
  .meta({ id: 'RetentionExplanation' });

export const previewRowAnswer = z
  .strictObject({
    recoveryPointId: z.string(),
    change: z.string(),
    present: z.strictObject(verdict).optional(),
    previewed: z.strictObject(verdict),
  })
  .meta({ id: 'RetentionPreviewRow' });

export const scheduleAnswer = z
  .strictObject({
    policyName: z.string(),
    timeZone: z.string().optional(),
    lastSlot: moment.optional(),
    comingSlots: z.array(z.strictObject({ slot: moment, tag: z.string(), expiresAt: moment.optional() })),
    missedCount: count,
    missed: z.array(z.looseObject({ slot: moment })),
  })
  .meta({ id: 'BackupSchedule' });

export const itemAnswer = z
  .discriminatedUnion('objectType', [
    z.strictObject({
      objectType: z.literal('Container'),
      name: z.string(),
      path: z.string(),
      blobs: count,
      bytes: count,
    }),
    z.strictObject({ objectType: z.literal('Folder'), name: z.string(), path: z.string() }),
    z.strictObject({
      objectType: z.enum(['Blob', 'Directory']),
      name: z.string(),
      path: z.string(),
      bytes: count,
      etag: z.string(),
      lastModified: moment,
      contentMD5: z.string().optional(),
      accessTier: z.string().optional(),
    }),
  ])
  .meta({ id: 'RecoveryPointItem' });

export const differenceAnswer = z
  .strictObject({
    path: z.string(),
    added: count,
    changed: count,
    deleted: count,
    bytesBefore: count,
    bytesAfter: count,
  })
  .meta({ id: 'RecoveryPointDifference' });

export const coverageAnswer = z
  .discriminatedUnion('objectType', [
    z.strictObject({
      objectType: z.literal('Container'),
      name: z.string(),
      reason: z.enum(['NotSelected', 'Excluded', 'SystemContainer', 'NotBackedUpYet', 'MissingAtSource']),
      message: z.string(),
      appearedSinceConfigured: z.boolean(),
    }),
    z.strictObject({
      objectType: z.literal('Blobs'),
      reason: z.string(),
      message: z.string(),
      count: z.int(),
      examples: z.array(z.string()),
    }),
  ])
  .meta({ id: 'Uncovered' });
