// Between a chunk's text and its stored bytes: UTF-8, SHA-256, gzip. The name is the hash of the text, not of the
// compressed bytes, so another compressor or level changes no identity.

import { createHash } from 'node:crypto';
import { gunzip, gzip } from 'node:zlib';
import type { Chunk } from '../domain/manifest/chunk.ts';
import { decodeChunk } from '../domain/manifest/chunk-text.ts';
import { vaultError } from './vault-error.ts';

/** Beyond any chunk that the cutting rules allow; stops a forged chunk from filling the memory. */
const greatestText = 256 * 1024 * 1024;

export const hashText = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Level 1: ETags and MD5s are most of a leaf and do not compress, however long one looks. */
export const packChunk = (text: string): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    gzip(text, { level: 1 }, (error, bytes) => (error === null ? resolve(bytes) : reject(error)));
  });

const decompress = (bytes: Uint8Array): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    gunzip(bytes, { maxOutputLength: greatestText }, (error, text) =>
      error === null ? resolve(text) : reject(error),
    );
  });

/** `weight`: the text's length. Rejects as VaultDocumentDamaged, naming the blob. */
export const unpackChunk = async (
  blob: string,
  hash: string,
  bytes: Uint8Array,
): Promise<{ readonly chunk: Chunk; readonly weight: number }> => {
  const content = await decompress(bytes).catch((error: unknown) => {
    throw damaged(blob, 'cannot be decompressed', error);
  });
  const found = createHash('sha256').update(content).digest('hex');
  if (found !== hash) throw damaged(blob, `has content of another hash, ${found}`);
  const chunk = decodeChunk(content.toString('utf8'));
  if (chunk === undefined) throw damaged(blob, 'is of no known version or kind');
  return { chunk, weight: content.length };
};

const damaged = (blob: string, what: string, cause?: unknown): Error =>
  vaultError('VaultDocumentDamaged', blob, `Manifest chunk ${blob} ${what}`, cause);
