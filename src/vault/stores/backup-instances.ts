// Catalogue of backup instances. Writers state which version they have seen.

import type { BackupInstance } from '../../domain/protection/backup-instance.ts';
import type { DocumentStore, Stored, WriteCondition } from '../document-store.ts';
import {
  backupInstanceCodec,
  backupInstanceFromMetadata,
  backupInstanceMetadata,
} from '../documents/backup-instance.ts';
import { inParallel } from '../in-parallel.ts';
import { backupInstanceBlob, prefixes } from '../layout.ts';
import { decodeMetadata } from '../metadata.ts';

export interface BackupInstances {
  get(name: string): Promise<Stored<BackupInstance> | undefined>;
  /** undefined where the condition does not hold: somebody else wrote meanwhile. */
  put(instance: BackupInstance, condition?: WriteCondition): Promise<{ readonly etag: string } | undefined>;
  /** Idempotent. 'changed' where it is no longer the one that was read. */
  remove(stored: Stored<BackupInstance>): Promise<'deleted' | 'absent' | 'changed'>;
  /** All, by name. */
  list(): Promise<readonly BackupInstance[]>;
}

const readsAtOnce = 16;

export const backupInstances = (documents: DocumentStore): BackupInstances => {
  const get = async (name: string): Promise<Stored<BackupInstance> | undefined> => {
    const blob = backupInstanceBlob.buildIfValid({ name });
    return blob === undefined ? undefined : await documents.read(backupInstanceCodec, blob);
  };

  return {
    get,

    async put(instance, condition) {
      return await documents.write(backupInstanceCodec, {
        name: backupInstanceBlob.build({ name: instance.name }),
        document: instance,
        metadata: backupInstanceMetadata(instance),
        ...(condition === undefined ? {} : { condition }),
      });
    },

    async remove({ document: { name }, etag }) {
      return await documents.delete(backupInstanceBlob.build({ name }), etag);
    },

    async list() {
      const listed = (await documents.list(prefixes.backupInstances)).flatMap((item) => {
        const name = backupInstanceBlob.parse(item.name)?.name;
        return name === undefined ? [] : [{ name, metadata: item.metadata }];
      });
      const found = await inParallel(
        listed,
        readsAtOnce,
        async ({ name, metadata }) =>
          decodeMetadata(backupInstanceFromMetadata, metadata) ?? (await get(name))?.document,
      );
      return found.filter((instance) => instance !== undefined);
    },
  };
};
