// Restores one blob from the vault to the target, under the conflict policy, and says what became of it.

import type { ManifestEntry } from '../../domain/manifest/entry.ts';
import { compareContent } from '../../domain/recovery-point/verify-copy.ts';
import { restoredTier } from '../../domain/restore/tier.ts';
import type { Log } from '../../ports/log.ts';
import type { BlobProperties, ObjectStore, StoreErrorCode } from '../../ports/object-store.ts';
import { isStoreError } from '../../ports/object-store.ts';
import type { RestorePlan } from '../../vault/documents/restore-plan.ts';
import { vaultObjectOf } from './range-entries.ts';

export interface RestoreContext {
  readonly plan: RestorePlan;
  readonly data: ObjectStore;
  readonly target: ObjectStore;
  readonly log: Log;
}

/** `not-restored`: named in the log; the verification counts it. */
export type RestoredBlob = 'restored' | 'skipped' | 'not-restored';

// These concern the one blob; with any other error the rest would fare no better.
const OF_ONE_BLOB: ReadonlySet<StoreErrorCode> = new Set([
  'invalid-request',
  'immutable',
  'lease-held',
  'source-not-found',
  'source-unreadable',
  'source-changed',
]);

export const restoreBlob = async (
  context: RestoreContext,
  entry: ManifestEntry,
  targetContainer: string,
): Promise<RestoredBlob> => {
  const { container, name } = entry;
  try {
    return entry.kind === 'directory'
      ? await restoreDirectory(context, entry, targetContainer)
      : await restoreContent(context, entry, targetContainer);
  } catch (error) {
    if (!isStoreError(error) || !OF_ONE_BLOB.has(error.code)) throw error;
    context.log.error('A blob cannot be restored', { container, name, code: error.code, error });
    return 'not-restored';
  }
};

const restoreContent = async (
  { plan, data, target, log }: RestoreContext,
  entry: ManifestEntry,
  container: string,
): Promise<RestoredBlob> => {
  const object = vaultObjectOf(entry);
  const stored = await data.head(object.container, object.name);
  if (stored === undefined) {
    log.error('The vault has lost the content of a blob', {
      container: entry.container,
      name: entry.name,
      object,
    });
    return 'not-restored';
  }
  const tier = restoredTier(plan.tier, entry.tier);
  try {
    await target.copyFrom({
      source: { store: data, ...object },
      sourceEtag: stored.etag,
      size: stored.size,
      ...(stored.md5 === undefined ? {} : { sourceMd5: stored.md5 }),
      target: { container, name: entry.name },
      // Containers of the policy `fail` are the job's own; there a repeated step replaces what it wrote itself.
      onlyIfAbsent: plan.conflict === 'skip',
      ...(tier === undefined ? {} : { tier }),
    });
    return 'restored';
  } catch (error) {
    if (!isStoreError(error) || error.code !== 'condition-not-met') throw error;
    const present = await target.head(container, entry.name);
    return present !== undefined && isOwn(stored, present, plan.startTime) ? 'restored' : 'skipped';
  }
};

/** Clocks of the app and of storage may differ by this much. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** Was the blob that is in the way written by an earlier attempt of this very job, or might as well have been? */
const isOwn = (stored: BlobProperties, present: BlobProperties, startTime: string): boolean => {
  const verdict = compareContent(stored, present);
  if (verdict !== 'unconfirmed') return verdict === 'same';
  return present.lastModified >= Date.parse(startTime) - CLOCK_SKEW_MS;
};

/** A directory of its own right: an empty one would be lost otherwise. On a flat account it is the same placeholder. */
const restoreDirectory = async (
  { target }: RestoreContext,
  { name }: ManifestEntry,
  container: string,
): Promise<RestoredBlob> => {
  try {
    await target.write(container, name, new Uint8Array(), {
      onlyIfAbsent: true,
      metadata: { hdi_isfolder: 'true' },
    });
  } catch (error) {
    // It is there already, made by hand or by the first blob in it.
    if (!isStoreError(error) || error.code !== 'condition-not-met') throw error;
  }
  return 'restored';
};
