// How a document becomes bytes and is read back: JSON with a `version`, every known version readable. Unknown fields
// of a known version are kept, so that an older app does not strip what a newer one wrote.

import type * as z from 'zod';
import { isVaultError, vaultError } from './vault-error.ts';

export interface DocumentCodec<T> {
  encode(document: T): Uint8Array;
  /** `blob` names the document in the error. */
  decode(blob: string, bytes: Uint8Array): T;
}

/** `versions`: for each version ever written, the schema that reads it into the present type. */
export const documentCodec = <T extends { readonly version: number }>(
  versions: Readonly<Record<number, z.ZodType<T>>>,
): DocumentCodec<T> => ({
  encode: (document) => new TextEncoder().encode(`${JSON.stringify(document, null, 2)}\n`),
  decode(blob, bytes) {
    const document = parseJson(blob, bytes);
    const version =
      typeof document === 'object' && document !== null && 'version' in document
        ? document.version
        : undefined;
    const schema = typeof version === 'number' ? versions[version] : undefined;
    if (schema === undefined)
      throw damaged(
        blob,
        `has version ${JSON.stringify(version)}; known: ${Object.keys(versions).join(', ')}`,
      );
    const parsed = schema.safeParse(document);
    if (parsed.success) return parsed.data;
    throw damaged(blob, parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; '));
  },
});

const parseJson = (blob: string, bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw damaged(blob, 'is not JSON', error);
  }
};

const damaged = (blob: string, what: string, cause?: unknown): Error =>
  vaultError('VaultDocumentDamaged', blob, `Vault document ${blob} ${what}`, cause);

const decodedBy = <T>(codec: DocumentCodec<T>, blob: string, bytes: Uint8Array): T | undefined => {
  try {
    return codec.decode(blob, bytes);
  } catch (error) {
    if (isVaultError(error)) return undefined;
    throw error;
  }
};

/** Two kinds of document under one name, told apart by their version. */
export const eitherVersion = <A extends { readonly version: 1 }, B extends { readonly version: 2 }>(
  one: DocumentCodec<A>,
  two: DocumentCodec<B>,
): DocumentCodec<A | B> => ({
  encode: (document) => (document.version === 1 ? one.encode(document) : two.encode(document)),
  decode: (blob, bytes) => decodedBy(two, blob, bytes) ?? one.decode(blob, bytes),
});
