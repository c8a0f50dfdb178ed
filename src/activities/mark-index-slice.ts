// Activity: walks the index nodes of all manifests, each distinct one once, and lists their leaves by stretches of keys.
// First those of the recovery points that remain: what is reached from them is in use, whatever else names it.

import type { PruneCounters } from '../domain/job/counters.ts';
import { noPruneCounters } from '../domain/job/counters.ts';
import type { SliceOutcome } from '../domain/job/slices.ts';
import type { ReadIndexNode, VisitedNode } from '../domain/manifest/mark.ts';
import { walkIndex } from '../domain/manifest/mark.ts';
import { readNode } from '../domain/manifest/walk.ts';
import { partOf } from '../domain/prune/partitions.ts';
import type { IndexStep, PartRef, PruneRoots } from '../vault/documents/prune.ts';
import { indexStepCodec } from '../vault/documents/prune.ts';
import { leafListCodec } from '../vault/documents/prune-marks.ts';
import { isVaultError } from '../vault/vault-error.ts';
import type { activities, InputOf } from '../workflows/catalogue.ts';
import type { Dependencies } from './dependencies.ts';
import { isTransient, permanentFailure } from './permanent-failure.ts';
import { packHashes, unpackHashes } from './prune/hashes.ts';
import { requirePrunePlan, requireRoots } from './prune/require-prune.ts';

type Input = InputOf<typeof activities.markIndexSlice>;
type Output = SliceOutcome<PruneCounters>;

const READS_AT_ONCE = 16;
/** A slice ends with so many leaves listed: some 50 MB in memory. */
const MOST_LEAVES = 300_000;

export const markIndexSlice =
  (deps: Dependencies) =>
  async (input: Input): Promise<Output> => {
    try {
      const recorded = await deps.vault.prunes.getStep(input, 'index', indexStepCodec, input);
      if (recorded !== undefined) return outcomeOf(recorded);
      const plan = await requirePrunePlan(deps.vault, input);
      if (!plan.ok) return { kind: 'failed', failure: plan.failure };
      const roots = await requireRoots(deps.vault, input);
      if (!roots.ok) return { kind: 'failed', failure: roots.failure };
      const record = await walk(deps, input, plan.value.dataAccountId, roots.value);
      return outcomeOf(await deps.vault.prunes.putStepOnce(input, 'index', indexStepCodec, input, record));
    } catch (error) {
      if (isTransient(error)) return { kind: 'interrupted', reason: error.message };
      return { kind: 'failed', failure: permanentFailure(error) };
    }
  };

const outcomeOf = ({ pendingLive, pendingDead, chunksRead, unreadable }: IndexStep): Output => ({
  kind: 'advanced',
  done: pendingLive.length === 0 && pendingDead.length === 0,
  counters: { ...noPruneCounters, chunksRead, unreadable },
});

interface Leaves {
  readonly live: Set<string>;
  readonly dead: Set<string>;
}

const walk = async (
  { vault, clock, log }: Dependencies,
  input: Input,
  dataAccountId: string,
  { live, dead, bounds }: PruneRoots,
): Promise<IndexStep> => {
  const deadline = clock.now() + input.sliceSeconds * 1_000;
  const before = await vault.prunes.listSteps(input, 'index', indexStepCodec);
  const seen = new Set(before.flatMap((step) => [step.liveNodes, step.deadNodes].flatMap(unpackHashes)));
  const visitedBefore = seen.size;
  const last = before.at(-1);
  const pendingLive = [...(last?.pendingLive ?? distinctRoots(live))];
  const pendingDead = [...(last?.pendingDead ?? distinctRoots(dead))];
  const chunks = vault.chunks(dataAccountId);
  const leaves = new Map<number, Leaves>();
  let listed = 0;
  let unreadable = 0;

  const visit = async (pending: string[], read: ReadIndexNode, kind: keyof Leaves): Promise<Set<string>> => {
    const nodes = new Set<string>();
    // Every slice gets at least one step further.
    if (seen.size > visitedBefore && isOver()) return nodes;
    for await (const visited of walkIndex(read, { pending, seen }, READS_AT_ONCE)) {
      for (const one of visited) {
        nodes.add(one.hash);
        listed += addLeaves(leaves, one, bounds, kind);
      }
      if (isOver()) break;
    }
    return nodes;
  };
  const isOver = (): boolean => listed >= MOST_LEAVES || clock.now() >= deadline;
  const readLive: ReadIndexNode = (hash) => readNode(chunks, hash);
  // What cannot be read of a point that goes is no reason to keep it.
  const readDead: ReadIndexNode = async (hash) => {
    try {
      return await readNode(chunks, hash);
    } catch (error) {
      if (!isVaultError(error)) throw error;
      unreadable += 1;
      log.warn('A chunk of a deleted recovery point cannot be read', { hash, error });
      return undefined;
    }
  };
  const liveNodes = await visit(pendingLive, readLive, 'live');
  const deadNodes = pendingLive.length === 0 ? await visit(pendingDead, readDead, 'dead') : [];
  return {
    version: 1,
    liveNodes: packHashes(liveNodes),
    deadNodes: packHashes(deadNodes),
    pendingLive,
    pendingDead,
    leaves: await writeLists(vault, input, leaves),
    chunksRead: chunks.counts().read,
    unreadable,
  };
};

const distinctRoots = (points: PruneRoots['live']): readonly string[] => [
  ...new Set(points.map(({ manifestRoot }) => manifestRoot)),
];

const addLeaves = (
  leaves: Map<number, Leaves>,
  { node }: VisitedNode,
  bounds: PruneRoots['bounds'],
  kind: keyof Leaves,
): number => {
  if (node.level > 1) return 0;
  for (const { firstContainer, firstName, hash } of node.children) {
    const part = partOf(bounds, { container: firstContainer, name: firstName });
    const own = leaves.get(part) ?? { live: new Set(), dead: new Set() };
    leaves.set(part, own);
    own[kind].add(hash);
  }
  return node.children.length;
};

const writeLists = async (
  vault: Dependencies['vault'],
  input: Input,
  leaves: ReadonlyMap<number, Leaves>,
): Promise<readonly PartRef[]> => {
  const refs: PartRef[] = [];
  for (const [part, { live, dead }] of leaves) {
    const list = { version: 1, live: packHashes(live), dead: packHashes(dead) } as const;
    refs.push({ part: String(part), hash: await vault.prunes.putPart(input, leafListCodec, list) });
  }
  return refs;
};
