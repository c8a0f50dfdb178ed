// Plans of restores, by job. Written once: a repeated planning step keeps the first plan.

import type { DocumentStore } from '../document-store.ts';
import type { RestorePlan } from '../documents/restore-plan.ts';
import { restorePlanCodec } from '../documents/restore-plan.ts';
import { restorePlanBlob } from '../layout.ts';

export interface RestorePlans {
  /** Returns what stands: the given plan, or the one that was there before. */
  putOnce(plan: RestorePlan): Promise<RestorePlan>;
  get(jobId: string): Promise<RestorePlan | undefined>;
}

export const restorePlans = (documents: DocumentStore): RestorePlans => ({
  async putOnce(plan) {
    const name = restorePlanBlob.build({ jobId: plan.jobId });
    const written = await documents.write(restorePlanCodec, {
      name,
      document: plan,
      condition: { onlyIfAbsent: true },
    });
    return written !== undefined ? plan : ((await documents.read(restorePlanCodec, name))?.document ?? plan);
  },

  async get(jobId) {
    return (await documents.read(restorePlanCodec, restorePlanBlob.build({ jobId })))?.document;
  },
});
