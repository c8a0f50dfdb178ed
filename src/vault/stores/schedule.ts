// The newest slot for which a backup was started, by instance. It only moves forward.

import type { DocumentStore } from '../document-store.ts';
import { scheduleCodec } from '../documents/coordination.ts';
import { scheduleBlob } from '../layout.ts';

export interface Schedule {
  /** ISO 8601, UTC; undefined before the first. */
  lastSlot(instance: string): Promise<string | undefined>;
  /** Keeps the later of the stored slot and this one. Slots compare as text: all in the form of Date.toISOString. */
  recordSlot(instance: string, slot: string): Promise<void>;
}

const attempts = 10;

export const schedule = (documents: DocumentStore): Schedule => ({
  async lastSlot(instance) {
    return (await documents.read(scheduleCodec, scheduleBlob.build({ instance })))?.document.lastSlot;
  },

  async recordSlot(instance, slot) {
    const name = scheduleBlob.build({ instance });
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const stored = await documents.read(scheduleCodec, name);
      if (stored !== undefined && stored.document.lastSlot >= slot) return;
      const written = await documents.write(scheduleCodec, {
        name,
        document: { version: 1, backupInstance: instance, lastSlot: slot },
        condition: stored === undefined ? { onlyIfAbsent: true } : { ifMatch: stored.etag },
      });
      if (written !== undefined) return;
    }
    throw new Error(`The schedule of ${instance} was changed by others ${attempts} times in a row`);
  },
});
