// Between a chunk's text and its stored bytes: UTF-8, SHA-256, gzip. The name is the hash of the text, not of the
// compressed bytes, so another compressor or level changes no identity.

import { hash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Chunk } from '../domain/manifest/chunk.ts';
import { decodeChunk } from '../domain/manifest/chunk-text.ts';
import { vaultError } from './vault-error.ts';

/** Beyond any chunk that the cutting rules allow; stops a forged chunk from filling the memory. */
const greatestText = 256 * 1024 * 1024;

export const hashText = (text: string): string => hash('sha256', text);

/**
 * Level 1: ETags and MD5s are most of a leaf and do not compress, however long one looks. A window of 4 KiB: what does
 * compress stands beside its like. Here and not in another thread: it is a millisecond of work, and handing it over costs
 * another. Chunks shrink to less than half, mostly, so that the result comes in one piece.
 */
export const packChunk = (text: string): Uint8Array =>
  gzipSync(text, { level: 1, windowBits: 12, chunkSize: Math.max(text.length >>> 1, leastPiece) });

const leastPiece = 1024;
const greatestPiece = 1024 * 1024;

/** What gzip says of itself in its last four bytes: a guess, since who says so may be damaged. */
const statedSize = (bytes: Uint8Array): number =>
  bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4, true);

const decompress = (blob: string, bytes: Uint8Array): Buffer => {
  const chunkSize = Math.min(Math.max(statedSize(bytes), leastPiece), greatestPiece);
  try {
    return gunzipSync(bytes, { maxOutputLength: greatestText, chunkSize });
  } catch (error) {
    throw damaged(blob, 'cannot be decompressed', error);
  }
};

/** `weight`: the text's length. Throws VaultDocumentDamaged, naming the blob. */
export const unpackChunk = (
  blob: string,
  name: string,
  bytes: Uint8Array,
): { readonly chunk: Chunk; readonly weight: number } => {
  const content = decompress(blob, bytes);
  const found = hash('sha256', content);
  if (found !== name) throw damaged(blob, `has content of another hash, ${found}`);
  const chunk = decodeChunk(content.toString('utf8'));
  if (chunk === undefined) throw damaged(blob, 'is of no known version or kind');
  return { chunk, weight: content.length };
};

const damaged = (blob: string, what: string, cause?: unknown): Error =>
  vaultError('VaultDocumentDamaged', blob, `Manifest chunk ${blob} ${what}`, cause);
