// What prune could not delete because the storage service keeps it, and how much of it is remembered.

import type { CoverageWarning, WarningCode } from '../recovery-point/recovery-point.ts';

export type BlockReason = 'immutability-policy' | 'legal-hold' | 'lease' | 'lock' | 'refused';

export interface BlockedBlob {
  readonly container: string;
  readonly name: string;
  readonly bytes: number;
  readonly reason: BlockReason;
  /** When it may go, where the service tells (ISO 8601, UTC). */
  readonly until?: string;
  /** The service's own error code; of a lock its name and what it is on. */
  readonly detail?: string;
}

export interface BlockedSummary {
  readonly count: number;
  readonly bytes: number;
  /** The first MAX_LISTED. */
  readonly blobs: readonly BlockedBlob[];
}

const MAX_LISTED = 1000;
const MAX_EXAMPLES = 20;

export const noneBlocked: BlockedSummary = { count: 0, bytes: 0, blobs: [] };

export const summarizeBlocked = (blobs: readonly BlockedBlob[]): BlockedSummary => ({
  count: blobs.length,
  bytes: blobs.reduce((sum, { bytes }) => sum + bytes, 0),
  blobs: blobs.slice(0, MAX_LISTED),
});

export const mergeBlocked = (summaries: readonly BlockedSummary[]): BlockedSummary => ({
  count: summaries.reduce((sum, { count }) => sum + count, 0),
  bytes: summaries.reduce((sum, { bytes }) => sum + bytes, 0),
  blobs: summaries.flatMap(({ blobs }) => blobs).slice(0, MAX_LISTED),
});

/** What is known to be blocked, with what has been found since; of a name that is in both, as it was found last. */
export const addBlocked = (known: BlockedSummary, found: BlockedSummary): BlockedSummary => {
  const placeOf = ({ container, name }: BlockedBlob): string => `${container}/${name}`;
  const again = new Set(found.blobs.map(placeOf));
  const foundAgain = summarizeBlocked(known.blobs.filter((blob) => again.has(placeOf(blob))));
  return {
    count: known.count - foundAgain.count + found.count,
    bytes: known.bytes - foundAgain.bytes + found.bytes,
    blobs: [...found.blobs, ...known.blobs.filter((blob) => !again.has(placeOf(blob)))].slice(0, MAX_LISTED),
  };
};

/** The first moment at which one of them may go; undefined where the service told none. */
export const nextRelease = ({ blobs }: BlockedSummary): string | undefined =>
  blobs.flatMap(({ until }) => until ?? []).sort()[0];

const codes: Readonly<Record<BlockReason, WarningCode>> = {
  'immutability-policy': 'DeletionBlockedByImmutabilityPolicy',
  'legal-hold': 'DeletionBlockedByLegalHold',
  lease: 'DeletionBlockedByLease',
  lock: 'DeletionBlockedByLock',
  refused: 'DeletionRefused',
};

/** One warning per reason. Counts are those of the listed ones; `more` says where there are others. */
export const blockedWarnings = ({ blobs }: BlockedSummary): readonly CoverageWarning[] =>
  (Object.keys(codes) as BlockReason[]).flatMap((reason) => {
    const ofReason = blobs.filter((blob) => blob.reason === reason);
    if (ofReason.length === 0) return [];
    const examples = ofReason.slice(0, MAX_EXAMPLES).map(exampleOf);
    return [{ code: codes[reason], count: ofReason.length, examples }];
  });

const exampleOf = (blob: BlockedBlob): string => `${blob.container}/${blob.name}${circumstances(blob)}`;

const circumstances = ({ until, reason, detail }: BlockedBlob): string => {
  if (reason === 'lock') return ` by ${detail ?? 'a lock'}`;
  if (reason === 'refused' && detail !== undefined) return ` (${detail})`;
  return until === undefined ? '' : ` until ${until}`;
};
