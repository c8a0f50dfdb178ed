// Reads, writes and deletes single blobs whose content fits in memory, and looks at the properties of any.

import type { BlobProperties, WriteOptions } from '../../ports/object-store.ts';
import type { BlobAccount } from './blob-account.ts';
import { blobClient } from './blob-account.ts';
import { quoted, toBlobProperties, unquoted } from './blob-properties.ts';
import { guarded, hasStatus } from './store-errors.ts';

export const head = async (
  account: BlobAccount,
  container: string,
  name: string,
): Promise<BlobProperties | undefined> => {
  try {
    return toBlobProperties(await guarded(() => blobClient(account, container, name).getProperties()));
  } catch (error) {
    if (hasStatus(error, 404)) return undefined;
    throw error;
  }
};

const collect = async (stream: NodeJS.ReadableStream | undefined): Promise<Uint8Array> => {
  const parts: Buffer[] = [];
  for await (const part of stream ?? []) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
};

export const read = async (
  account: BlobAccount,
  container: string,
  name: string,
): Promise<{ bytes: Uint8Array; etag: string } | undefined> => {
  try {
    return await guarded(async () => {
      const answer = await blobClient(account, container, name).download();
      return { bytes: await collect(answer.readableStreamBody), etag: unquoted(answer.etag) };
    });
  } catch (error) {
    if (hasStatus(error, 404)) return undefined;
    throw error;
  }
};

export const write = (
  account: BlobAccount,
  place: { readonly container: string; readonly name: string },
  bytes: Uint8Array,
  { onlyIfAbsent, ifMatch, contentType, metadata }: WriteOptions,
): Promise<{ etag: string; lastModified: number }> =>
  guarded(async () => {
    const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const answer = await blobClient(account, place.container, place.name).upload(body, body.length, {
      conditions: {
        ...(onlyIfAbsent === true ? { ifNoneMatch: '*' } : {}),
        ...(ifMatch === undefined ? {} : { ifMatch: quoted(ifMatch) }),
      },
      ...(contentType === undefined ? {} : { blobHTTPHeaders: { blobContentType: contentType } }),
      ...(metadata === undefined ? {} : { metadata: { ...metadata } }),
    });
    return { etag: unquoted(answer.etag), lastModified: answer.lastModified?.getTime() ?? 0 };
  });

export const deleteBlob = async (
  account: BlobAccount,
  container: string,
  name: string,
  ifMatch: string | undefined,
): Promise<'deleted' | 'absent'> => {
  try {
    await guarded(() =>
      blobClient(account, container, name).delete({
        deleteSnapshots: 'include',
        ...(ifMatch === undefined ? {} : { conditions: { ifMatch: quoted(ifMatch) } }),
      }),
    );
    return 'deleted';
  } catch (error) {
    if (hasStatus(error, 404)) return 'absent';
    throw error;
  }
};
