// Compares a restored account with what the source was, blob by blob: content by SHA-256 of the bytes read back, size,
// content headers and metadata; and nothing may be there that was not there.

import { isDeepStrictEqual } from 'node:util';
import type { Account } from './account.ts';
import type { AccountState, BlobState } from './blob-state.ts';
import { keyOf } from './blob-state.ts';
import { inParallel } from './in-parallel.ts';

export interface Comparison {
  readonly blobs: number;
  readonly bytes: number;
  readonly equal: number;
  /** One line for every blob that differs, is missing or is there without reason. */
  readonly differences: readonly string[];
}

const READS_AT_ONCE = 16;

export const compareAccount = async (
  target: Account,
  expected: AccountState,
  onBlob: (blob: BlobState) => void,
): Promise<Comparison> => {
  const differences: string[] = [];
  let equal = 0;
  let bytes = 0;
  await inParallel(expected.values(), READS_AT_ONCE, async (blob) => {
    const found = await target.read(blob.container, blob.name);
    const difference = differenceBetween(blob, found);
    if (difference === undefined) equal += 1;
    else differences.push(`${keyOf(blob)}: ${difference}`);
    bytes += found?.size ?? 0;
    onBlob(blob);
  });
  for (const container of await target.containers()) {
    for await (const name of target.names(container)) {
      const key = keyOf({ container, name });
      if (!expected.has(key)) differences.push(`${key}: was not in the source`);
    }
  }
  return { blobs: expected.size, bytes, equal, differences };
};

const differenceBetween = (blob: BlobState, found: BlobState | undefined): string | undefined => {
  if (found === undefined) return 'is missing';
  if (found.size !== blob.size) return `has ${found.size} bytes instead of ${blob.size}`;
  if (found.sha256 !== blob.sha256) return 'has other content';
  if (!isDeepStrictEqual(found.metadata, blob.metadata)) {
    return `has metadata ${JSON.stringify(found.metadata)} instead of ${JSON.stringify(blob.metadata)}`;
  }
  const headers = { blobContentType: 'application/octet-stream', ...blob.headers };
  if (!isDeepStrictEqual({ ...found.headers }, headers)) {
    return `has headers ${JSON.stringify(found.headers)} instead of ${JSON.stringify(headers)}`;
  }
  return undefined;
};
