// Holds what a prune has done against what it had to do, found in another way: from the records of the points, and from
// the manifests that remain.

import type { PruneResult } from '../../src/domain/job/job.ts';
import type { IndexNode } from '../../src/domain/manifest/chunk.ts';
import { readNode } from '../../src/domain/manifest/walk.ts';
import type { RecoveryPoint } from '../../src/domain/recovery-point/recovery-point.ts';
import { chunkBlob } from '../../src/vault/layout.ts';
import type { Vault } from '../../src/vault/vault.ts';
import type { ScaleAccounts } from './scale-accounts.ts';
import { accountId } from './scale-accounts.ts';
import { INSTANCE } from './scale-app.ts';

/** The top of the newest manifest is read by the plan of the marking as well: the root, and its children where they are few. */
const MOST_READ_TWICE = 1 + 64;

export interface BeforePrune {
  /** Oldest first. */
  readonly points: readonly RecoveryPoint[];
  readonly chunks: ReadonlySet<string>;
  readonly objects: number;
}

export interface ChunkReading {
  readonly distinct: number;
  readonly readTwice: number;
}

export const beforePrune = async (vault: Vault, accounts: ScaleAccounts): Promise<BeforePrune> => ({
  points: await pointsOf(vault),
  chunks: accounts.chunks.names,
  objects: accounts.objects.size,
});

/** Throws where anything is not as it has to be. */
export const checkPrune = async (
  vault: Vault,
  accounts: ScaleAccounts,
  before: BeforePrune,
  { prune, chunkReads }: { readonly prune: PruneResult; readonly chunkReads: ReadonlyMap<string, number> },
): Promise<ChunkReading> => {
  const kept = await pointsOf(vault);
  const gone = before.points.length - kept.length;
  expectEqual('recovery points deleted', prune.recoveryPoints, gone);
  // Each change leaves one object behind, for the points before it: all those up to the first point that remains.
  const changes = before.points.slice(1, gone + 1).reduce((sum, { copiedBlobs }) => sum + copiedBlobs, 0);
  expectEqual('objects deleted', prune.objectsDeleted, changes);
  expectEqual('objects left', accounts.objects.size, before.objects - changes);
  const needed = await chunksOf(vault, kept);
  const left = accounts.chunks.names;
  expectEqual('chunks left', left.size, needed.size);
  expectEqual('chunks gone that are needed', [...needed].filter((name) => !left.has(name)).length, 0);
  expectEqual('chunks deleted', prune.chunksDeleted, before.chunks.size - left.size);
  if (gone === 0 || changes === 0 || prune.chunksDeleted === 0)
    throw new Error('The prune had nothing to delete');
  return readingOf(chunkReads);
};

const readingOf = (chunkReads: ReadonlyMap<string, number>): ChunkReading => {
  const readTwice = [...chunkReads.values()].filter((reads) => reads === 2).length;
  expectEqual('chunks read more than twice', [...chunkReads.values()].filter((reads) => reads > 2).length, 0);
  if (readTwice > MOST_READ_TWICE) throw new Error(`${readTwice} chunks were read twice`);
  return { distinct: chunkReads.size, readTwice };
};

const pointsOf = async ({ recoveryPoints }: Vault): Promise<readonly RecoveryPoint[]> =>
  (await recoveryPoints.all(INSTANCE)).toSorted((a, b) => (a.id < b.id ? -1 : 1));

const expectEqual = (what: string, found: number, expected: number): void => {
  if (found !== expected) throw new Error(`${what}: ${found} instead of ${expected}`);
};

/** Names of all chunks that the points' manifests consist of. Reads index nodes only, each once. */
const chunksOf = async (vault: Vault, points: readonly RecoveryPoint[]): Promise<ReadonlySet<string>> => {
  const reader = vault.chunks(accountId('data'));
  const found = new Set<string>();
  const visit = async (hash: string): Promise<void> => {
    const name = chunkBlob.build(hash);
    if (found.has(name)) return;
    found.add(name);
    const node: IndexNode = await readNode(reader, hash);
    for (const child of node.children) {
      if (node.level > 1) await visit(child.hash);
      else found.add(chunkBlob.build(child.hash));
    }
  };
  for (const { manifestRoot } of points) await visit(manifestRoot);
  return found;
};
