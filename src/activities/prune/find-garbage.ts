// Lists a share of what is stored and holds it against the marks. Ends when the time is up or enough is found; the next
// slice goes on where it ended.

import { FingerprintSet, fingerprintOf } from '../../domain/prune/fingerprint-set.ts';
import type { MarkSets } from '../../domain/prune/judge-stored.ts';
import { judgeStored } from '../../domain/prune/judge-stored.ts';
import { fansOf, partsOfLane } from '../../domain/prune/partitions.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type {
  IndexStep,
  LeafStep,
  PruneCursor,
  PrunePlanDocument,
  SweepStep,
} from '../../vault/documents/prune.ts';
import { indexStepCodec, leafStepCodec } from '../../vault/documents/prune.ts';
import { marksCodec } from '../../vault/documents/prune-marks.ts';
import { chunkBlob, chunksContainer, objectsContainer, vaultObjectBlob } from '../../vault/layout.ts';
import type { Vault } from '../../vault/vault.ts';
import { vaultError } from '../../vault/vault-error.ts';
import type { PruneSlice } from '../../workflows/catalogue/prune.ts';
import type { Dependencies } from '../dependencies.ts';
import { unpackBytes, unpackHashes } from './hashes.ts';

export type SweepKind = 'objects' | 'chunks';

export interface SweepRange extends PruneSlice {
  readonly kind: SweepKind;
}

/** A slice deletes no more than this: two megabytes of names. */
const MOST_GARBAGE = 20_000;
/** So many of them are told with their age. */
const MOST_EXAMPLES = 20;

const places = {
  objects: { container: objectsContainer, keyOf: vaultObjectBlob.parse },
  chunks: { container: chunksContainer, keyOf: chunkBlob.parse },
} as const;

export interface SweepStart {
  readonly plan: PrunePlanDocument;
  readonly digits: number;
  /** undefined at the lane's beginning. */
  readonly from: PruneCursor | undefined;
}

export const findGarbage = async (
  { vault, storage, clock }: Dependencies,
  input: SweepRange,
  { plan, digits, from: start }: SweepStart,
): Promise<SweepStep> => {
  const deadline = clock.now() + input.sliceSeconds * 1_000;
  const garbage: [string, number][] = [];
  const examples: [string, number, number][] = [];
  const search: Search = {
    store: storage.open(plan.dataAccountId),
    kind: input.kind,
    graceEnd: Date.parse(plan.graceEnd),
    leftoversOnly: plan.leftoversOnly === true,
    garbage,
    examples,
    isOver: () => garbage.length >= MOST_GARBAGE || clock.now() >= deadline,
  };
  const fans = fansOf(digits);
  const share = partsOfLane(fans.length, input.lanes, input.lane);
  let range = start?.range ?? 0;
  let from = start?.continuation;
  const marking = await markingOf(vault, input);
  for (; range < share.length; range += 1) {
    const fan = fans[share[range] ?? 0] ?? '';
    const marks = await marksOf(vault, input, fan, marking);
    if (!search.leftoversOnly) await addBlockedBefore(vault, input, marks.dead);
    from = await searchFan(search, marks, fan, from);
    if (from !== undefined) return found(search, { range, continuation: from });
    if (search.isOver() && range + 1 < share.length) return found(search, { range: range + 1 });
  }
  return found(search);
};

const found = ({ garbage, examples }: Search, cursor?: PruneCursor): SweepStep => ({
  version: 1,
  garbage,
  count: garbage.length,
  bytes: garbage.reduce((sum, [, size]) => sum + size, 0),
  examples,
  ...(cursor === undefined ? {} : { cursor }),
});

interface Search {
  readonly store: ObjectStore;
  readonly kind: SweepKind;
  /** Milliseconds since the Unix epoch. */
  readonly graceEnd: number;
  /** Added to. */
  readonly garbage: [string, number][];
  readonly examples: [string, number, number][];
  readonly leftoversOnly: boolean;
  readonly isOver: () => boolean;
}

/** Returns where to go on; undefined at the end. */
const searchFan = async (
  { store, kind, graceEnd, leftoversOnly, garbage, examples, isOver }: Search,
  marks: MarkSets,
  prefix: string,
  from: string | undefined,
): Promise<string | undefined> => {
  const { container, keyOf } = places[kind];
  let continuation = from;
  do {
    const page = await store.listBlobs(container, {
      ...(prefix === '' ? {} : { prefix }),
      ...(continuation === undefined ? {} : { continuation }),
    });
    for (const { name, size, lastModified } of page.items) {
      const key = keyOf(name);
      // Not of our making.
      if (key === undefined) continue;
      const verdict = judgeStored(marks, fingerprintOf(key), lastModified, graceEnd);
      const goes = verdict === 'leftover' || (verdict === 'of-deleted-point' && !leftoversOnly);
      if (!goes) continue;
      garbage.push([name, size]);
      if (examples.length < MOST_EXAMPLES) examples.push([name, size, lastModified]);
    }
    continuation = page.continuation;
  } while (continuation !== undefined && !isOver());
  return continuation;
};

/** What says where marks are. */
interface Marking {
  readonly leaves: readonly LeafStep[];
  /** Where chunks are swept. */
  readonly index: readonly IndexStep[];
}

const markingOf = async ({ prunes }: Vault, input: SweepRange): Promise<Marking> => ({
  leaves: await prunes.listSteps(input, 'leaves', leafStepCodec),
  index: input.kind === 'chunks' ? await prunes.listSteps(input, 'index', indexStepCodec) : [],
});

const marksOf = async (vault: Vault, input: SweepRange, fan: string, marking: Marking): Promise<MarkSets> => {
  const live: Uint8Array[] = [];
  const dead: Uint8Array[] = [];
  for (const step of marking.leaves) {
    for (const { hash } of step.marks.filter(({ part }) => part === fan)) {
      const marks = await vault.prunes.getPart(input, marksCodec, hash);
      if (marks === undefined)
        throw vaultError('VaultDataMissing', hash, `Marks of the prune ${input.jobId} are gone`);
      const { liveObjects, deadObjects, liveChunks, deadChunks } = marks;
      live.push(unpackBytes(input.kind === 'objects' ? liveObjects : liveChunks));
      dead.push(unpackBytes(input.kind === 'objects' ? deadObjects : deadChunks));
    }
  }
  const marks = { live: FingerprintSet.of(live), dead: FingerprintSet.of(dead) };
  addIndexNodes(marking.index, fan, marks);
  return marks;
};

/** Proved to be garbage by an earlier prune, whose manifests are gone. A check goes by age alone. */
const addBlockedBefore = async (
  vault: Vault,
  { backupInstance, kind }: SweepRange,
  dead: FingerprintSet,
): Promise<void> => {
  const { container, keyOf } = places[kind];
  for (const blob of (await vault.pruning.get(backupInstance))?.blocked?.blobs ?? []) {
    const key = blob.container === container ? keyOf(blob.name) : undefined;
    if (key !== undefined) dead.add(fingerprintOf(key).high, fingerprintOf(key).low);
  }
};

const addIndexNodes = (steps: readonly IndexStep[], fan: string, { live, dead }: MarkSets): void => {
  const add = (set: FingerprintSet, packed: string): void => {
    for (const hash of unpackHashes(packed)) {
      if (hash.startsWith(fan)) set.add(fingerprintOf(hash).high, fingerprintOf(hash).low);
    }
  };
  for (const { liveNodes, deadNodes } of steps) {
    add(live, liveNodes);
    add(dead, deadNodes);
  }
};
