// prunes/{instance}/{job}/…: what a running prune has decided and done, so that any step can be repeated. Deleted when
// the prune ends.

import * as z from 'zod';
import type { EntryKey } from '../../domain/manifest/entry.ts';
import type { PlannedDeletion, PlannedKeep } from '../../domain/prune/plan-prune.ts';
import type { KeepReason } from '../../domain/prune/reasons.ts';
import { documentCodec } from '../document-codec.ts';
import { deletionReasonSchema } from './deletion.ts';

/** plan.json: decided once, by the first attempt. */
export interface PrunePlanDocument {
  readonly version: 1;
  readonly backupInstance: string;
  readonly jobId: string;
  readonly dataAccountId: string;
  readonly dryRun: boolean;
  /** The moment that expiry and grace are judged by (ISO 8601, UTC). */
  readonly now: string;
  /** What was last modified before it, and is of nothing, is garbage (ISO 8601, UTC). */
  readonly graceEnd: string;
  readonly goes: readonly PlannedDeletion[];
  readonly stays: readonly PlannedKeep[];
  /** Of a check: what is of a recovery point that goes is left to the prune that deletes it. */
  readonly leftoversOnly?: true;
}

const keepReasonSchema: z.ZodType<KeepReason> = z.discriminatedUnion('kind', [
  z.looseObject({
    kind: z.literal('within-retention'),
    rule: z.string(),
    until: z.string().exactOptional(),
  }),
  z.looseObject({ kind: z.literal('pinned'), jobId: z.string() }),
  z.looseObject({ kind: z.literal('immutable-vault'), until: z.string().exactOptional() }),
  z.looseObject({ kind: z.literal('last-good') }),
  z.looseObject({ kind: z.literal('no-verdict') }),
]);

export const prunePlanCodec = documentCodec<PrunePlanDocument>({
  1: z.looseObject({
    version: z.literal(1),
    backupInstance: z.string(),
    jobId: z.string(),
    dataAccountId: z.string(),
    dryRun: z.boolean(),
    now: z.string(),
    graceEnd: z.string(),
    goes: z.array(z.looseObject({ id: z.string(), reason: deletionReasonSchema })),
    stays: z.array(z.looseObject({ id: z.string(), reason: keepReasonSchema })),
    leftoversOnly: z.literal(true).exactOptional(),
  }),
});

/** plan.json of a prune of a SAN volume. */
export interface VolumePrunePlan {
  readonly version: 2;
  readonly kind: 'elasticSanVolume';
  readonly backupInstance: string;
  readonly jobId: string;
  readonly dryRun: boolean;
  /** The moment that expiry is judged by (ISO 8601, UTC). */
  readonly now: string;
  readonly goes: readonly PlannedDeletion[];
  readonly stays: readonly PlannedKeep[];
}

export const volumePrunePlanCodec = documentCodec<VolumePrunePlan>({
  2: z.looseObject({
    version: z.literal(2),
    kind: z.literal('elasticSanVolume'),
    backupInstance: z.string(),
    jobId: z.string(),
    dryRun: z.boolean(),
    now: z.string(),
    goes: z.array(z.looseObject({ id: z.string(), reason: deletionReasonSchema })),
    stays: z.array(z.looseObject({ id: z.string(), reason: keepReasonSchema })),
  }),
});

export interface MarkedPoint {
  readonly id: string;
  readonly manifestRoot: string;
}

/** roots.json: where marking begins, and how its work is cut. Written when the records of what goes are gone. */
export interface PruneRoots {
  readonly version: 1;
  readonly live: readonly MarkedPoint[];
  readonly dead: readonly MarkedPoint[];
  /** Points of the plan that stand after all. */
  readonly kept: readonly string[];
  readonly digits: 0 | 1 | 2;
  readonly bounds: readonly EntryKey[];
}

const pointSchema = z.looseObject({ id: z.string(), manifestRoot: z.string() });

