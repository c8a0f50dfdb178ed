// Plans of restores, by job, and what their slices have done. Written once: a repeated step keeps what the first decided
// or did.

import type { DocumentStore } from '../document-store.ts';
import type { RestorePlan } from '../documents/restore-plan.ts';
import { restorePlanCodec } from '../documents/restore-plan.ts';
import type { RestorePhase, RestoreSliceRecord } from '../documents/restore-slice.ts';
import { restorePhases, restoreSliceCodec } from '../documents/restore-slice.ts';
import { inParallel } from '../in-parallel.ts';
import { prefixes, restorePlanBlob, restoreSliceBlob, sliceNumbers } from '../layout.ts';

export interface RestoreSliceKey {
  readonly jobId: string;
  readonly phase: RestorePhase;
  readonly lane: number;
  readonly seq: number;
}

export interface RestorePlans {
  /** Returns what stands: the given plan, or the one that was there before. */
  putOnce(plan: RestorePlan): Promise<RestorePlan>;
  get(jobId: string): Promise<RestorePlan | undefined>;
  /** Returns what stands: the given record, or the one that was there before. */
  putSliceOnce(key: RestoreSliceKey, record: RestoreSliceRecord): Promise<RestoreSliceRecord>;
  getSlice(key: RestoreSliceKey): Promise<RestoreSliceRecord | undefined>;
  /** Idempotent. The plan stays with the job. */
  deleteSlices(jobId: string): Promise<void>;
}

const requestsAtOnce = 16;

const sliceName = ({ jobId, phase, lane, seq }: RestoreSliceKey): string =>
  restoreSliceBlob.build({ jobId, phase, ...sliceNumbers(lane, seq) });

export const restorePlans = (documents: DocumentStore): RestorePlans => ({
  putOnce: (plan) => documents.writeOnce(restorePlanCodec, restorePlanBlob.build(plan), plan),

  async get(jobId) {
    return (await documents.read(restorePlanCodec, restorePlanBlob.build({ jobId })))?.document;
  },

  putSliceOnce: (key, record) => documents.writeOnce(restoreSliceCodec, sliceName(key), record),

  async getSlice(key) {
    return (await documents.read(restoreSliceCodec, sliceName(key)))?.document;
  },

  async deleteSlices(jobId) {
    for (const phase of restorePhases) {
      const found = await documents.list(prefixes.restorePhase(jobId, phase));
      await inParallel(found, requestsAtOnce, ({ name }) => documents.delete(name));
    }
  },
});
