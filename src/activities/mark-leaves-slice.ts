// Activity: reads the leaves of one lane's stretches of keys, each distinct one once, and marks the objects that they
// name. What only recovery points name that go is marked as dead, so that it goes however young it is.

import type { PruneCounters } from '../domain/job/counters.ts';
import { noPruneCounters } from '../domain/job/counters.ts';
import type { SliceOutcome } from '../domain/job/slices.ts';
import type { Leaf } from '../domain/manifest/chunk.ts';
import { readLeaf } from '../domain/manifest/walk.ts';
import { partsOfLane } from '../domain/prune/partitions.ts';
import type { ChunkStore } from '../vault/chunk-store.ts';
import type { LeafStep, PruneCursor, PruneRoots } from '../vault/documents/prune.ts';
import { indexStepCodec, leafStepCodec } from '../vault/documents/prune.ts';
import { leafListCodec } from '../vault/documents/prune-marks.ts';
import { inParallel } from '../vault/in-parallel.ts';
import { isVaultError, vaultError } from '../vault/vault-error.ts';
import type { activities, InputOf } from '../workflows/catalogue.ts';
import type { Dependencies } from './dependencies.ts';
import { isTransient, permanentFailure } from './permanent-failure.ts';
import { cursorBefore } from './prune/cursor-before.ts';
import { unpackHashes } from './prune/hashes.ts';
import { MarkAccumulator } from './prune/mark-accumulator.ts';
import { objectKeys } from './prune/object-keys.ts';
import { requirePrunePlan, requireRoots } from './prune/require-prune.ts';

type Input = InputOf<typeof activities.markLeavesSlice>;
type Output = SliceOutcome<PruneCounters>;

const READS_AT_ONCE = 16;
/** A slice ends with so many marks: 32 MB at most, as sets grow by doubling. */
const MOST_MARKS = 1_000_000;

export const markLeavesSlice =
  (deps: Dependencies) =>
  async (input: Input): Promise<Output> => {
    try {
      const recorded = await deps.vault.prunes.getStep(input, 'leaves', leafStepCodec, input);
      if (recorded !== undefined) return outcomeOf(recorded);
      const plan = await requirePrunePlan(deps.vault, input);
      if (!plan.ok) return { kind: 'failed', failure: plan.failure };
      const roots = await requireRoots(deps.vault, input);
      if (!roots.ok) return { kind: 'failed', failure: roots.failure };
      const record = await read(deps, input, plan.value.dataAccountId, roots.value);
      return outcomeOf(await deps.vault.prunes.putStepOnce(input, 'leaves', leafStepCodec, input, record));
    } catch (error) {
      if (isTransient(error)) return { kind: 'interrupted', reason: error.message };
      return { kind: 'failed', failure: permanentFailure(error) };
    }
  };

const outcomeOf = ({ chunksRead, entries, cursor }: LeafStep): Output => ({
  kind: 'advanced',
  done: cursor === undefined,
  counters: { ...noPruneCounters, chunksRead, entriesRead: entries },
});

const read = async (
  deps: Dependencies,
  input: Input,
  dataAccountId: string,
  { bounds, digits }: PruneRoots,
): Promise<LeafStep> => {
  const { vault, clock } = deps;
  const deadline = clock.now() + input.sliceSeconds * 1_000;
  // Each leaf is read once: kept any longer, it would only fill the memory.
  const chunks = vault.chunks(dataAccountId, { cacheCapacity: 0 });
  const marks = new MarkAccumulator(digits);
  const parts = partsOfLane(bounds.length + 1, input.lanes, input.lane);
  const cursor = await cursorBefore(vault, input, 'leaves', leafStepCodec);
  let range = cursor?.range ?? 0;
  let at = cursor?.leaves ?? 0;
  let entries = 0;
  // Every slice gets at least one step further.
  let worked = false;
  const isOver = (): boolean => marks.size >= MOST_MARKS || clock.now() >= deadline;
  for (; range < parts.length; range += 1, at = 0) {
    const leaves = await leavesOf(deps, input, parts[range] ?? 0);
    for (; at < leaves.length; at += READS_AT_ONCE) {
      if (worked && isOver()) return await finish({ range, leaves: at });
      worked = true;
      entries += await markLeaves(deps, chunks, marks, leaves.slice(at, at + READS_AT_ONCE));
    }
  }
  return await finish();

  async function finish(end?: PruneCursor): Promise<LeafStep> {
    return {
      version: 1,
      marks: await marks.write(vault, input),
      chunksRead: chunks.counts().read,
      entries,
      ...(end === undefined ? {} : { cursor: end }),
    };
  }
};

interface ListedLeaf {
  readonly hash: string;
  readonly live: boolean;
}

/** Those in use first, then those that only recovery points have that go. Always in the same order. */
const leavesOf = async (
  { vault }: Dependencies,
  input: Input,
  part: number,
): Promise<readonly ListedLeaf[]> => {
  const live = new Set<string>();
  const dead = new Set<string>();
  for (const step of await vault.prunes.listSteps(input, 'index', indexStepCodec)) {
    for (const { hash } of step.leaves.filter((ref) => ref.part === String(part))) {
      const list = await vault.prunes.getPart(input, leafListCodec, hash);
      if (list === undefined)
        throw vaultError('VaultDataMissing', hash, `A list of leaves of the prune ${input.jobId} is gone`);
      for (const leaf of unpackHashes(list.live)) live.add(leaf);
      for (const leaf of unpackHashes(list.dead)) dead.add(leaf);
    }
  }
  return [
    ...[...live].sort().map((hash) => ({ hash, live: true })),
    ...[...dead]
      .filter((hash) => !live.has(hash))
      .sort()
      .map((hash) => ({ hash, live: false })),
  ];
};

/** Each leaf is marked as soon as it is there, so that entries do not pile up. Returns their number. */
const markLeaves = async (
  { log }: Dependencies,
  chunks: ChunkStore,
  marks: MarkAccumulator,
  batch: readonly ListedLeaf[],
): Promise<number> => {
  const counts = await inParallel(batch, READS_AT_ONCE, async ({ hash, live }): Promise<number> => {
    marks.add(live ? 'liveChunks' : 'deadChunks', hash);
    try {
      return markObjects(marks, await readLeaf(chunks, hash), live);
    } catch (error) {
      if (live || !isVaultError(error)) throw error;
      log.warn('A chunk of a deleted recovery point cannot be read', { hash, error });
      return 0;
    }
  });
  return counts.reduce((sum, entries) => sum + entries, 0);
};

/** Returns the number of entries. */
const markObjects = (marks: MarkAccumulator, leaf: Leaf, live: boolean): number => {
  for (const key of objectKeys(leaf)) marks.add(live ? 'liveObjects' : 'deadObjects', key);
  return leaf.names.length;
};
