// Documents of a running prune. Plan, roots and steps are written once: a repeated step finds what the first attempt
// decided. Parts are named by their content.

import { createHash } from 'node:crypto';
import type { DocumentCodec } from '../document-codec.ts';
import type { DocumentStore } from '../document-store.ts';
import type { PrunePlanDocument, PruneRoots, VolumePrunePlan } from '../documents/prune.ts';
import { prunePlanCodec, pruneRootsCodec, volumePrunePlanCodec } from '../documents/prune.ts';
import type { BlockedStep } from '../documents/pruning.ts';
import { blockedStepCodec } from '../documents/pruning.ts';
import { inParallel } from '../in-parallel.ts';
import {
  prefixes,
  prunePartBlob,
  prunePlanBlob,
  pruneRootsBlob,
  pruneStepBlob,
  sliceNumbers,
} from '../layout.ts';

export interface PruneKey {
  readonly backupInstance: string;
  readonly jobId: string;
}

export interface StepPlace {
  readonly lane: number;
  readonly seq: number;
}

export type StepName = 'points' | 'index' | 'leaves' | 'objects' | 'chunks';
export type BlockedName = 'blocked-points' | 'blocked-objects' | 'blocked-chunks';

export interface Prunes {
  /** Returns what stands: the given plan, or the one that was there before. */
  putPlanOnce(plan: PrunePlanDocument): Promise<PrunePlanDocument>;
  getPlan(key: PruneKey): Promise<PrunePlanDocument | undefined>;
  /** Of a SAN volume, under the same name. */
  putVolumePlanOnce(plan: VolumePrunePlan): Promise<VolumePrunePlan>;
  getVolumePlan(key: PruneKey): Promise<VolumePrunePlan | undefined>;
  putRootsOnce(key: PruneKey, roots: PruneRoots): Promise<PruneRoots>;
  getRoots(key: PruneKey): Promise<PruneRoots | undefined>;
  putStepOnce<T>(
    key: PruneKey,
    step: StepName,
    codec: DocumentCodec<T>,
    at: StepPlace,
    record: T,
  ): Promise<T>;
  getStep<T>(key: PruneKey, step: StepName, codec: DocumentCodec<T>, at: StepPlace): Promise<T | undefined>;
  /** By lane, then by sequence. */
  listSteps<T>(key: PruneKey, step: StepName, codec: DocumentCodec<T>): Promise<readonly T[]>;
  /** Returns the part's name. */
  putPart<T>(key: PruneKey, codec: DocumentCodec<T>, part: T): Promise<string>;
  getPart<T>(key: PruneKey, codec: DocumentCodec<T>, hash: string): Promise<T | undefined>;
  /** Replaces: what a repeated slice finds blocked is what is. */
  putBlocked(key: PruneKey, name: BlockedName, at: StepPlace, record: BlockedStep): Promise<void>;
  listBlocked(key: PruneKey): Promise<readonly BlockedStep[]>;
  /** Jobs whose prune has documents left. */
  list(backupInstance: string): Promise<readonly PruneKey[]>;
  /** Idempotent. The plan goes last, so that a half-deleted prune is still seen as one. */
  deleteAll(key: PruneKey): Promise<void>;
}

const requestsAtOnce = 16;
const blockedNames: readonly BlockedName[] = ['blocked-points', 'blocked-objects', 'blocked-chunks'];

export const prunes = (documents: DocumentStore): Prunes => {
  const place = ({ backupInstance, jobId }: PruneKey) => ({ instance: backupInstance, jobId });

  const read = async <T>(codec: DocumentCodec<T>, name: string): Promise<T | undefined> =>
    (await documents.read(codec, name))?.document;

  const putOnce = async <T>(codec: DocumentCodec<T>, name: string, document: T): Promise<T> => {
    const written = await documents.write(codec, { name, document, condition: { onlyIfAbsent: true } });
    return written !== undefined ? document : ((await read(codec, name)) ?? document);
  };

  const stepName = (key: PruneKey, step: StepName | BlockedName, { lane, seq }: StepPlace): string =>
    pruneStepBlob.build({ ...place(key), step, ...sliceNumbers(lane, seq) });

  const listOf = async <T>(
    { backupInstance, jobId }: PruneKey,
    step: StepName | BlockedName,
    codec: DocumentCodec<T>,
  ): Promise<readonly T[]> => {
    const listed = await documents.list(prefixes.pruneSteps(backupInstance, jobId, step));
    const names = listed.map(({ name }) => name).filter((name) => pruneStepBlob.parse(name) !== undefined);
    const found = await inParallel(names.sort(), requestsAtOnce, (name) => read(codec, name));
    return found.filter((record) => record !== undefined);
  };

  return {
    putPlanOnce: (plan) => putOnce(prunePlanCodec, prunePlanBlob.build(place(plan)), plan),
    getPlan: (key) => read(prunePlanCodec, prunePlanBlob.build(place(key))),
    putVolumePlanOnce: (plan) => putOnce(volumePrunePlanCodec, prunePlanBlob.build(place(plan)), plan),
    getVolumePlan: (key) => read(volumePrunePlanCodec, prunePlanBlob.build(place(key))),
    putRootsOnce: (key, roots) => putOnce(pruneRootsCodec, pruneRootsBlob.build(place(key)), roots),
    getRoots: (key) => read(pruneRootsCodec, pruneRootsBlob.build(place(key))),
    putStepOnce: (key, step, codec, at, record) => putOnce(codec, stepName(key, step, at), record),
    getStep: (key, step, codec, at) => read(codec, stepName(key, step, at)),
    listSteps: listOf,

    async putPart(key, codec, part) {
      const hash = createHash('sha256').update(codec.encode(part)).digest('hex');
      await putOnce(codec, prunePartBlob.build({ ...place(key), hash }), part);
      return hash;
    },

    getPart: (key, codec, hash) => read(codec, prunePartBlob.build({ ...place(key), hash })),

    async putBlocked(key, name, at, record) {
      await documents.write(blockedStepCodec, { name: stepName(key, name, at), document: record });
    },

    async listBlocked(key) {
      const found: BlockedStep[] = [];
      for (const name of blockedNames) found.push(...(await listOf(key, name, blockedStepCodec)));
      return found;
    },

    async list(backupInstance) {
      const prefix = prefixes.prunes(backupInstance);
      const listed = await documents.list(prefix);
      const jobs = new Set(listed.map(({ name }) => name.slice(prefix.length).split('/')[0] ?? ''));
      return [...jobs]
        .filter((jobId) => prunePlanBlob.buildIfValid({ instance: backupInstance, jobId }) !== undefined)
        .map((jobId) => ({ backupInstance, jobId }));
    },

    async deleteAll(key) {
      const plan = prunePlanBlob.build(place(key));
      const listed = await documents.list(prefixes.prune(key.backupInstance, key.jobId));
      await documents.deleteMany(listed.map(({ name }) => name).filter((name) => name !== plan));
      await documents.delete(plan);
    },
  };
};
