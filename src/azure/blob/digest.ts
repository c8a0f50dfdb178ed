// Reads a blob to its end for its size and MD5, range by range: a request that streams for longer than the transport
// waits for an answer would be cut off.

import { createHash } from 'node:crypto';
import type { BlobDownloadResponseParsed } from '@azure/storage-blob';
import type { BlobDigest } from '../../ports/object-store.ts';
import { isStoreError, storeError } from '../../ports/object-store.ts';
import type { BlobAccount } from './blob-account.ts';
import { blobClient } from './blob-account.ts';
import { base64, quoted, unquoted } from './blob-properties.ts';
import { guarded, hasStatus } from './store-errors.ts';

/** Comes within the transport's minute on any line that a vault could be read over. */
const RANGE_BYTES = 32 * 1024 * 1024;

export const digest = async (
  account: BlobAccount,
  container: string,
  name: string,
): Promise<BlobDigest | undefined> => {
  const client = blobClient(account, container, name);
  const hash = createHash('md5');
  const broken = (cause?: unknown) =>
    storeError('unavailable', `Reading ${container}/${name} broke off`, { cause });

  const take = async (answer: BlobDownloadResponseParsed): Promise<number> => {
    let taken = 0;
    try {
      for await (const part of answer.readableStreamBody ?? []) {
        hash.update(part as Buffer);
        taken += part.length;
      }
    } catch (error) {
      throw broken(error);
    }
    if (taken !== answer.contentLength) throw broken();
    return taken;
  };

  try {
    const first = await guarded(() => client.download(0, RANGE_BYTES));
    const etag = unquoted(first.etag);
    const size = sizeOf(first);
    for (let read = await take(first); read < size; ) {
      const conditions = { ifMatch: quoted(etag) };
      read += await take(await guarded(() => client.download(read, RANGE_BYTES, { conditions })));
    }
    const stated = first.blobContentMD5 ?? first.contentMD5;
    return {
      size,
      etag,
      md5: hash.digest('base64'),
      ...(stated === undefined ? {} : { statedMd5: base64(stated) }),
    };
  } catch (error) {
    if (hasStatus(error, 404)) return undefined;
    if (hasStatus(error, 416)) return await digestOfEmpty(account, container, name);
    // Between two ranges somebody replaced the blob.
    if (isStoreError(error) && error.code === 'condition-not-met') throw broken(error);
    throw error;
  }
};

/** `bytes 0-99/1234`; without it the answer is the whole blob. */
const sizeOf = ({ contentRange, contentLength }: BlobDownloadResponseParsed): number =>
  Number(/\/(\d+)$/.exec(contentRange ?? '')?.[1] ?? contentLength ?? 0);

/** No range of an empty blob can be satisfied. */
const digestOfEmpty = async (
  account: BlobAccount,
  container: string,
  name: string,
): Promise<BlobDigest | undefined> => {
  const answer = await guarded(() => blobClient(account, container, name).download());
  if ((answer.contentLength ?? 0) > 0)
    throw storeError('unavailable', `${container}/${name} was written while it was read`);
  return {
    size: 0,
    etag: unquoted(answer.etag),
    md5: createHash('md5').digest('base64'),
    ...(answer.contentMD5 === undefined ? {} : { statedMd5: base64(answer.contentMD5) }),
  };
};
