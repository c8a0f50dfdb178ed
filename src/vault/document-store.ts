// Documents in the control container: read, conditional writes, listing by prefix. The catalogue's stores stand on it
// and hold no storage calls of their own.

import type { ObjectStore, StoreError, StoreErrorCode } from '../ports/object-store.ts';
import { isStoreError, MAX_BATCH } from '../ports/object-store.ts';
import type { DocumentCodec } from './document-codec.ts';

export interface Stored<T> {
  readonly document: T;
  readonly etag: string;
}

export interface ListedBlob {
  readonly name: string;
  readonly etag: string;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface ListedPage {
  readonly items: readonly ListedBlob[];
  readonly continuation?: string;
}

/** What must hold for a write to happen; absent: nothing. */
export type WriteCondition = { readonly onlyIfAbsent: true } | { readonly ifMatch: string };

export interface WriteRequest<T> {
  readonly name: string;
  readonly document: T;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly condition?: WriteCondition;
}

export interface DocumentStore {
  read<T>(codec: DocumentCodec<T>, name: string): Promise<Stored<T> | undefined>;
  /**
   * undefined where the condition does not hold. A document equal to what stands counts as written: the request may
   * have been answered with a fault and sent again.
   */
  write<T>(codec: DocumentCodec<T>, request: WriteRequest<T>): Promise<{ readonly etag: string } | undefined>;
  /** Returns what stands: the given document, or the one that was there before. */
  writeOnce<T>(codec: DocumentCodec<T>, name: string, document: T): Promise<T>;
  /** Idempotent. 'changed' where the ETag is another, so nothing was deleted. */
  delete(name: string, ifMatch?: string): Promise<'deleted' | 'absent' | 'changed'>;
  /** Idempotent. Rejects where one of them is refused, after the others. */
  deleteMany(names: readonly string[]): Promise<void>;
  page(prefix: string, continuation?: string): Promise<ListedPage>;
  /** All pages of a prefix. */
  list(prefix: string): Promise<readonly ListedBlob[]>;
}

const isCode = (error: unknown, code: StoreErrorCode): boolean => isStoreError(error) && error.code === code;

/** Creates the container on the first write; until then it reads as empty. */
export const documentStore = (store: ObjectStore, container: string): DocumentStore => {
  const put = async (
    { name, metadata, condition }: Omit<WriteRequest<unknown>, 'document'>,
    bytes: Uint8Array,
  ): Promise<{ etag: string }> =>
    await store.write(container, name, bytes, {
      contentType: 'application/json',
      ...(metadata === undefined ? {} : { metadata }),
      ...condition,
    });

  const page = async (prefix: string, continuation?: string): Promise<ListedPage> => {
    try {
      const found = await store.listBlobs(container, {
        prefix,
        include: { metadata: true },
        ...(continuation === undefined ? {} : { continuation }),
      });
      const items = found.items.map(({ name, etag, metadata }) => ({ name, etag, metadata: metadata ?? {} }));
      return { items, ...(found.continuation === undefined ? {} : { continuation: found.continuation }) };
    } catch (error) {
      if (isCode(error, 'container-not-found')) return { items: [] };
      throw error;
    }
  };

  const read = async <T>(codec: DocumentCodec<T>, name: string): Promise<Stored<T> | undefined> => {
    const found = await store.read(container, name);
    if (found === undefined) return undefined;
    return { document: codec.decode(`${container}/${name}`, found.bytes), etag: found.etag };
  };

  const write = async <T>(
    codec: DocumentCodec<T>,
    request: WriteRequest<T>,
  ): Promise<{ readonly etag: string } | undefined> => {
    const bytes = codec.encode(request.document);
    try {
      return await put(request, bytes).catch(async (error: unknown) => {
        if (!isCode(error, 'container-not-found')) throw error;
        await store.createContainer(container);
        return await put(request, bytes);
      });
    } catch (error) {
      if (!isCode(error, 'condition-not-met')) throw error;
      const present = await store.read(container, request.name);
      return present !== undefined && Buffer.compare(present.bytes, bytes) === 0 ? present : undefined;
    }
  };

  return {
    read,
    write,

    async writeOnce(codec, name, document) {
      const written = await write(codec, { name, document, condition: { onlyIfAbsent: true } });
      return written === undefined ? ((await read(codec, name))?.document ?? document) : document;
    },

    async delete(name, ifMatch) {
      try {
        return await store.delete(container, name, ifMatch === undefined ? {} : { ifMatch });
      } catch (error) {
        if (isCode(error, 'condition-not-met')) return 'changed';
        throw error;
      }
    },

    async deleteMany(names) {
      let refused: StoreError | undefined;
      for (let at = 0; at < names.length; at += MAX_BATCH) {
        for (const one of await store.deleteMany(container, names.slice(at, at + MAX_BATCH)))
          if (one.outcome === 'refused') refused ??= one.error;
      }
      if (refused !== undefined) throw refused;
    },

    page,

    async list(prefix) {
      const items: ListedBlob[] = [];
      let continuation: string | undefined;
      do {
        const found = await page(prefix, continuation);
        items.push(...found.items);
        continuation = found.continuation;
      } while (continuation !== undefined);
      return items;
    },
  };
};
