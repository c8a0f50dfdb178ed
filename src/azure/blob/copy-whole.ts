// Copies a blob by one request, which the service ends when the bytes are there. Content headers and metadata follow the
// source by default.

import type { CopyResult } from '../../ports/object-store.ts';
import { base64, quoted, unquoted } from './blob-properties.ts';
import type { Copy, CopyTask } from './copy-task.ts';
import { hasTags, sourceAddress, targetClient, targetConditions } from './copy-task.ts';

const resultOf = (answer: { readonly etag?: string; readonly contentMD5?: Uint8Array }): CopyResult => ({
  etag: unquoted(answer.etag),
  ...(answer.contentMD5 === undefined ? {} : { md5: base64(answer.contentMD5) }),
  requests: 1,
});

const optionsOf = async (task: CopyTask) => {
  const { request } = task;
  const { url, authorization } = await sourceAddress(task);
  return {
    url,
    options: {
      conditions: targetConditions(task),
      sourceConditions: { ifMatch: quoted(request.sourceEtag) },
      ...(authorization === undefined ? {} : { sourceAuthorization: authorization }),
      ...(request.sourceMd5 === undefined
        ? {}
        : { sourceContentMD5: Buffer.from(request.sourceMd5, 'base64') }),
      ...(request.tier === undefined ? {} : { tier: request.tier }),
      ...((await hasTags(task)) ? { copySourceTags: 'COPY' as const } : {}),
    },
  };
};

/** Put Blob From URL: up to 5,000 MiB. https://learn.microsoft.com/rest/api/storageservices/put-blob-from-url */
export const putBlobFromUrl: Copy = async (task) => {
  const { url, options } = await optionsOf(task);
  return resultOf(await targetClient(task).syncUploadFromURL(url, options));
};

/**
 * Copy Blob From URL: up to 256 MiB. Azurite, the only one that is asked for it, copies by reference and repeats the MD5
 * that it was given. https://learn.microsoft.com/rest/api/storageservices/copy-blob-from-url
 */
export const copyBlobFromUrl: Copy = async (task) => {
  const { url, options } = await optionsOf(task);
  return resultOf(await targetClient(task).syncCopyFromURL(url, options));
};
