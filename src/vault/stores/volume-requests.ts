// On-demand backups and restores of SAN volumes that count for the limits of a day. Changed only as they were last seen, so
// that of requests at the same moment no more begin than may.

import type { Admission, VolumeRequest } from '../../domain/elastic-san/daily-limit.ts';
import type { DocumentStore } from '../document-store.ts';
import { volumeRequestsCodec } from '../documents/volume-requests.ts';
import { volumeRequestsBlob } from '../layout.ts';

export interface VolumeRequests {
  /** Writes what `decide` admits; asks it again from the start when somebody else wrote in between. */
  admit(
    instance: string,
    decide: (requests: readonly VolumeRequest[]) => Promise<Admission>,
  ): Promise<Admission>;
  /** Idempotent. */
  remove(instance: string): Promise<void>;
}

// Each that fails has let another one through: more than this do not come together.
const attempts = 50;

export const volumeRequests = (documents: DocumentStore): VolumeRequests => ({
  async admit(instance, decide) {
    const name = volumeRequestsBlob.build({ instance });
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const stored = await documents.read(volumeRequestsCodec, name);
      const admission = await decide(stored?.document.requests ?? []);
      if (!admission.admitted) return admission;
      const written = await documents.write(volumeRequestsCodec, {
        name,
        document: { version: 1, backupInstance: instance, requests: admission.requests },
        condition: stored === undefined ? { onlyIfAbsent: true } : { ifMatch: stored.etag },
      });
      if (written !== undefined) return admission;
    }
    throw new Error(`The requests of ${instance} were changed by others ${attempts} times in a row`);
  },

  async remove(instance) {
    await documents.delete(volumeRequestsBlob.build({ instance }));
  },
});
