// Pins of recovery points: while one stands, nothing that the point refers to may be deleted.

import type { DocumentStore } from '../document-store.ts';
import type { Pin } from '../documents/coordination.ts';
import { pinCodec } from '../documents/coordination.ts';
import { pinBlob, prefixes } from '../layout.ts';

export type PinRequest = Omit<Pin, 'version'>;
export type PinKey = Pick<Pin, 'backupInstance' | 'recoveryPointId' | 'jobId'>;

export interface Pins {
  /** Idempotent per job. To be done before the record is read: a point pinned late may be gone. */
  add(pin: PinRequest): Promise<void>;
  /** Idempotent. */
  remove(pin: PinKey): Promise<void>;
  list(instance: string): Promise<readonly Pin[]>;
}

const blobOf = (pin: PinKey): string =>
  pinBlob.build({ instance: pin.backupInstance, recoveryPoint: pin.recoveryPointId, jobId: pin.jobId });

export const pins = (documents: DocumentStore): Pins => ({
  async add(pin) {
    const document: Pin = { version: 1, ...pin };
    await documents.write(pinCodec, { name: blobOf(pin), document, condition: { onlyIfAbsent: true } });
  },

  async remove(pin) {
    await documents.delete(blobOf(pin));
  },

  async list(instance) {
    const found: Pin[] = [];
    for (const { name } of await documents.list(prefixes.pins(instance))) {
      if (pinBlob.parse(name) === undefined) continue;
      const stored = await documents.read(pinCodec, name);
      if (stored !== undefined) found.push(stored.document);
    }
    return found;
  },
});
