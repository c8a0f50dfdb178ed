// What Azure Resource Manager knows of a storage account: its region and its kind.

import type { TokenCredential } from '@azure/core-auth';
import type { HttpClient, PipelineResponse } from '@azure/core-rest-pipeline';
import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createPipelineFromOptions,
  createPipelineRequest,
} from '@azure/core-rest-pipeline';
import { storeError } from '../../ports/object-store.ts';
import { toStoreError } from './store-errors.ts';

export interface AccountRecord {
  /** Lower case, no spaces. */
  readonly region: string;
  readonly hierarchicalNamespace: boolean;
}

/** undefined: there is no such account, or it may not be seen. */
export type FindAccountRecord = (accountId: string) => Promise<AccountRecord | undefined>;

export interface ResourceManagerOptions {
  readonly credential: TokenCredential;
  /** `https://management.azure.com` unless told; other clouds have their own. */
  readonly endpoint?: string;
  readonly httpClient?: HttpClient;
}

const PUBLIC_CLOUD = 'https://management.azure.com';
/** https://learn.microsoft.com/rest/api/storagerp/storage-accounts/get-properties */
const API_VERSION = '2023-05-01';

export const normaliseRegion = (region: string): string => region.toLowerCase().replaceAll(' ', '');

const parseRecord = (response: PipelineResponse, accountId: string): AccountRecord => {
  const body: unknown = JSON.parse(response.bodyAsText ?? '{}');
  const { location, properties } = body as { location?: unknown; properties?: { isHnsEnabled?: unknown } };
  if (typeof location !== 'string') {
    throw storeError('unavailable', `Azure Resource Manager told no location of ${accountId}`);
  }
  return { region: normaliseRegion(location), hierarchicalNamespace: properties?.isHnsEnabled === true };
};

export const createAccountRecords = (options: ResourceManagerOptions): FindAccountRecord => {
  const { credential, endpoint = PUBLIC_CLOUD, httpClient = createDefaultHttpClient() } = options;
  const pipeline = createPipelineFromOptions({ userAgentOptions: { userAgentPrefix: 'holdfast' } });
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: `${endpoint}/.default` }), {
    phase: 'Sign',
  });

  const ask = async (accountId: string): Promise<PipelineResponse> => {
    const url = `${endpoint}${accountId}?api-version=${API_VERSION}`;
    try {
      return await pipeline.sendRequest(httpClient, createPipelineRequest({ url, method: 'GET' }));
    } catch (error) {
      throw toStoreError(error);
    }
  };

  return async (accountId) => {
    const response = await ask(accountId);
    if (response.status === 200) return parseRecord(response, accountId);
    if (response.status === 404 || response.status === 403) return undefined;
    const transient = response.status === 429 || response.status >= 500;
    throw storeError(
      transient ? 'unavailable' : 'invalid-request',
      `Azure Resource Manager answered ${response.status} for ${accountId}`,
      { status: response.status },
    );
  };
};
