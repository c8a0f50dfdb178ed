// Catalogue of backup instances. Writers state which version they have seen.

import type { BackupInstance } from '../../domain/protection/backup-instance.ts';
import { decodeContinuation, encodeContinuation } from '../continuation.ts';
import type { DocumentStore, Stored, WriteCondition } from '../document-store.ts';
import {
  backupInstanceCodec,
  backupInstanceFromMetadata,
  backupInstanceMetadata,
} from '../documents/backup-instance.ts';
import { inParallel } from '../in-parallel.ts';
import { backupInstanceBlob, prefixes } from '../layout.ts';
import { decodeMetadata } from '../metadata.ts';

export interface InstancePage {
  readonly items: readonly BackupInstance[];
  /** Absent at the end. */
  readonly continuation?: string;
}

export interface BackupInstances {
  get(name: string): Promise<Stored<BackupInstance> | undefined>;
  /** undefined where the condition does not hold: somebody else wrote meanwhile. */
  put(instance: BackupInstance, condition?: WriteCondition): Promise<{ readonly etag: string } | undefined>;
  /** Idempotent. 'changed' where it is no longer the one that was read. */
  remove(stored: Stored<BackupInstance>): Promise<'deleted' | 'absent' | 'changed'>;
  /** All, by name. */
  list(): Promise<readonly BackupInstance[]>;
  /** Those that pass, by name, page by page. 'bad-continuation' for a token that is not ours. */
  page(
    passes: (instance: BackupInstance) => boolean,
    request?: { readonly top?: number; readonly continuation?: string },
  ): Promise<InstancePage | 'bad-continuation'>;
}

const readsAtOnce = 16;
const defaultTop = 500;

export const backupInstances = (documents: DocumentStore): BackupInstances => {
  const get = async (name: string): Promise<Stored<BackupInstance> | undefined> => {
    const blob = backupInstanceBlob.buildIfValid({ name });
    return blob === undefined ? undefined : await documents.read(backupInstanceCodec, blob);
  };

  const list = async (): Promise<readonly BackupInstance[]> => {
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

    list,

    async page(passes, { top = defaultTop, continuation } = {}) {
      const start = continuation === undefined ? undefined : decodeContinuation(continuation);
      if (continuation !== undefined && start === undefined) return 'bad-continuation';
      // One request lists thousands: what is paged is the answer.
      const left = (await list()).filter(
        (instance) => passes(instance) && (start === undefined || instance.name > start.after),
      );
      const items = left.slice(0, top);
      const last = left.length > items.length ? items.at(-1) : undefined;
      return last === undefined
        ? { items }
        : { items, continuation: encodeContinuation({ after: last.name }) };
    },
  };
};
