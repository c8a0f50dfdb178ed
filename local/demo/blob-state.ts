// What the demonstration knows of a blob from filling the account, apart from anything the app knows: the yardstick
// of the comparison. Kept as one JSON line per blob.

import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { BlobHTTPHeaders } from '@azure/storage-blob';

export interface BlobState {
  readonly container: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256 of the content, hex. */
  readonly sha256: string;
  readonly headers: ContentHeaders;
  readonly metadata: Readonly<Record<string, string>>;
}

export type ContentHeaders = Pick<
  BlobHTTPHeaders,
  | 'blobContentType'
  | 'blobContentEncoding'
  | 'blobContentLanguage'
  | 'blobContentDisposition'
  | 'blobCacheControl'
>;

/** By `container/name`. */
export type AccountState = ReadonlyMap<string, BlobState>;

export const keyOf = (blob: { readonly container: string; readonly name: string }): string =>
  `${blob.container}/${blob.name}`;

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export const saveState = (path: string, state: AccountState): void => {
  const lines = [...state.values()].map((blob) => `${JSON.stringify(blob)}\n`);
  writeFileSync(`${path}.next`, lines.join(''));
  renameSync(`${path}.next`, path);
};

export const loadState = (path: string): AccountState => {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return new Map(lines.map((line) => JSON.parse(line) as BlobState).map((blob) => [keyOf(blob), blob]));
};
