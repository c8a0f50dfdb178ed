// Shared access signatures for reading one blob: signed by a user delegation key where the app has an identity, which
// ends with the identity's right to read, and by the account's key in the emulator. Never logged.

import type { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { BlobSASPermissions, generateBlobSASQueryParameters, SASProtocol } from '@azure/storage-blob';
import { guarded } from './store-errors.ts';

export type SignRead = (container: string, name: string, expiresAt: number) => Promise<string>;

/** Clocks differ: the key is asked for from a while ago, and the signature has no start. */
const CLOCK_SKEW_MS = 15 * 60_000;

const readOnly = (containerName: string, blobName: string, expiresAt: number) => ({
  containerName,
  blobName,
  permissions: BlobSASPermissions.from({ read: true }),
  expiresOn: new Date(expiresAt),
});

/** @param service made once: its requests are the app's own */
export const delegatedSignature =
  (accountName: string, service: () => BlobServiceClient): SignRead =>
  async (container, name, expiresAt) => {
    const startsOn = new Date(Math.min(Date.now(), expiresAt) - CLOCK_SKEW_MS);
    const key = await guarded(() => service().getUserDelegationKey(startsOn, new Date(expiresAt)));
    const asked = { ...readOnly(container, name, expiresAt), protocol: SASProtocol.Https };
    return generateBlobSASQueryParameters(asked, key, accountName).toString();
  };

/** For emulators, which are reached over HTTP. */
export const keySignature =
  (key: StorageSharedKeyCredential): SignRead =>
  async (container, name, expiresAt) => {
    const asked = { ...readOnly(container, name, expiresAt), protocol: SASProtocol.HttpsAndHttp };
    return generateBlobSASQueryParameters(asked, key).toString();
  };
