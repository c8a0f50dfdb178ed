// The catalogue as a whole, blob by blob, whatever it is: for a check of the vault.

import type { BackupInstance } from '../../domain/protection/backup-instance.ts';
import type { RecoveryPoint } from '../../domain/recovery-point/recovery-point.ts';
import type { DocumentCodec } from '../document-codec.ts';
import type { DocumentKind, KnownDocument } from '../document-kinds.ts';
import { documentKinds } from '../document-kinds.ts';
import type { DocumentStore, ListedBlob, ListedPage } from '../document-store.ts';
import { backupInstanceCodec } from '../documents/backup-instance.ts';
import type { DataAccountClaim } from '../documents/coordination.ts';
import { dataAccountCodec } from '../documents/coordination.ts';
import { recoveryPointCodec } from '../documents/recovery-point.ts';
import { inParallel } from '../in-parallel.ts';
import { prefixes, recoveryPointBlob } from '../layout.ts';
import { decodeMetadata } from '../metadata.ts';
import { isVaultError } from '../vault-error.ts';

export type Inspected =
  /** Gone since it was listed. */
  | { readonly state: 'absent' }
  /** No document of Holdfast's has such a name. */
  | { readonly state: 'unknown' }
  | { readonly state: 'damaged'; readonly problem: string }
  | {
      readonly state: 'readable';
      readonly known: KnownDocument;
      /** The name that the content belongs under, where that is another. */
      readonly belongsAt?: string;
      /** Lists show something else than the document says. */
      readonly staleMetadata: boolean;
    };

export interface Catalogue {
  page(continuation?: string): Promise<ListedPage>;
  inspect(item: ListedBlob): Promise<Inspected>;
  /** All that can be read, by name. */
  instances(): Promise<readonly BackupInstance[]>;
  claims(): Promise<readonly DataAccountClaim[]>;
  /** Newest first, readable or not. */
  recoveryPointIds(instance: string): Promise<readonly string[]>;
  /** undefined where it cannot be read, or is not there. */
  recoveryPoint(instance: string, id: string): Promise<RecoveryPoint | undefined>;
  /** Writes the metadata of a document anew, from what it says now. */
  refreshMetadata(name: string): Promise<'refreshed' | 'changed' | 'absent'>;
  /** Where it still is what was listed. */
  remove(item: ListedBlob): Promise<'deleted' | 'absent' | 'changed'>;
}

const everything = '';
const readsAtOnce = 16;

const kindOf = (name: string): DocumentKind | undefined => documentKinds.find((kind) => kind.owns(name));

const readable = async <T>(
  documents: DocumentStore,
  codec: DocumentCodec<T>,
  name: string,
): Promise<T | undefined> => {
  try {
    return (await documents.read(codec, name))?.document;
  } catch (error) {
    if (isVaultError(error)) return undefined;
    throw error;
  }
};

const allReadable = async <T>(
  documents: DocumentStore,
  codec: DocumentCodec<T>,
  prefix: string,
): Promise<readonly T[]> => {
  const listed = await documents.list(prefix);
  const found = await inParallel(listed, readsAtOnce, ({ name }) => readable(documents, codec, name));
  return found.flatMap((document) => document ?? []);
};

export const catalogue = (documents: DocumentStore): Catalogue => ({
  instances: () => allReadable(documents, backupInstanceCodec, prefixes.backupInstances),
  claims: () => allReadable(documents, dataAccountCodec, prefixes.dataAccounts),

  async recoveryPointIds(instance) {
    const listed = await documents.list(prefixes.recoveryPoints(instance));
    return listed
      .flatMap(({ name }) => recoveryPointBlob.parse(name)?.recoveryPoint ?? [])
      .sort()
      .reverse();
  },

  recoveryPoint: (instance, recoveryPoint) =>
    readable(documents, recoveryPointCodec, recoveryPointBlob.build({ instance, recoveryPoint })),

  page: (continuation) => documents.page(everything, continuation),

  async inspect({ name, metadata }) {
    const kind = kindOf(name);
    if (kind === undefined) return { state: 'unknown' };
    try {
      const stored = await documents.read(kind.codec, name);
      if (stored === undefined) return { state: 'absent' };
      const belongsAt = kind.nameOf(stored.document);
      return {
        state: 'readable',
        known: kind.known(stored.document, name),
        ...(belongsAt === undefined || belongsAt === name ? {} : { belongsAt }),
        staleMetadata: kind.lists !== undefined && isStale(kind.lists, stored.document, metadata),
      };
    } catch (error) {
      if (!isVaultError(error)) throw error;
      return { state: 'damaged', problem: error.message };
    }
  },

  async refreshMetadata(name) {
    const kind = kindOf(name);
    const stored = kind === undefined ? undefined : await documents.read(kind.codec, name);
    if (kind?.lists === undefined || stored === undefined) return 'absent';
    const { document, etag } = stored;
    const written = await documents.write(kind.codec, {
      name,
      document,
      metadata: kind.lists.metadata(document),
      condition: { ifMatch: etag },
    });
    return written === undefined ? 'changed' : 'refreshed';
  },

  async remove({ name, etag }) {
    return await documents.delete(name, etag);
  },
});

/** By what is shown: the order of fields, and the case of keys, differ between writers and services. */
const isStale = (
  { metadata, schema }: NonNullable<DocumentKind['lists']>,
  document: unknown,
  found: Readonly<Record<string, string>>,
): boolean =>
  JSON.stringify(decodeMetadata(schema, found)) !==
  JSON.stringify(decodeMetadata(schema, metadata(document)));
