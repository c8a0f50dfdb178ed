// How a request gets access where the SDK does not sign it: the source of a copy, and listings. By a bearer token in a
// header, or by a shared access signature in the URL. Neither is ever logged.

import type { TokenCredential } from '@azure/core-auth';
import type { HttpAuthorization, StorageSharedKeyCredential } from '@azure/storage-blob';
import { ContainerSASPermissions, generateBlobSASQueryParameters, SASProtocol } from '@azure/storage-blob';
import { storeError } from '../../ports/object-store.ts';
import { blobUrl, containerUrl } from './blob-address.ts';

export interface AuthorizedUrl {
  readonly url: string;
  readonly authorization?: HttpAuthorization;
}

export interface AccountAccess {
  readonly blob: (container: string, name: string) => Promise<AuthorizedUrl>;
  readonly container: (container: string) => Promise<AuthorizedUrl>;
}

const STORAGE_SCOPE = 'https://storage.azure.com/.default';
const MINUTE_MS = 60_000;
/** A token or signature is renewed this long before its end, which is more than a copy of one request takes. */
const RENEW_BEFORE_MS = 15 * MINUTE_MS;
const SAS_LIFETIME_MS = 60 * MINUTE_MS;

interface Expiring {
  readonly value: string;
  readonly expiresAt: number;
}

const isFresh = (held: Expiring | undefined): held is Expiring =>
  held !== undefined && held.expiresAt - RENEW_BEFORE_MS > Date.now();

const tokenSource = (credential: TokenCredential): (() => Promise<string>) => {
  let held: Expiring | undefined;
  let pending: Promise<Expiring> | undefined;
  const renew = async (): Promise<Expiring> => {
    const token = await credential.getToken(STORAGE_SCOPE);
    if (token === null) throw storeError('forbidden', 'The credential gave no token for Azure Storage');
    return { value: token.token, expiresAt: token.expiresOnTimestamp };
  };
  return async () => {
    if (isFresh(held)) return held.value;
    pending ??= renew().finally(() => {
      pending = undefined;
    });
    held = await pending;
    return held.value;
  };
};

export const bearerAccess = (accountUrl: string, credential: TokenCredential): AccountAccess => {
  if (!accountUrl.startsWith('https:')) {
    throw storeError('invalid-request', `A bearer token may not be sent to ${accountUrl}: it is not HTTPS`);
  }
  const token = tokenSource(credential);
  const authorize = async (url: string): Promise<AuthorizedUrl> => ({
    url,
    authorization: { scheme: 'Bearer', value: await token() },
  });
  return {
    blob: async (container, name) => authorize(blobUrl(accountUrl, container, name)),
    container: async (container) => authorize(containerUrl(accountUrl, container)),
  };
};

/** Signatures for reading and listing one container, for an hour. Without a start: the clocks of two machines differ. */
export const signedAccess = (accountUrl: string, key: StorageSharedKeyCredential): AccountAccess => {
  const held = new Map<string, Expiring>();
  const sign = (containerName: string): Expiring => {
    const now = Date.now();
    const expiresAt = now + SAS_LIFETIME_MS;
    const parameters = generateBlobSASQueryParameters(
      {
        containerName,
        permissions: ContainerSASPermissions.from({ read: true, list: true, tag: true }),
        protocol: SASProtocol.HttpsAndHttp,
        expiresOn: new Date(expiresAt),
      },
      key,
    );
    return { value: parameters.toString(), expiresAt };
  };
  const signatureOf = (container: string): string => {
    const known = held.get(container);
    const signature = isFresh(known) ? known : sign(container);
    held.set(container, signature);
    return signature.value;
  };
  return {
    blob: async (container, name) => ({
      url: `${blobUrl(accountUrl, container, name)}?${signatureOf(container)}`,
    }),
    container: async (container) => ({
      url: `${containerUrl(accountUrl, container)}?${signatureOf(container)}`,
    }),
  };
};
