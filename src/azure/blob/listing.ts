// Lists containers and blobs. Blobs are listed by a request of our own, since the SDK would parse the answer.

import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import type { BlobPage, ListOptions } from '../../ports/object-store.ts';
import type { BlobAccount } from './blob-account.ts';
import { serviceClient } from './blob-account.ts';
import { listFrom } from './listing-start.ts';
import { parseBlobPage } from './listing-xml.ts';
import { guarded, refusal } from './store-errors.ts';

/** Names that XML cannot hold are encoded from 2021-02-12 on; the first version that knows startFrom. */
const SERVICE_VERSION = '2026-02-06';

export const listContainers = (account: BlobAccount): Promise<readonly string[]> =>
  guarded(async () => {
    const names: string[] = [];
    for await (const container of serviceClient(account).listContainers({ includeSystem: true })) {
      names.push(container.name);
    }
    return names.sort();
  });

const queryOf = (options: ListOptions): string => {
  const { prefix, delimiter, startFrom, continuation, pageSize, include } = options;
  const included = [
    ...(include?.metadata === true ? ['metadata'] : []),
    ...(include?.snapshots === true ? ['snapshots'] : []),
  ];
  const parameters: Readonly<Record<string, string | undefined>> = {
    restype: 'container',
    comp: 'list',
    prefix,
    delimiter,
    startFrom,
    marker: continuation,
    maxresults: pageSize?.toString(),
    include: included.length === 0 ? undefined : included.join(','),
  };
  return Object.entries(parameters)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]))
    .join('&');
};

const requestPage = async (
  account: BlobAccount,
  container: string,
  options: ListOptions,
): Promise<string> => {
  const { url, authorization } = await account.access.container(container);
  const request = createPipelineRequest({
    url: `${url}${url.includes('?') ? '&' : '?'}${queryOf(options)}`,
    headers: createHttpHeaders({
      'x-ms-version': SERVICE_VERSION,
      ...(authorization === undefined
        ? {}
        : { authorization: `${authorization.scheme} ${authorization.value}` }),
    }),
  });
  const response = await account.send(request);
  if (response.status !== 200) throw refusal(response);
  return response.bodyAsText ?? '';
};

const listPage = (account: BlobAccount, container: string, options: ListOptions): Promise<BlobPage> =>
  guarded(async () => {
    const withMetadata = options.include?.metadata === true;
    const hierarchical = withMetadata && (await account.isHierarchical());
    const xml = await requestPage(account, container, options);
    return parseBlobPage(xml, { withMetadata, hierarchical, delimited: options.delimiter !== undefined });
  });

export const listBlobs = (account: BlobAccount, container: string, options: ListOptions): Promise<BlobPage> =>
  listFrom(account, options, (asked) => listPage(account, container, asked));
