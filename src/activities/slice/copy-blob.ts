// Copies one blob into the vault and makes sure of it: exactly the content that the entry names, or a later state of the
// blob, or nothing and the reason why.

import type { ManifestEntry } from '../../domain/manifest/entry.ts';
import type { WarningCode } from '../../domain/recovery-point/recovery-point.ts';
import type { Verdict } from '../../domain/recovery-point/verify-copy.ts';
import { compareContent } from '../../domain/recovery-point/verify-copy.ts';
import { classifyBlob } from '../../domain/selection/classify-blob.ts';
import type { Failure } from '../../domain/shared/failure.ts';
import { fail } from '../../domain/shared/failure.ts';
import type { StoreErrorCode } from '../../ports/object-store.ts';
import { isStoreError } from '../../ports/object-store.ts';
import { objectsContainer, vaultObjectBlob, vaultObjectKey } from '../../vault/layout.ts';
import type { SliceContext } from './slice-context.ts';

export type CopiedBlob =
  | {
      readonly kind: 'copied';
      readonly entry: ManifestEntry;
      /** False: the vault had the object, from an attempt before this one. */
      readonly fresh: boolean;
      readonly warning?: WarningCode;
    }
  | { readonly kind: 'left-out'; readonly warning: WarningCode }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** A blob that is written to more often than this while it is copied is left out. */
const MAX_ATTEMPTS = 4;

type Sent =
  | { readonly kind: 'sent'; readonly md5?: string }
  | { readonly kind: 'present' | 'changed' | 'gone' | 'unreadable' | 'refused' };

const leftOut = (warning: WarningCode): CopiedBlob & { readonly kind: 'left-out' } => ({
  kind: 'left-out',
  warning,
});

export const copyBlob = async (slice: SliceContext, listed: ManifestEntry): Promise<CopiedBlob> => {
  let entry = listed;
  let replace = slice.recheck !== undefined && (await isSuspect(slice, listed));
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const sent = await send(slice, entry, replace);
    if (sent.kind === 'gone') return leftOut('BlobDeletedWhileCopying');
    if (sent.kind === 'refused') return leftOut('BlobNameNotSupported');
    if (sent.kind === 'sent' || sent.kind === 'present') {
      const verdict = isConfirmed(entry, sent) ? 'same' : await compare(slice, entry);
      const judged = judge(entry, verdict, sent.kind === 'sent', replace);
      if (judged !== undefined) return judged;
      replace = true;
      continue;
    }
    const now = await lookAgain(slice, entry);
    if (now.kind === 'left-out') return now;
    if (sent.kind === 'unreadable' && now.entry.etag === entry.etag) {
      return leftOut('CustomerProvidedKeyNotReadable');
    }
    entry = now.entry;
    replace = false;
  }
  return leftOut('BlobChangedWhileCopying');
};

/** Known to hold something else though it looks right, and not yet copied anew by this backup. */
const isSuspect = async ({ recheck, data, tally }: SliceContext, entry: ManifestEntry): Promise<boolean> => {
  const { container, name, etag } = entry;
  if (recheck?.isSuspect(vaultObjectKey(container, name, etag)) !== true) return false;
  tally.requests += 1;
  const object = await data.head(objectsContainer, objectOf(entry));
  return object !== undefined && object.lastModified < recheck.since;
};

/** Of a blob that cannot be copied any more. */
export const vaultHolds = async (slice: SliceContext, entry: ManifestEntry): Promise<boolean> => {
  if (await isSuspect(slice, entry)) return false;
  slice.tally.requests += 1;
  const object = await slice.data.head(objectsContainer, objectOf(entry));
  return object !== undefined && ['same', 'unconfirmed'].includes(compareContent(entry, object));
};

const objectOf = ({ container, name, etag }: ManifestEntry): string =>
  vaultObjectBlob.build(container, name, etag);

const refusals: Partial<Record<StoreErrorCode, Exclude<Sent['kind'], 'sent'>>> = {
  'condition-not-met': 'present',
  'source-changed': 'changed',
  'source-not-found': 'gone',
  'source-unreadable': 'unreadable',
  'invalid-request': 'refused',
};

const send = async (slice: SliceContext, entry: ManifestEntry, replace: boolean): Promise<Sent> => {
  const { container, name, etag, size, md5 } = entry;
  try {
    const result = await slice.data.copyFrom({
      source: { store: slice.source, container, name },
      sourceEtag: etag,
      size,
      ...(md5 === undefined ? {} : { sourceMd5: md5 }),
      target: { container: objectsContainer, name: objectOf(entry) },
      onlyIfAbsent: !replace,
    });
    slice.tally.requests += result.requests;
    return { kind: 'sent', ...(result.md5 === undefined ? {} : { md5: result.md5 }) };
  } catch (error) {
    slice.tally.requests += 1;
    const kind = isStoreError(error) ? refusals[error.code] : undefined;
    if (kind === undefined) throw error;
    if (kind === 'refused') slice.log.warn('The service refuses to copy a blob', { container, name, error });
    return { kind };
  }
};

/** The MD5 that the copy came back with settles it; otherwise the vault object is looked at. */
const isConfirmed = ({ md5 }: ManifestEntry, sent: Sent): boolean =>
  sent.kind === 'sent' && md5 !== undefined && sent.md5 === md5;

const compare = async (slice: SliceContext, entry: ManifestEntry): Promise<Verdict | 'absent'> => {
  slice.tally.requests += 1;
  const object = await slice.data.head(objectsContainer, objectOf(entry));
  return object === undefined ? 'absent' : compareContent(entry, object);
};

/** undefined: copy once more, replacing what is there. */
const judge = (
  entry: ManifestEntry,
  verdict: Verdict | 'absent',
  fresh: boolean,
  replaced: boolean,
): CopiedBlob | undefined => {
  if (verdict === 'same' || verdict === 'unconfirmed') return { kind: 'copied', entry, fresh };
  if (!replaced) return undefined;
  // The ETag held during the copy and the size is right: the MD5 that a client once wrote at the source is wrong.
  if (verdict === 'md5-differs') return { kind: 'copied', entry, fresh, warning: 'ChecksumNotConfirmed' };
  const { failure } = fail(
    'BackupVerificationFailed',
    `The copy of ${entry.container}/${entry.name} in the vault is not what was copied: ${verdict}.`,
    [
      'Start a backup. If it happens again, look at what else writes to the data account of the backup instance.',
    ],
  );
  return { kind: 'failed', failure };
};

/** The blob's present state, for one that turned out other than listed. */
const lookAgain = async (
  slice: SliceContext,
  { container, name }: ManifestEntry,
): Promise<
  { readonly kind: 'entry'; readonly entry: ManifestEntry } | (CopiedBlob & { readonly kind: 'left-out' })
> => {
  slice.tally.requests += 1;
  const found = await headOrUnreadable(slice, container, name);
  if (found === 'unreadable') return leftOut('CustomerProvidedKeyNotReadable');
  if (found === undefined) return leftOut('BlobDeletedWhileCopying');
  const directory = slice.hierarchical && found.metadata.hdi_isfolder === 'true';
  const classified = classifyBlob(container, { ...found, name, directory });
  if (classified.kind === 'left-out') return leftOut(classified.warning);
  if (classified.kind === 'archived') return leftOut('ArchivedBlobNotReadable');
  return { kind: 'entry', entry: classified.entry };
};

const headOrUnreadable = async (slice: SliceContext, container: string, name: string) => {
  try {
    return await slice.source.head(container, name);
  } catch (error) {
    if (isStoreError(error) && error.code === 'source-unreadable') return 'unreadable';
    throw error;
  }
};
