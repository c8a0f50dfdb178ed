// The SDK's answers in the port's words.

import type { BlobGetPropertiesResponse } from '@azure/storage-blob';
import type { AccessTier } from '../../domain/manifest/entry.ts';
import type { BlobHeaders, BlobProperties, BlobType } from '../../ports/object-store.ts';

const TIERS: ReadonlySet<string> = new Set<AccessTier>(['Hot', 'Cool', 'Cold', 'Archive']);

export const isAccessTier = (tier: string | undefined): tier is AccessTier =>
  tier !== undefined && TIERS.has(tier);

/** Headers carry ETags in quotes, listings without. */
export const unquoted = (etag: string | undefined): string => (etag ?? '').replaceAll('"', '');

export const quoted = (etag: string): string => `"${etag}"`;

export const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

/** Without the properties that are undefined. */
export const defined = <T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

const md5AndTier = (md5: Uint8Array | undefined, tier: string | undefined) => ({
  ...(md5 === undefined || md5.length === 0 ? {} : { md5: base64(md5) }),
  ...(isAccessTier(tier) ? { tier } : {}),
});

export const toBlobProperties = (answer: BlobGetPropertiesResponse): BlobProperties => ({
  size: answer.contentLength ?? 0,
  etag: unquoted(answer.etag),
  lastModified: answer.lastModified?.getTime() ?? 0,
  ...md5AndTier(answer.contentMD5, answer.accessTier),
  blobType: (answer.blobType ?? 'BlockBlob') satisfies BlobType,
  ...toHeaders(answer),
  metadata: answer.metadata ?? {},
  tagCount: answer.tagCount ?? 0,
  ...(answer.immutabilityPolicyExpiresOn === undefined
    ? {}
    : { immutableUntil: answer.immutabilityPolicyExpiresOn.getTime() }),
  ...(answer.legalHold === true ? { legalHold: true } : {}),
});

const toHeaders = (answer: BlobGetPropertiesResponse): BlobHeaders =>
  defined({
    contentType: answer.contentType,
    contentEncoding: answer.contentEncoding,
    contentLanguage: answer.contentLanguage,
    contentDisposition: answer.contentDisposition,
    cacheControl: answer.cacheControl,
  });
