// One writer per backup instance. A lock is a document, so it outlives the app that took it; only its own
// orchestration releases it, and only one proven dead has it broken.

import type { DocumentStore } from '../document-store.ts';
import type { Lock } from '../documents/coordination.ts';
import { lockCodec } from '../documents/coordination.ts';
import { lockBlob, prefixes } from '../layout.ts';

export type LockHolder = Omit<Lock, 'version' | 'backupInstance' | 'revokedAt'>;

export interface Locks {
  /** Taken already by the same orchestration counts as acquired, so a repeated step is harmless. */
  acquire(
    instance: string,
    holder: LockHolder,
  ): Promise<{ readonly acquired: true } | { readonly acquired: false; readonly holder: Lock }>;
  /** Idempotent. 'held-by-another' changes nothing. */
  release(instance: string, orchestrationId: string): Promise<'released' | 'not-held' | 'held-by-another'>;
  get(instance: string): Promise<Lock | undefined>;
  /** What the lock allows is allowed no more, and it keeps others out still. Idempotent: the first time stands. */
  revoke(lock: Lock, at: string): Promise<'revoked' | 'gone'>;
  list(): Promise<readonly Lock[]>;
  /** Removes the lock of an orchestration that no longer runs. Does nothing where the lock is another's by now. */
  break(lock: Lock): Promise<'broken' | 'gone'>;
}

/** Each round lost means that another acquired and released in between. */
const attempts = 10;

export const locks = (documents: DocumentStore): Locks => {
  const remove = async (
    instance: string,
    orchestrationId: string,
  ): Promise<'released' | 'not-held' | 'held-by-another'> => {
    const name = lockBlob.build({ instance });
    const stored = await documents.read(lockCodec, name);
    if (stored === undefined) return 'not-held';
    if (stored.document.orchestrationId !== orchestrationId) return 'held-by-another';
    const outcome = await documents.delete(name, stored.etag);
    return outcome === 'changed' ? 'held-by-another' : 'released';
  };

  return {
    async acquire(instance, holder) {
      const name = lockBlob.build({ instance });
      const document: Lock = { version: 1, backupInstance: instance, ...holder };
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const written = await documents.write(lockCodec, {
          name,
          document,
          condition: { onlyIfAbsent: true },
        });
        if (written !== undefined) return { acquired: true };
        const held = (await documents.read(lockCodec, name))?.document;
        if (held?.orchestrationId === holder.orchestrationId) return { acquired: true };
        if (held !== undefined) return { acquired: false, holder: held };
      }
      throw new Error(
        `The lock of ${instance} was taken and released ${attempts} times while it was asked for`,
      );
    },

    release: remove,

    async get(instance) {
      return (await documents.read(lockCodec, lockBlob.build({ instance })))?.document;
    },

    async revoke(lock, at) {
      const name = lockBlob.build({ instance: lock.backupInstance });
      const stored = await documents.read(lockCodec, name);
      if (stored === undefined || stored.document.orchestrationId !== lock.orchestrationId) return 'gone';
      if (stored.document.revokedAt !== undefined) return 'revoked';
      const written = await documents.write(lockCodec, {
        name,
        document: { ...stored.document, revokedAt: at },
        condition: { ifMatch: stored.etag },
      });
      return written === undefined ? 'gone' : 'revoked';
    },

    async list() {
      const found: Lock[] = [];
      for (const { name } of await documents.list(prefixes.locks)) {
        if (lockBlob.parse(name) === undefined) continue;
        const stored = await documents.read(lockCodec, name);
        if (stored !== undefined) found.push(stored.document);
      }
      return found;
    },

    async break(lock) {
      return (await remove(lock.backupInstance, lock.orchestrationId)) === 'released' ? 'broken' : 'gone';
    },
  };
};
