// What the last verification of each recovery point found.

import type { Verification } from '../../domain/verification/verification.ts';
import type { DocumentStore, ListedBlob } from '../document-store.ts';
import type { VerificationSummary } from '../documents/verification.ts';
import {
  summarizeVerification,
  verificationCodec,
  verificationFromMetadata,
  verificationMetadata,
} from '../documents/verification.ts';
import { inParallel } from '../in-parallel.ts';
import { prefixes, verificationBlob } from '../layout.ts';
import { decodeMetadata } from '../metadata.ts';

export interface Verifications {
  /** The later one stands. */
  put(verification: Verification): Promise<void>;
  get(instance: string, recoveryPointId: string): Promise<Verification | undefined>;
  /** By recovery point id; points that were never verified are not in it. */
  summaries(instance: string): Promise<ReadonlyMap<string, VerificationSummary>>;
  /** Recovery points whose last verification found damage. */
  damaged(instance: string): Promise<ReadonlySet<string>>;
  /** Whether a vault object (by its key) was found to be damaged though it looks right from outside. */
  suspects(instance: string): Promise<(objectKey: string) => boolean>;
  /** Idempotent. With the recovery point's record, or after it. */
  remove(instance: string, recoveryPointId: string): Promise<void>;
}

const attempts = 10;
const requestsAtOnce = 16;

export const verifications = (documents: DocumentStore): Verifications => {
  const get = async (instance: string, recoveryPointId: string): Promise<Verification | undefined> => {
    const name = verificationBlob.buildIfValid({ instance, recoveryPoint: recoveryPointId });
    return name === undefined ? undefined : (await documents.read(verificationCodec, name))?.document;
  };

  const summaryOf = async (item: ListedBlob): Promise<readonly VerificationSummary[]> => {
    const fromMetadata = decodeMetadata(verificationFromMetadata, item.metadata);
    if (fromMetadata !== undefined) return [fromMetadata];
    const stored = await documents.read(verificationCodec, item.name);
    return stored === undefined ? [] : [summarizeVerification(stored.document)];
  };

  const summaries = async (instance: string): Promise<ReadonlyMap<string, VerificationSummary>> => {
    const listed = (await documents.list(prefixes.verifications(instance))).filter(
      ({ name }) => verificationBlob.parse(name) !== undefined,
    );
    const found = await inParallel(listed, requestsAtOnce, summaryOf);
    return new Map(found.flat().map((summary) => [summary.recoveryPointId, summary]));
  };

  return {
    get,
    summaries,

    async put(verification) {
      const { backupInstance: instance, recoveryPointId: recoveryPoint } = verification;
      const name = verificationBlob.build({ instance, recoveryPoint });
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const stored = await documents.read(verificationCodec, name);
        if (stored !== undefined && stored.document.completedAt > verification.completedAt) return;
        const written = await documents.write(verificationCodec, {
          name,
          document: verification,
          metadata: verificationMetadata(verification),
          condition: stored === undefined ? { onlyIfAbsent: true } : { ifMatch: stored.etag },
        });
        if (written !== undefined) return;
      }
      throw new Error(
        `The verification of ${recoveryPoint} was changed by others ${attempts} times in a row`,
      );
    },

    async damaged(instance) {
      const found = [...(await summaries(instance)).values()];
      return new Set(
        found.filter(({ status }) => status === 'damaged').map(({ recoveryPointId }) => recoveryPointId),
      );
    },

    async suspects(instance) {
      const ids = [...(await summaries(instance)).values()].filter(({ status }) => status === 'damaged');
      const found = await inParallel(ids, requestsAtOnce, (one) => get(instance, one.recoveryPointId));
      const damage = found.flatMap((verification) => verification?.damage ?? []);
      if (damage.some(({ suspectsOmitted }) => suspectsOmitted)) return () => true;
      const keys = new Set(damage.flatMap(({ suspects }) => suspects));
      return (objectKey) => keys.has(objectKey);
    },

    async remove(instance, recoveryPointId) {
      await documents.delete(verificationBlob.build({ instance, recoveryPoint: recoveryPointId }));
    },
  };
};
