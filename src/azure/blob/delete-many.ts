// Deletes blobs by Blob Batch: one request, one answer per blob.
// https://learn.microsoft.com/rest/api/storageservices/blob-batch

import { BlobBatch, BlobBatchClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import type { DeletedBlob } from '../../ports/object-store.ts';
import { MAX_BATCH, storeError } from '../../ports/object-store.ts';
import type { BlobAccount } from './blob-account.ts';
import { blobUrl, containerUrl } from './blob-address.ts';
import { guarded, hasStatus, refusalInBatch } from './store-errors.ts';

interface PartOfAnswer {
  readonly status: number;
  readonly errorCode?: string;
  readonly bodyAsText?: string;
}

export const deleteMany = async (
  account: BlobAccount,
  container: string,
  names: readonly string[],
): Promise<readonly DeletedBlob[]> => {
  if (names.length === 0 || names.length > MAX_BATCH) {
    throw storeError('invalid-request', `A batch holds 1 to ${MAX_BATCH} blobs, not ${names.length}`);
  }
  try {
    return await submit(account, container, names);
  } catch (error) {
    // Of the container: it is gone, and all that was in it.
    if (hasStatus(error, 404)) return names.map(() => ({ outcome: 'absent' }));
    throw error;
  }
};

const submit = (
  account: BlobAccount,
  container: string,
  names: readonly string[],
): Promise<readonly DeletedBlob[]> =>
  guarded(async () => {
    const batch = new BlobBatch();
    for (const name of names) await add(account, batch, blobUrl(account.url, container, name));
    const client = new BlobBatchClient(containerUrl(account.url, container), account.pipeline);
    const { subResponses } = await client.submitBatch(batch);
    return names.map((_, at) => outcomeOf(subResponses[at]));
  });

const add = async ({ credential }: BlobAccount, batch: BlobBatch, url: string): Promise<void> => {
  const options = { deleteSnapshots: 'include' } as const;
  // The same twice: the SDK tells the kinds of credential apart by its overloads.
  if (credential instanceof StorageSharedKeyCredential) await batch.deleteBlob(url, credential, options);
  else await batch.deleteBlob(url, credential, options);
};

const outcomeOf = (part: PartOfAnswer | undefined): DeletedBlob => {
  // One part can stand for a batch that was refused as a whole; the others then have no answer.
  if (part === undefined) throw storeError('unavailable', 'The answer to a batch is not complete');
  if (part.status < 300) return { outcome: 'deleted' };
  if (part.status === 404) return { outcome: 'absent' };
  return { outcome: 'refused', error: refusalInBatch(part.status, part.errorCode, part.bodyAsText) };
};
