// Slices of running verifications. Each is written once: a repeated slice finds what the first attempt found.

import type { DocumentStore } from '../document-store.ts';
import type { VerificationSlice } from '../documents/verification.ts';
import { verificationSliceCodec } from '../documents/verification.ts';
import { inParallel } from '../in-parallel.ts';
import { prefixes, sliceNumbers, verificationSliceBlob } from '../layout.ts';

export interface VerificationSlices {
  /** Returns what stands: the given record, or the one that was there before. */
  putOnce(jobId: string, slice: VerificationSlice): Promise<VerificationSlice>;
  get(jobId: string, lane: number, seq: number): Promise<VerificationSlice | undefined>;
  /** By lane, then by sequence. */
  list(jobId: string): Promise<readonly VerificationSlice[]>;
  /** Idempotent. */
  removeAll(jobId: string): Promise<void>;
}

const requestsAtOnce = 16;

const sliceName = (jobId: string, lane: number, seq: number): string =>
  verificationSliceBlob.build({ jobId, ...sliceNumbers(lane, seq) });

export const verificationSlices = (documents: DocumentStore): VerificationSlices => {
  const namesOf = async (jobId: string): Promise<readonly string[]> =>
    (await documents.list(prefixes.verificationSlices(jobId)))
      .map(({ name }) => name)
      .filter((name) => verificationSliceBlob.parse(name) !== undefined)
      .sort();

  return {
    putOnce: (jobId, slice) =>
      documents.writeOnce(verificationSliceCodec, sliceName(jobId, slice.lane, slice.seq), slice),

    async get(jobId, lane, seq) {
      return (await documents.read(verificationSliceCodec, sliceName(jobId, lane, seq)))?.document;
    },

    async list(jobId) {
      const found = await inParallel(await namesOf(jobId), requestsAtOnce, async (name) => {
        const stored = await documents.read(verificationSliceCodec, name);
        return stored === undefined ? [] : [stored.document];
      });
      return found.flat();
    },

    async removeAll(jobId) {
      await inParallel(await namesOf(jobId), requestsAtOnce, (name) => documents.delete(name));
    },
  };
};
