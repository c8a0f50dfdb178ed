// Intents to delete recovery points. One is decided or withdrawn only as it was last seen, so that two attempts at a
// step cannot do both.

import type { DocumentStore, Stored } from '../document-store.ts';
import type { AccountDeletion, DeletionIntent, VolumeDeletion } from '../documents/deletion.ts';
import { deletionCodec } from '../documents/deletion.ts';
import { inParallel } from '../in-parallel.ts';
import { deletionBlob, prefixes } from '../layout.ts';

export type DeletionRequest = Omit<AccountDeletion, 'state'> | Omit<VolumeDeletion, 'state'>;

export interface Deletions {
  get(instance: string, recoveryPointId: string): Promise<Stored<DeletionIntent> | undefined>;
  list(instance: string): Promise<readonly Stored<DeletionIntent>[]>;
  /** Ids of recovery points that go: from then on they cannot be restored, and are not shown. */
  decided(instance: string): Promise<ReadonlySet<string>>;
  /** Returns what stands: the given intent, or the one that was there before. */
  intend(request: DeletionRequest): Promise<Stored<DeletionIntent>>;
  /** undefined where somebody has withdrawn it meanwhile. Decided already counts as decided. */
  decide(intent: Stored<DeletionIntent>): Promise<Stored<DeletionIntent> | undefined>;
  /** False where it was decided meanwhile. Gone already counts as withdrawn. */
  withdraw(intent: Stored<DeletionIntent>): Promise<boolean>;
  /** Idempotent. When everything of the recovery point has gone. */
  remove(instance: string, recoveryPointId: string): Promise<void>;
}

const requestsAtOnce = 16;

const nameOf = (instance: string, recoveryPointId: string): string =>
  deletionBlob.build({ instance, recoveryPoint: recoveryPointId });

export const deletions = (documents: DocumentStore): Deletions => {
  const get = async (instance: string, id: string): Promise<Stored<DeletionIntent> | undefined> => {
    const name = deletionBlob.buildIfValid({ instance, recoveryPoint: id });
    return name === undefined ? undefined : await documents.read(deletionCodec, name);
  };

  const list = async (instance: string): Promise<readonly Stored<DeletionIntent>[]> => {
    const names = (await documents.list(prefixes.deletions(instance))).flatMap(({ name }) =>
      deletionBlob.parse(name) === undefined ? [] : [name],
    );
    const found = await inParallel(names, requestsAtOnce, (name) => documents.read(deletionCodec, name));
    return found.filter((intent) => intent !== undefined);
  };

  return {
    get,
    list,

    async decided(instance) {
      const decided = (await list(instance)).filter(({ document }) => document.state === 'decided');
      return new Set(decided.map(({ document }) => document.recoveryPointId));
    },

    async intend(request) {
      const name = nameOf(request.backupInstance, request.recoveryPointId);
      const document: DeletionIntent = { ...request, state: 'intended' };
      // Once more where the one that was in the way is withdrawn before it can be read.
      for (let attempt = 0; attempt < 10; attempt += 1) {
        const written = await documents.write(deletionCodec, {
          name,
          document,
          condition: { onlyIfAbsent: true },
        });
        if (written !== undefined) return { document, etag: written.etag };
        const standing = await documents.read(deletionCodec, name);
        if (standing !== undefined) return standing;
      }
      throw new Error(`The intent ${name} came and went while it was written`);
    },

    async decide({ document, etag }) {
      if (document.state === 'decided') return { document, etag };
      const decided: DeletionIntent = { ...document, state: 'decided' };
      const { backupInstance, recoveryPointId } = document;
      const written = await documents.write(deletionCodec, {
        name: nameOf(backupInstance, recoveryPointId),
        document: decided,
        condition: { ifMatch: etag },
      });
      if (written !== undefined) return { document: decided, etag: written.etag };
      const standing = await get(backupInstance, recoveryPointId);
      return standing?.document.state === 'decided' ? standing : undefined;
    },

    async withdraw({ document, etag }) {
      const name = nameOf(document.backupInstance, document.recoveryPointId);
      return (await documents.delete(name, etag)) !== 'changed';
    },

    async remove(instance, recoveryPointId) {
      await documents.delete(nameOf(instance, recoveryPointId));
    },
  };
};
