// What the parts of one backup slice share: the accounts, the previous manifest, and how long the slice may go on.

import type { ListingWay } from '../../domain/job/slices.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { ChunkStore } from '../../vault/chunk-store.ts';

/** Nothing is taken over unread: every blob's vault object is looked at, and copied anew where it is missing or wrong. */
export interface Recheck {
  /** Milliseconds since the Unix epoch: objects written later were written by this backup. */
  readonly since: number;
  /** By the key of the vault object: looks right from outside, and is known not to be. */
  readonly isSuspect: (objectKey: string) => boolean;
}

export interface SliceContext {
  readonly source: ObjectStore;
  readonly data: ObjectStore;
  /** Of the source. */
  readonly hierarchical: boolean;
  /** How ranges are listed to begin with. */
  readonly way: ListingWay;
  readonly chunks: ChunkStore;
  readonly previousRoot?: string;
  readonly recheck?: Recheck;
  readonly clock: Clock;
  readonly log: Log;
  readonly copyConcurrency: number;
  /** Milliseconds since the Unix epoch: from then on the slice ends where it can. */
  readonly deadline: number;
  readonly sliceMs: number;
  /** Requests sent; chunks are counted by their own store. */
  readonly tally: { requests: number };
}
