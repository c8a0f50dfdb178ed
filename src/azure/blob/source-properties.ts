// What a copy in blocks or in the background must carry over itself: headers, metadata and tags of the source, as they
// are under the ETag that is copied.

import type { BlobGetPropertiesResponse } from '@azure/storage-blob';
import { storeError } from '../../ports/object-store.ts';
import { containerClient } from './blob-account.ts';
import { quoted } from './blob-properties.ts';
import type { CopyTask } from './copy-task.ts';
import { hasTags, sourceClient } from './copy-task.ts';
import { guarded, hasStatus } from './store-errors.ts';

export interface SourceProperties {
  readonly answer: BlobGetPropertiesResponse;
  /** Keys in the case in which they are stored. */
  readonly metadata: Record<string, string>;
  readonly tags: Record<string, string>;
  readonly requests: number;
}

const getProperties = async (task: CopyTask): Promise<BlobGetPropertiesResponse> => {
  const { sourceEtag, source } = task.request;
  try {
    return await guarded(() =>
      sourceClient(task).getProperties({ conditions: { ifMatch: quoted(sourceEtag) } }),
    );
  } catch (error) {
    if (hasStatus(error, 412)) {
      throw storeError('source-changed', `${source.container}/${source.name} is no longer ${sourceEtag}`);
    }
    if (hasStatus(error, 404)) {
      throw storeError('source-not-found', `No blob ${source.container}/${source.name} to copy`);
    }
    throw error;
  }
};

/** Header names lose their case on the way, and with them metadata keys; a listing keeps it. */
const metadataAsStored = async ({ source, request }: CopyTask): Promise<Record<string, string>> => {
  const { container, name } = request.source;
  const pages = containerClient(source, container).listBlobsFlat({ prefix: name, includeMetadata: true });
  const { value: page } = await pages.byPage({ maxPageSize: 1 }).next();
  return page?.segment.blobItems[0]?.metadata ?? {};
};

export const readSourceProperties = async (task: CopyTask): Promise<SourceProperties> => {
  const answer = await getProperties(task);
  const hasMetadata = Object.keys(answer.metadata ?? {}).length > 0;
  const tagged = (answer.tagCount ?? 0) > 0 && (await hasTags(task));
  return {
    answer,
    metadata: hasMetadata ? await metadataAsStored(task) : {},
    tags: tagged ? (await sourceClient(task).getTags()).tags : {},
    requests: 1 + (hasMetadata ? 1 : 0) + (tagged ? 1 : 0),
  };
};
