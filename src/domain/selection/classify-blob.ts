// Decides from a listing alone what becomes of a blob: an entry of the recovery point, or a warning that names it.

import type { AccessTier, ManifestEntry } from '../manifest/entry.ts';
import type { WarningCode } from '../recovery-point/recovery-point.ts';
import type { Writable } from '../shared/writable.ts';

/** What a listing tells of a blob. */
export interface ListedBlob {
  readonly name: string;
  readonly size: number;
  readonly etag: string;
  readonly lastModified: number;
  readonly md5?: string;
  readonly tier?: AccessTier;
  readonly blobType: 'BlockBlob' | 'AppendBlob' | 'PageBlob';
  readonly snapshot?: string;
  readonly customerProvidedKey?: boolean;
  readonly directory?: boolean;
}

export type Classified =
  | { readonly kind: 'entry'; readonly entry: ManifestEntry }
  /** Cannot be copied, but is kept where the previous recovery point has the same content of it. */
  | { readonly kind: 'archived'; readonly entry: ManifestEntry }
  | { readonly kind: 'left-out'; readonly warning: WarningCode };

const leftOut = (warning: WarningCode): Classified => ({ kind: 'left-out', warning });

export const classifyBlob = (container: string, blob: ListedBlob): Classified => {
  if (blob.snapshot !== undefined) return leftOut('SnapshotsNotProtected');
  if (blob.blobType === 'AppendBlob') return leftOut('AppendBlobNotSupported');
  if (blob.blobType === 'PageBlob') return leftOut('PageBlobNotSupported');
  if (blob.customerProvidedKey === true) return leftOut('CustomerProvidedKeyNotReadable');
  const entry = entryOf(container, blob);
  return { kind: blob.tier === 'Archive' ? 'archived' : 'entry', entry };
};

/** Made once for every blob of an account, so field by field. */
const entryOf = (container: string, blob: ListedBlob): ManifestEntry => {
  const { name, etag, lastModified } = blob;
  if (blob.directory === true) return { container, name, size: 0, etag, lastModified, kind: 'directory' };
  const entry: Writable<ManifestEntry> = {
    container,
    name,
    size: blob.size,
    etag,
    lastModified,
    kind: 'block',
  };
  if (blob.md5 !== undefined) entry.md5 = blob.md5;
  if (blob.tier !== undefined) entry.tier = blob.tier;
  return entry;
};
