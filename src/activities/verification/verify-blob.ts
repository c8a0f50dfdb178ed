// Verifies one entry of a recovery point against its vault object. What the listing alone puts in doubt is always looked
// at itself, so that neither a stale listing nor an object that came meanwhile is taken for damage.

import type { ManifestEntry } from '../../domain/manifest/entry.ts';
import type { ContentFacts } from '../../domain/recovery-point/verify-copy.ts';
import type { BlobVerdict } from '../../domain/verification/judge-blob.ts';
import { isSuspicious, judgeContent } from '../../domain/verification/judge-blob.ts';
import type { BlobDigest, ObjectStore } from '../../ports/object-store.ts';
import { isStoreError } from '../../ports/object-store.ts';
import { objectsContainer, vaultObjectBlob } from '../../vault/layout.ts';

export interface VerifyContext {
  readonly data: ObjectStore;
  /** The account that the recovery point was taken of. */
  readonly source: ObjectStore;
  readonly isSampled: (objectKey: string) => boolean;
}

export interface VerifiedBlob {
  readonly verdict: BlobVerdict;
  /** Bytes read to their end; absent: not read. */
  readonly read?: number;
}

/** What a few minutes suffice for; a larger blob is compared by its size alone. */
const MAX_READ_BYTES = 8 * 1024 ** 3;

export const verifyBlob = async (
  context: VerifyContext,
  entry: ManifestEntry,
  objectKey: string,
  listed: ContentFacts | undefined,
): Promise<VerifiedBlob> => {
  if (entry.kind === 'directory') return { verdict: 'present' };
  // Objects that several blobs share, and versions, come with a later version of Holdfast.
  if (entry.location !== undefined) return { verdict: 'unreadable' };
  if (!isSuspicious(entry, listed) && !context.isSampled(objectKey)) return { verdict: 'present' };
  const name = vaultObjectBlob.build(entry.container, entry.name, entry.etag);
  const found = await readOrHead(context.data, name, entry.size);
  if (found === undefined) return { verdict: 'missing' };
  if (found === 'unreadable') return { verdict: 'unreadable' };
  if (found.md5 === undefined) return { verdict: found.size === entry.size ? 'unconfirmed' : 'sizeDiffers' };
  const verdict = judgeContent(entry, { ...found, md5: found.md5 });
  const read = found.size;
  if (verdict !== 'contentDiffers') return { verdict, read };
  return { verdict: (await sourceHas(context.source, entry, found.md5)) ? 'unconfirmed' : verdict, read };
};

interface Found {
  readonly size: number;
  /** Absent: too large to be read. */
  readonly md5?: string;
  readonly statedMd5?: string;
}

const readOrHead = async (
  data: ObjectStore,
  name: string,
  size: number,
): Promise<Found | 'unreadable' | undefined> => {
  try {
    if (size <= MAX_READ_BYTES) return await data.digest(objectsContainer, name);
    const object = await data.head(objectsContainer, name);
    return object === undefined ? undefined : { size: object.size };
  } catch (error) {
    if (isStoreError(error) && error.code === 'source-unreadable') return 'unreadable';
    throw error;
  }
};

/** Some clients state a wrong MD5 at the source. Where the source still has the blob as it was, its content settles it. */
const sourceHas = async (
  source: ObjectStore,
  { container, name, etag }: ManifestEntry,
  md5: string,
): Promise<boolean> => {
  const present = await digestOrNothing(source, container, name);
  return present?.etag === etag && present.md5 === md5;
};

const digestOrNothing = async (
  source: ObjectStore,
  container: string,
  name: string,
): Promise<BlobDigest | undefined> => {
  try {
    return await source.digest(container, name);
  } catch (error) {
    // The source may be gone, or closed to the app: then it says nothing.
    if (isStoreError(error) && !error.transient) return undefined;
    throw error;
  }
};
