// One copy, as every way of copying sees it.

import type { BlockBlobClient } from '@azure/storage-blob';
import type { CopyRequest, CopyResult } from '../../ports/object-store.ts';
import type { BlobAccount } from './blob-account.ts';
import { blobClient } from './blob-account.ts';

export interface CopyTask {
  readonly request: CopyRequest;
  readonly source: BlobAccount;
  readonly target: BlobAccount;
}

/** A way of copying. Throws the SDK's errors or the port's. */
export type Copy = (task: CopyTask) => Promise<CopyResult>;

export const targetClient = ({ target, request }: CopyTask): BlockBlobClient =>
  blobClient(target, request.target.container, request.target.name);

export const sourceClient = ({ source, request }: CopyTask): BlockBlobClient =>
  blobClient(source, request.source.container, request.source.name);

export const sourceAddress = ({ source, request }: CopyTask) =>
  source.access.blob(request.source.container, request.source.name);

/** Index tags do not exist in a hierarchical namespace, and naming them there is refused. */
export const hasTags = async ({ source, target }: CopyTask): Promise<boolean> =>
  !(await source.isHierarchical()) && !(await target.isHierarchical());

export const targetConditions = ({ request }: CopyTask): { readonly ifNoneMatch?: string } =>
  request.onlyIfAbsent ? { ifNoneMatch: '*' } : {};
