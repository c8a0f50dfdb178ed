// Copies a large blob in blocks (Put Block From URL, then Put Block List). Every block is conditional on the source's
// ETag; nothing shows at the target before the last request; a copy that was broken off goes on where it was.

import type { BlockBlobClient } from '@azure/storage-blob';
import type { CopyResult } from '../../ports/object-store.ts';
import { isStoreError, storeError } from '../../ports/object-store.ts';
import { blobClient } from './blob-account.ts';
import { defined, quoted, unquoted } from './blob-properties.ts';
import type { BlockRange } from './block-plan.ts';
import { blockSizeFor, MAX_BLOB_SIZE, planBlocks } from './block-plan.ts';
import type { Copy, CopyTask } from './copy-task.ts';
import { sourceAddress, targetClient, targetConditions } from './copy-task.ts';
import type { SourceProperties } from './source-properties.ts';
import { readSourceProperties } from './source-properties.ts';
import { guarded, hasStatus } from './store-errors.ts';

export interface BlockCopyOptions {
  /** Bytes; absent: chosen by the blob's size. */
  readonly blockSize?: number;
  /** Blocks of one blob that are under way at the same time. */
  readonly parallelBlocks: number;
}

/** Blocks that an earlier attempt has staged, by id. */
const stagedBlocks = async (task: CopyTask): Promise<ReadonlyMap<string, number>> => {
  try {
    const { uncommittedBlocks = [] } = await guarded(() => targetClient(task).getBlockList('uncommitted'));
    return new Map(uncommittedBlocks.map((block) => [block.name, block.size]));
  } catch (error) {
    if (isStoreError(error) && error.code === 'blob-not-found') return new Map();
    throw error;
  }
};

const stageBlock = async (task: CopyTask, target: BlockBlobClient, block: BlockRange): Promise<void> => {
  const { url, authorization } = await sourceAddress(task);
  await target.stageBlockFromURL(block.id, url, block.offset, block.length, {
    ...(authorization === undefined ? {} : { sourceAuthorization: authorization }),
  });
};

const stageAll = async (task: CopyTask, blocks: readonly BlockRange[], parallel: number): Promise<void> => {
  const { container, name } = task.request.target;
  const onlySameSource = task.target.pipelineWith({
    'x-ms-source-if-match': quoted(task.request.sourceEtag),
  });
  const target = blobClient(task.target, container, name, onlySameSource);
  const waiting = blocks.values();
  const stageNext = async (): Promise<void> => {
    for (const block of waiting) await stageBlock(task, target, block);
  };
  await Promise.all(Array.from({ length: Math.min(parallel, blocks.length) }, stageNext));
};

const commit = async (
  task: CopyTask,
  blocks: readonly BlockRange[],
  { answer, metadata, tags }: SourceProperties,
): Promise<string> => {
  const { tier } = task.request;
  const committed = await targetClient(task).commitBlockList(
    blocks.map((block) => block.id),
    {
      conditions: targetConditions(task),
      blobHTTPHeaders: defined({
        blobContentType: answer.contentType,
        blobContentEncoding: answer.contentEncoding,
        blobContentLanguage: answer.contentLanguage,
        blobContentDisposition: answer.contentDisposition,
        blobCacheControl: answer.cacheControl,
        blobContentMD5: answer.contentMD5,
      }),
      metadata: { ...metadata },
      ...(Object.keys(tags).length > 0 ? { tags } : {}),
      ...(tier === undefined ? {} : { tier }),
    },
  );
  return unquoted(committed.etag);
};

/** Staging gigabytes only to be refused at the end would be a waste. */
const refuseExisting = async (task: CopyTask): Promise<void> => {
  const { container, name } = task.request.target;
  try {
    await guarded(() => targetClient(task).getProperties());
  } catch (error) {
    if (hasStatus(error, 404)) return;
    throw error;
  }
  throw storeError('condition-not-met', `${container}/${name} exists`);
};

export const copyInBlocks =
  ({ blockSize, parallelBlocks }: BlockCopyOptions): Copy =>
  async (task): Promise<CopyResult> => {
    const { sourceEtag, size, onlyIfAbsent } = task.request;
    if (size > MAX_BLOB_SIZE) {
      throw storeError('invalid-request', `${size} bytes are more than a block blob holds`);
    }
    if (onlyIfAbsent) await refuseExisting(task);
    const properties = await readSourceProperties(task);
    const blocks = planBlocks(sourceEtag, size, blockSize ?? blockSizeFor(size));
    const staged = await stagedBlocks(task);
    const missing = blocks.filter((block) => staged.get(block.id) !== block.length);
    await stageAll(task, missing, parallelBlocks);
    const etag = await commit(task, blocks, properties);
    return { etag, requests: (onlyIfAbsent ? 3 : 2) + properties.requests + missing.length };
  };
