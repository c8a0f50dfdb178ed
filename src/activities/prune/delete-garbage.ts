// Deletes garbage in batches and tells what the storage service keeps, and until when. Before each round the lock is
// looked at: garbage is garbage only while no backup can take it up.

import type { BlockedBlob, BlockReason } from '../../domain/prune/blocked.ts';
import type { Failure } from '../../domain/shared/failure.ts';
import type { ObjectStore, StoreError } from '../../ports/object-store.ts';
import { isStoreError, MAX_BATCH } from '../../ports/object-store.ts';
import { inParallel } from '../../vault/in-parallel.ts';

const BATCHES_AT_ONCE = 4;
/** Of so many blocked blobs of a slice it is asked until when. */
const ASKED_ABOUT = 100;

export type Garbage = readonly (readonly [name: string, bytes: number])[];

export interface GarbageRequest {
  readonly store: ObjectStore;
  readonly container: string;
  readonly garbage: Garbage;
  /** Why to stop, when there is a reason. */
  readonly obstacle: () => Promise<Failure | undefined>;
}

export type DeletedGarbage =
  | { readonly kind: 'deleted'; readonly blocked: readonly BlockedBlob[] }
  | { readonly kind: 'stopped'; readonly failure: Failure };

/** A transient refusal of a blob is thrown when the rest is done: the same garbage may then be deleted again. */
export const deleteGarbage = async (request: GarbageRequest): Promise<DeletedGarbage> => {
  const { store, container, garbage, obstacle } = request;
  const batches = Array.from({ length: Math.ceil(garbage.length / MAX_BATCH) }, (_, batch) =>
    garbage.slice(batch * MAX_BATCH, (batch + 1) * MAX_BATCH),
  );
  const refused: { readonly name: string; readonly bytes: number; readonly error: StoreError }[] = [];
  for (let at = 0; at < batches.length; at += BATCHES_AT_ONCE) {
    const failure = await obstacle();
    if (failure !== undefined) return { kind: 'stopped', failure };
    await inParallel(batches.slice(at, at + BATCHES_AT_ONCE), BATCHES_AT_ONCE, async (batch) => {
      const outcomes = await store.deleteMany(
        container,
        batch.map(([name]) => name),
      );
      for (const [index, [name, bytes]] of batch.entries()) {
        const one = outcomes[index];
        if (one?.outcome === 'refused') refused.push({ name, bytes, error: one.error });
      }
    });
  }
  const passing = refused.find(({ error }) => blockReason(error) === undefined);
  if (passing !== undefined) throw passing.error;
  const blocked = await inParallel([...refused.entries()], BATCHES_AT_ONCE, async ([index, one]) =>
    index < ASKED_ABOUT ? await askUntil(store, container, one) : blockedBlob(container, one),
  );
  return { kind: 'deleted', blocked };
};

/** undefined where the error says nothing about the one blob, or may pass. */
export const blockReason = (error: unknown): Pick<BlockedBlob, 'reason' | 'detail'> | undefined => {
  if (!isStoreError(error)) return undefined;
  const reason = reasonOf(error);
  if (reason === undefined) return undefined;
  return { reason, ...(error.serviceCode === undefined ? {} : { detail: error.serviceCode }) };
};

const reasonOf = ({ code, serviceCode, status }: StoreError): BlockReason | undefined => {
  if (code === 'immutable') return serviceCode?.endsWith('LegalHold') ? 'legal-hold' : 'immutability-policy';
  if (code === 'lease-held') return 'lease';
  // Locks and states that the list of codes does not know: the blob's own affair.
  return code === 'invalid-request' && status === 409 ? 'refused' : undefined;
};

interface Refused {
  readonly name: string;
  readonly bytes: number;
  readonly error: StoreError;
}

const blockedBlob = (container: string, { name, bytes, error }: Refused): BlockedBlob => ({
  container,
  name,
  bytes,
  ...(blockReason(error) ?? { reason: 'refused' }),
});

const askUntil = async (store: ObjectStore, container: string, one: Refused): Promise<BlockedBlob> => {
  const blocked = blockedBlob(container, one);
  const found = blocked.reason === 'lease' ? undefined : await store.head(container, one.name);
  if (found?.legalHold === true) return { ...blocked, reason: 'legal-hold' };
  if (found?.immutableUntil === undefined) return blocked;
  return { ...blocked, until: new Date(found.immutableUntil).toISOString() };
};
