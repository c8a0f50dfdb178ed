// What is remembered of an instance between its prunes.

import type { DocumentStore } from '../document-store.ts';
import type { PruningState } from '../documents/pruning.ts';
import { pruningCodec } from '../documents/pruning.ts';
import { pruningBlob } from '../layout.ts';

export interface Pruning {
  get(instance: string): Promise<PruningState | undefined>;
  /** Changes what is given; again from the start when somebody else wrote in between. */
  update(instance: string, change: Partial<Omit<PruningState, 'version' | 'backupInstance'>>): Promise<void>;
  /** Idempotent. */
  remove(instance: string): Promise<void>;
}

const attempts = 10;

export const pruning = (documents: DocumentStore): Pruning => {
  const read = (instance: string) => documents.read(pruningCodec, pruningBlob.build({ instance }));
  return {
    async get(instance) {
      return (await read(instance))?.document;
    },

    async remove(instance) {
      await documents.delete(pruningBlob.build({ instance }));
    },

    async update(instance, change) {
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const stored = await read(instance);
        const document: PruningState = {
          version: 1,
          backupInstance: instance,
          ...stored?.document,
          ...change,
        };
        const written = await documents.write(pruningCodec, {
          name: pruningBlob.build({ instance }),
          document,
          condition: stored === undefined ? { onlyIfAbsent: true } : { ifMatch: stored.etag },
        });
        if (written !== undefined) return;
      }
      throw new Error(`The pruning state of ${instance} was changed by others ${attempts} times in a row`);
    },
  };
};
