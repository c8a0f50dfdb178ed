// Sees blobs appear in one container of one storage account by listing it: Azurite raises no events of its own.

import type { ContainerClient } from '@azure/storage-blob';
import { RestError } from '@azure/storage-blob';
import type { SeenBlob } from './blob-created.ts';

export interface WatchedAccount {
  /** ARM resource ID. */
  readonly accountId: string;
  readonly container: ContainerClient;
}

/** Everything there is now. A container that does not exist yet is empty. */
export const listWatched = async (account: WatchedAccount): Promise<readonly SeenBlob[]> => {
  const seen: SeenBlob[] = [];
  try {
    for await (const item of account.container.listBlobsFlat({ includeCopy: true })) {
      seen.push({
        accountId: account.accountId,
        container: account.container.containerName,
        name: item.name,
        etag: item.properties.etag.replaceAll('"', ''),
        size: item.properties.contentLength ?? 0,
        contentType: item.properties.contentType ?? 'application/octet-stream',
        blobType: item.properties.blobType ?? 'BlockBlob',
        url: account.container.getBlobClient(item.name).url,
        copied: item.properties.copyId !== undefined,
      });
    }
  } catch (error) {
    if (error instanceof RestError && error.statusCode === 404) return [];
    throw error;
  }
  return seen;
};
