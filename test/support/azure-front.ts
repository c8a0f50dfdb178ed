// Azure's blob endpoints and resource manager as the adapter reaches them, in front of Azurite: bearer tokens are
// demanded of the request and of a copy's source, and what Azurite lacks is put in the requests that it knows. The
// adapter runs as in Azure, down to the last HTTPS request; from there on, the bytes go to Azurite.

import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { createDefaultHttpClient, createHttpHeaders, RestError } from '@azure/core-rest-pipeline';
import {
  AccountSASPermissions,
  ContainerSASPermissions,
  generateAccountSASQueryParameters,
  generateBlobSASQueryParameters,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import type { AzuriteAccount } from '../../local/azure/azurite.ts';
import { answerBatch } from './azure-batch.ts';
import { delegatedLinks } from './azure-links.ts';
import type { TestAzurite } from './azurite.ts';
import { resourceIdOf } from './azurite.ts';

export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface AzureFront {
  /** What an account's blob service says of its kind; flat unless set. */
  readonly kinds: Map<string, 'hierarchical' | 'may not ask'>;
  readonly httpClient: HttpClient;
  /** As the adapter sent them. */
  readonly requests: readonly SentRequest[];
  readonly credential: {
    getToken(scope: string | string[]): Promise<{ token: string; expiresOnTimestamp: number }>;
  };
  /** Scopes of the tokens that were asked for. */
  readonly scopes: readonly string[];
  forget(): void;
  /** Service codes by which blobs, by the path of their URL, are kept from being deleted. Azurite knows no immutability. */
  readonly immutable: Map<string, 'BlobImmutableDueToPolicy' | 'BlobImmutableDueToLegalHold'>;
  /** Whether a copy whose source is to have an MD5 is refused, as Azure does when it is the wrong one. */
  proveMd5: boolean;
  /** What the service makes of a listing's `startFrom`, where it is not what is documented. */
  startFrom?: ((name: string) => string) | 'refused' | 'ignored' | undefined;
}

const HOUR_MS = 3_600_000;
const tokenFor = (scope: string): string => `token-for-${scope}`;
const STORAGE_TOKEN = `Bearer ${tokenFor('https://storage.azure.com/.default')}`;
const MANAGEMENT_TOKEN = `Bearer ${tokenFor('https://management.azure.com/.default')}`;
const BLOB_HOST = /^https:\/\/(?<name>[a-z0-9]+)\.blob\.core\.windows\.net(?<path>\/?[^?]*)\??(?<query>.*)$/;

/** Azurite knows some operations on blobs only under a container's signature, and others only under the account's. */
const sasOf = (account: AzuriteAccount, path: string): string => {
  const key = new StorageSharedKeyCredential(account.name, account.key);
  const expiresOn = new Date(Date.now() + HOUR_MS);
  const [, container, blob] = path.split('/');
  if (blob !== undefined) {
    const permissions = ContainerSASPermissions.parse('racwdltmei');
    const containerName = decodeURIComponent(container ?? '');
    return generateBlobSASQueryParameters({ containerName, permissions, expiresOn }, key).toString();
  }
  const everything = {
    services: 'b',
    resourceTypes: 'sco',
    permissions: AccountSASPermissions.parse('rwdlacupt'),
  };
  return generateAccountSASQueryParameters({ ...everything, expiresOn }, key).toString();
};

const answer = (
  request: PipelineRequest,
  status: number,
  serviceCode: string,
  body = '',
  type = 'application/json',
): PipelineResponse => ({
  request,
  status,
  headers: createHttpHeaders({ 'x-ms-error-code': serviceCode, 'content-type': type }),
  bodyAsText: body,
});

const withStartFrom = (url: string, change: ((name: string) => string) | 'ignored'): string =>
  url.replace(/&startFrom=([^&]*)/, (_, name: string) =>
    change === 'ignored' ? '' : `&startFrom=${encodeURIComponent(change(decodeURIComponent(name)))}`,
  );

export const createAzureFront = (azurite: TestAzurite): AzureFront => {
  const inner = createDefaultHttpClient();
  const requests: SentRequest[] = [];
  const scopes: string[] = [];
  const kinds: AzureFront['kinds'] = new Map();
  const links = delegatedLinks();

  /** Azurite says nothing of hierarchical namespaces. */
  const tellKind = (request: PipelineRequest): PipelineResponse | undefined => {
    if (!request.url.includes('restype=account')) return undefined;
    const kind = kinds.get(BLOB_HOST.exec(request.url)?.groups?.name ?? '');
    if (kind === undefined) return undefined;
    if (kind === 'may not ask') return answer(request, 403, 'AuthorizationPermissionMismatch');
    return { request, status: 200, headers: createHttpHeaders({ 'x-ms-is-hns-enabled': 'true' }) };
  };

  /** A request by a link, which has no token; undefined where it is none. */
  const followLink = async (request: PipelineRequest): Promise<PipelineResponse | undefined> => {
    if (request.headers.has('authorization')) return undefined;
    const account = BLOB_HOST.exec(request.url)?.groups?.name ?? '';
    if (!links.isValid(account, new URL(request.url))) return answer(request, 403, 'AuthenticationFailed');
    request.url = toAzurite(request, request.url.slice(0, request.url.indexOf('?')));
    return await inner.sendRequest(request);
  };

  const delegateKey = (request: PipelineRequest): PipelineResponse | undefined => {
    if (!request.url.includes('comp=userdelegationkey')) return undefined;
    const account = BLOB_HOST.exec(request.url)?.groups?.name ?? '';
    return answer(request, 200, '', links.delegate(account, request), 'application/xml');
  };

  const tellImmutable = (request: PipelineRequest): PipelineResponse | undefined => {
    const code = front.immutable.get(decodeURIComponent(new URL(request.url).pathname));
    if (code === undefined) return undefined;
    if (request.method === 'DELETE') return answer(request, 409, code);
    if (request.method !== 'HEAD') return undefined;
    const state =
      code === 'BlobImmutableDueToPolicy'
        ? { 'x-ms-immutability-policy-until-date': 'Fri, 01 Jan 2027 00:00:00 GMT' }
        : { 'x-ms-legal-hold': 'true' };
    return { request, status: 200, headers: createHttpHeaders(state) };
  };

  const toAzurite = (request: PipelineRequest, url: string): string => {
    const { name = '', path = '', query = '' } = BLOB_HOST.exec(url)?.groups ?? {};
    const account = azurite.accounts.find((candidate) => candidate.name === name);
    if (account === undefined) {
      throw new RestError(`getaddrinfo ENOTFOUND ${name}`, { code: 'ENOTFOUND', request });
    }
    return `${azurite.blobEndpoint}/${name}${path}?${query === '' ? '' : `${query}&`}${sasOf(account, path)}`;
  };

  const readableByAzurite = (request: PipelineRequest, copySource: string): PipelineResponse | undefined => {
    const { headers } = request;
    if (headers.get('x-ms-copy-source-authorization') !== STORAGE_TOKEN) {
      return answer(request, 403, 'CannotVerifyCopySource');
    }
    headers.delete('x-ms-copy-source-authorization');
    headers.set('x-ms-copy-source', toAzurite(request, copySource));
    return undefined;
  };

  const takeStartFrom = (request: PipelineRequest): PipelineResponse | undefined => {
    const { startFrom } = front;
    if (startFrom === undefined || !request.url.includes('startFrom=')) return undefined;
    if (startFrom === 'refused') return answer(request, 400, 'UnsupportedQueryParameter');
    request.url = withStartFrom(request.url, startFrom);
    return undefined;
  };

  /** What Azurite cannot; undefined: it can. */
  const answerItself = (request: PipelineRequest): PipelineResponse | undefined =>
    delegateKey(request) ?? tellImmutable(request) ?? tellKind(request) ?? takeStartFrom(request);

  const sendBlobRequest = async (request: PipelineRequest): Promise<PipelineResponse> => {
    const { headers } = request;
    if (headers.get('authorization') !== STORAGE_TOKEN) {
      return answer(request, 401, 'NoAuthenticationInformation');
    }
    if (request.url.includes('comp=batch')) return await answerBatch(request, sendBlobRequest);
    headers.delete('authorization');
    const told = answerItself(request);
    if (told !== undefined) return told;
    const copySource = headers.get('x-ms-copy-source');
    const isPutBlobFromUrl = copySource !== undefined && headers.get('x-ms-blob-type') === 'BlockBlob';
    const unreadable = copySource === undefined ? undefined : readableByAzurite(request, copySource);
    if (unreadable !== undefined) return unreadable;
    if (front.proveMd5 && headers.has('x-ms-source-content-md5')) return answer(request, 400, 'Md5Mismatch');
    if (isPutBlobFromUrl) {
      headers.delete('x-ms-blob-type');
      headers.set('x-ms-requires-sync', 'true');
    }
    request.url = toAzurite(request, request.url);
    const response = await inner.sendRequest(request);
    return isPutBlobFromUrl && response.status === 202 ? { ...response, status: 201 } : response;
  };

  const sendManagementRequest = (request: PipelineRequest): PipelineResponse => {
    if (request.headers.get('authorization') !== MANAGEMENT_TOKEN)
      return answer(request, 401, 'InvalidToken');
    const { pathname } = new URL(request.url);
    const account = azurite.accounts.find(({ name }) => pathname === resourceIdOf(name));
    if (account === undefined) return answer(request, 404, 'ResourceNotFound');
    const body = { location: 'West Europe', properties: { isHnsEnabled: kinds.has(account.name) } };
    return answer(request, 200, '', JSON.stringify(body));
  };

  const front: AzureFront = {
    proveMd5: false,
    immutable: new Map(),
    requests,
    scopes,
    kinds,
    forget: () => {
      requests.length = 0;
    },
    credential: {
      getToken: async (scope) => {
        scopes.push(String(scope));
        return { token: tokenFor(String(scope)), expiresOnTimestamp: Date.now() + HOUR_MS };
      },
    },
    httpClient: {
      sendRequest: async (request) => {
        requests.push({ method: request.method, url: request.url, headers: request.headers.toJSON() });
        const isManagement = request.url.startsWith('https://management.azure.com/');
        if (isManagement) return sendManagementRequest(request);
        return (await followLink(request)) ?? (await sendBlobRequest(request));
      },
    },
  };
  return front;
};
