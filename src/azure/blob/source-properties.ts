// What a copy in blocks or in the background must carry over itself: headers, metadata and tags of the source, as they
// are under the ETag that is copied.

import type { BlobGetPropertiesResponse } from '@azure/storage-blob';
import { storeError } from '../../ports/object-store.ts';
import { unquoted } from './blob-properties.ts';
import type { CopyTask } from './copy-task.ts';
import { hasTags, sourceClient } from './copy-task.ts';
import { listBlobs } from './listing.ts';
import { guarded, hasStatus } from './store-errors.ts';

export interface SourceProperties {
  readonly answer: BlobGetPropertiesResponse;
  /** Keys in the case in which they are stored. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Record<string, string>;
  readonly requests: number;
}

/** Compares the ETag here: under a condition, the service need not tell a blob that is gone from one that has changed. */
const getProperties = async (task: CopyTask): Promise<BlobGetPropertiesResponse> => {
  const { sourceEtag, source } = task.request;
  try {
    const answer = await guarded(() => sourceClient(task).getProperties());
    if (unquoted(answer.etag) === sourceEtag) return answer;
  } catch (error) {
    if (!hasStatus(error, 404)) throw error;
    throw storeError('source-not-found', `No blob ${source.container}/${source.name} to copy`);
  }
  throw storeError('source-changed', `${source.container}/${source.name} is no longer ${sourceEtag}`);
};

/** Headers lose the case of metadata keys, and empty values, on the way; a listing keeps both. */
const metadataAsStored = async ({ source, request }: CopyTask): Promise<Readonly<Record<string, string>>> => {
  const { container, name } = request.source;
  const { items } = await listBlobs(source, container, {
    prefix: name,
    pageSize: 1,
    include: { metadata: true },
  });
  return items[0]?.metadata ?? {};
};

export const readSourceProperties = async (task: CopyTask): Promise<SourceProperties> => {
  const answer = await getProperties(task);
  const tagged = (answer.tagCount ?? 0) > 0 && (await hasTags(task));
  return {
    answer,
    metadata: await metadataAsStored(task),
    tags: tagged ? (await sourceClient(task).getTags()).tags : {},
    requests: 2 + (tagged ? 1 : 0),
  };
};