export const pruneRootsCodec = documentCodec<PruneRoots>({
  1: z.looseObject({
    version: z.literal(1),
    live: z.array(pointSchema),
    dead: z.array(pointSchema),
    kept: z.array(z.string()),
    digits: z.union([z.literal(0), z.literal(1), z.literal(2)]),
    bounds: z.array(z.looseObject({ container: z.string(), name: z.string() })),
  }),
});

/** A document of marks, and which part of the work it belongs to. */
export interface PartRef {
  /** Number of the stretch of keys, or the first digits of the names. */
  readonly part: string;
  readonly hash: string;
}

const partRefs: z.ZodType<readonly PartRef[]> = z.array(
  z.looseObject({ part: z.string(), hash: z.string() }),
);

/** index/{lane}-{seq}.json: a stretch of the walk over index nodes, from where the one before ended. */
export interface IndexStep {
  readonly version: 1;
  /** Hashes of nodes, 32 bytes each, base64. */
  readonly liveNodes: string;
  readonly deadNodes: string;
  readonly pendingLive: readonly string[];
  readonly pendingDead: readonly string[];
  readonly leaves: readonly PartRef[];
  readonly chunksRead: number;
  readonly unreadable: number;
}

export const indexStepCodec = documentCodec<IndexStep>({
  1: z.looseObject({
    version: z.literal(1),
    liveNodes: z.string(),
    deadNodes: z.string(),
    pendingLive: z.array(z.string()),
    pendingDead: z.array(z.string()),
    leaves: partRefs,
    chunksRead: z.number(),
    unreadable: z.number(),
  }),
});

/** Where a slice ends and the lane's next one begins. */
export interface PruneCursor {
  /** Index into the lane's parts, or into the plan's points. */
  readonly range: number;
  /** Within the part: leaves that are done. */
  readonly leaves?: number;
  /** Within the part: the listing's next page. */
  readonly continuation?: string;
}

const cursorSchema: z.ZodType<PruneCursor> = z.looseObject({
  range: z.number().int(),
  leaves: z.number().int().exactOptional(),
  continuation: z.string().exactOptional(),
});

/** points/{lane}-{seq}.json: recovery points up to here are dealt with. */
export interface PointsStep {
  readonly version: 1;
  readonly blocked: number;
  readonly cursor?: PruneCursor;
}

export const pointsStepCodec = documentCodec<PointsStep>({
  1: z.looseObject({
    version: z.literal(1),
    blocked: z.number().int(),
    cursor: cursorSchema.exactOptional(),
  }),
});

/** leaves/{lane}-{seq}.json: leaves that were read, and where their marks are. */
export interface LeafStep {
  readonly version: 1;
  readonly marks: readonly PartRef[];
  readonly chunksRead: number;
  readonly entries: number;
  readonly cursor?: PruneCursor;
}

export const leafStepCodec = documentCodec<LeafStep>({
  1: z.looseObject({
    version: z.literal(1),
    marks: partRefs,
    chunksRead: z.number(),
    entries: z.number(),
    cursor: cursorSchema.exactOptional(),
  }),
});

/** objects/{lane}-{seq}.json, chunks/…: what one slice is going to delete, decided before it deletes. */
export interface SweepStep {
  readonly version: 1;
  /** Empty in a dry run. */
  readonly garbage: readonly (readonly [name: string, bytes: number])[];
  readonly count: number;
  readonly bytes: number;
  /** The first few, in a dry run too, with when they were last modified (milliseconds since the Unix epoch). */
  readonly examples?: readonly (readonly [name: string, bytes: number, lastModified: number])[];
  readonly cursor?: PruneCursor;
}

export const sweepStepCodec = documentCodec<SweepStep>({
  1: z.looseObject({
    version: z.literal(1),
    garbage: z.array(z.tuple([z.string(), z.number()])),
    count: z.number().int(),
    bytes: z.number(),
    examples: z.array(z.tuple([z.string(), z.number(), z.number()])).exactOptional(),
    cursor: cursorSchema.exactOptional(),
  }),
});

/** Of any step or part, for who only has to know that it is one: which codec reads it, the prune that runs knows. */
export const partOfPruneCodec = documentCodec<{ readonly version: 1 }>({
  1: z.looseObject({ version: z.literal(1) }),
});
