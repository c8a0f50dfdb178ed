// The work of one verification slice: stretch by stretch of the lane's keys, the manifest beside the listing. What is
// found is kept up to the last entry that is done with, so a fault in the middle loses nothing.

import { addCounters } from '../../domain/job/counters.ts';
import type { ChildRef, ChunkReader } from '../../domain/manifest/chunk.ts';
import type { EntryKey } from '../../domain/manifest/entry.ts';
import type { VerificationCounters } from '../../domain/verification/counters.ts';
import { countBlob, countChunk, noVerificationCounters } from '../../domain/verification/counters.ts';
import type { Damage } from '../../domain/verification/damage.ts';
import { damageOfBlob, damageOfChunk, mergeDamage, noDamage } from '../../domain/verification/damage.ts';
import { isDamage } from '../../domain/verification/judge-blob.ts';
import type { KeyInterval, VerificationCursor } from '../../domain/verification/key-interval.ts';
import { firstHalf, following } from '../../domain/verification/key-interval.ts';
import { isTransient } from '../permanent-failure.ts';
import { listObjects, MAX_LISTED } from './list-objects.ts';
import type { VerifyContext } from './verify-blob.ts';
import { verifyBlob } from './verify-blob.ts';
import type { WalkSink } from './walk-manifest.ts';
import { walkManifest } from './walk-manifest.ts';

export interface LaneVerification extends VerifyContext {
  readonly chunks: ChunkReader;
  readonly root: ChildRef;
  readonly lane: KeyInterval;
  readonly concurrency: number;
  readonly isOver: () => boolean;
}

export interface VerifiedLane {
  readonly counters: VerificationCounters;
  readonly damage: Damage;
  /** Absent: the lane is done. */
  readonly cursor?: VerificationCursor;
}

/** Throws a fault that came before anything was done. */
export const verifyLane = async (
  lane: LaneVerification,
  start: VerificationCursor,
): Promise<VerifiedLane> => {
  let { counters, damage }: VerifiedLane = { counters: noVerificationCounters, damage: noDamage };
  let cursor: VerificationCursor | undefined = start;
  let advanced = false;
  const sinkOf = (keys: KeyInterval): WalkSink => ({
    blob({ container, name, size }, object, { verdict, read }) {
      counters = addCounters(counters, countBlob(verdict, size, read));
      if (isDamage(verdict))
        damage = mergeDamage(damage, damageOfBlob({ container, name, kind: verdict, object }));
    },
    chunk(chunk, problem) {
      counters = addCounters(counters, countChunk(chunk));
      damage = mergeDamage(damage, damageOfChunk(chunk, problem));
    },
    reach(after: EntryKey) {
      cursor = { from: keys.from, to: keys.to, after };
      advanced = true;
    },
  });
  try {
    while (cursor !== undefined && !(advanced && lane.isOver())) {
      const at: VerificationCursor = cursor;
      const objects = await listObjects(lane.data, at, mostOf(at));
      if (objects === undefined) {
        cursor = firstHalf(at);
        continue;
      }
      const { chunks, root, concurrency, isOver } = lane;
      const done = await walkManifest(
        {
          chunks,
          root,
          objects,
          keys: at,
          ...(at.after === undefined ? {} : { after: at.after }),
          verify: (entry, key, listed) => verifyBlob(lane, entry, key, listed),
          concurrency,
          isOver,
        },
        sinkOf(at),
      );
      if (!done) break;
      cursor = following(at, lane.lane);
      advanced = true;
    }
  } catch (error) {
    if (!advanced || !isTransient(error)) throw error;
  }
  return { counters, damage, ...(cursor === undefined ? {} : { cursor }) };
};

/** In the middle of the manifest the first half would go on where the second has not begun. */
const mostOf = (at: VerificationCursor): number =>
  at.after === undefined && firstHalf(at) !== undefined ? MAX_LISTED : Number.POSITIVE_INFINITY;
