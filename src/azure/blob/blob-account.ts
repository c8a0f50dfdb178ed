// One storage account as the files beside this one use it: its URL, the pipeline that signs and sends, the way into it
// for copies, and what kind of account it is.

import type { TokenCredential } from '@azure/core-auth';
import type { PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import type {
  IHttpClient,
  Pipeline,
  RequestPolicyFactory,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import { BlobServiceClient, BlockBlobClient, ContainerClient, newPipeline } from '@azure/storage-blob';
import type { AccountAccess } from './account-access.ts';
import { blobUrl, containerUrl } from './blob-address.ts';
import type { SignRead } from './read-signature.ts';

export interface BlobAccount {
  readonly accountId: string;
  /** Without a slash at its end. */
  readonly url: string;
  readonly pipeline: Pipeline;
  /** Signs the parts of a batch, each by itself. */
  readonly credential: TokenCredential | StorageSharedKeyCredential;
  /** A pipeline that adds headers to every request, for what the SDK has no option for. */
  readonly pipelineWith: (headers: Readonly<Record<string, string>>) => Pipeline;
  readonly access: AccountAccess;
  /** A signature for reading one blob until that moment (milliseconds since the Unix epoch). */
  readonly signRead: SignRead;
  /** Sends a request that needs no signing, with the same retries and counting. */
  readonly send: (request: PipelineRequest) => Promise<PipelineResponse>;
  readonly isHierarchical: () => Promise<boolean>;
  readonly requests: () => number;
}

const headerPolicy = (headers: Readonly<Record<string, string>>): RequestPolicyFactory => ({
  create: (next) => ({
    sendRequest: (request) => {
      for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
      return next.sendRequest(request);
    },
  }),
});

export const createPipelines = (
  credential: TokenCredential | StorageSharedKeyCredential,
  httpClient: IHttpClient,
): Pick<BlobAccount, 'pipeline' | 'pipelineWith' | 'credential'> => {
  const create = (): Pipeline =>
    newPipeline(credential, {
      httpClient,
      retryOptions: { maxTries: 1 }, // transport.ts does it
      userAgentOptions: { userAgentPrefix: 'holdfast' },
    });
  return {
    credential,
    pipeline: create(),
    pipelineWith: (headers) => {
      const pipeline = create();
      pipeline.factories.push(headerPolicy(headers));
      return pipeline;
    },
  };
};

export const serviceClient = (account: BlobAccount): BlobServiceClient =>
  new BlobServiceClient(account.url, account.pipeline);

export const containerClient = (account: BlobAccount, container: string): ContainerClient =>
  new ContainerClient(containerUrl(account.url, container), account.pipeline);

export const blobClient = (
  account: BlobAccount,
  container: string,
  name: string,
  pipeline: Pipeline = account.pipeline,
): BlockBlobClient => new BlockBlobClient(blobUrl(account.url, container, name), pipeline);
