// Lists containers and blobs.

import type { ContainerListBlobFlatSegmentResponse } from '@azure/storage-blob';
import type { BlobPage, ListOptions } from '../../ports/object-store.ts';
import type { BlobAccount } from './blob-account.ts';
import { containerClient, serviceClient } from './blob-account.ts';
import { toBlobItem } from './blob-properties.ts';
import { exactNames } from './listed-names.ts';
import { guarded } from './store-errors.ts';

export const listContainers = (account: BlobAccount): Promise<readonly string[]> =>
  guarded(async () => {
    const names: string[] = [];
    for await (const container of serviceClient(account).listContainers({ includeSystem: true })) {
      names.push(container.name);
    }
    return names.sort();
  });

/** A listing always has a first page, but the iterator's type does not say so. */
const pageOf = (
  result: IteratorResult<ContainerListBlobFlatSegmentResponse>,
): ContainerListBlobFlatSegmentResponse | undefined => (result.done === true ? undefined : result.value);

export const listBlobs = (account: BlobAccount, container: string, options: ListOptions): Promise<BlobPage> =>
  guarded(async () => {
    const { prefix, continuation, pageSize, include } = options;
    const hierarchical = include?.metadata === true && (await account.isHierarchical());
    const pages = containerClient(account, container)
      .listBlobsFlat({
        ...(prefix === undefined ? {} : { prefix }),
        includeMetadata: include?.metadata === true,
        includeSnapshots: include?.snapshots === true,
      })
      .byPage({
        ...(pageSize === undefined ? {} : { maxPageSize: pageSize }),
        ...(continuation === undefined ? {} : { continuationToken: continuation }),
      });
    const page = pageOf(await pages.next());
    const items = page?.segment.blobItems ?? [];
    const names = exactNames(
      items.map((item) => item.name),
      page?._response.bodyAsText,
    );
    return {
      items: items.map((item, index) => toBlobItem(item, names[index] ?? item.name, hierarchical)),
      ...(page?.continuationToken ? { continuation: page.continuationToken } : {}),
    };
  });
