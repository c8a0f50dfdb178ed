// The manifest's root depends on content alone: not on how edits came, nor on how the work was cut into slices.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leafBoundary } from '../../../src/domain/manifest/boundary.ts';
import type { LeafRef } from '../../../src/domain/manifest/chunk.ts';
import type { ManifestEntry } from '../../../src/domain/manifest/entry.ts';
import { joinSeams } from '../../../src/domain/manifest/join-seams.ts';
import { LeafCutter } from '../../../src/domain/manifest/leaf-cutter.ts';
import type { StoredManifest } from '../../support/manifest-fixture.ts';
import {
  ChunkMemory,
  cutLeaves,
  sortEntries,
  storeIndex,
  storeManifest,
  syntheticEntries,
  syntheticEntry,
} from '../../support/manifest-fixture.ts';

const containers = ['alpha', 'beta', '$web'];
const runs = { numRuns: 40 };

interface Edit {
  readonly container: string;
  readonly number: number;
  /** 0 deletes. */
  readonly edition: number;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  container: fc.constantFrom(...containers),
  number: fc.nat(4000),
  edition: fc.nat(3),
});

type Account = Map<string, ManifestEntry>;

const apply = (account: Account, { container, number, edition }: Edit): void => {
  const key = `${container}/${number}`;
  if (edition === 0) account.delete(key);
  else account.set(key, syntheticEntry(container, number, edition));
};

const firstAccount = (): Account =>
  new Map(
    containers.flatMap((container) =>
      syntheticEntries(container, 2500).map((entry, number) => [`${container}/${number}`, entry] as const),
    ),
  );

/** What a backup does: leaves from a listing; those that the point before has are not written again. */
const backUp = (memory: ChunkMemory, account: Account, previous: StoredManifest): StoredManifest => {
  const known = new Map(previous.leaves.map((leaf) => [leaf.hash, leaf]));
  const leaves = cutLeaves(sortEntries(account.values())).map((leaf) => {
    const ref = memory.putLeaf(leaf);
    return known.get(ref.hash) ?? ref;
  });
  return { root: storeIndex(memory, leaves), leaves };
};

test('the same content has the same root, in whatever order and groups the edits came', () => {
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 40 }), fc.array(fc.nat(39)), (edits, groupEnds) => {
      // The last edit of each blob decides, so edits of different blobs may be shuffled freely.
      const last = new Map(edits.map((one) => [`${one.container}/${one.number}`, one]));
      const memory = new ChunkMemory();
      const account = firstAccount();
      let point = storeManifest(memory, account.values());
      for (const [i, one] of [...last.values()].reverse().entries()) {
        apply(account, one);
        if (groupEnds.includes(i)) point = backUp(memory, account, point);
      }
      point = backUp(memory, account, point);

      const afresh = firstAccount();
      for (const one of edits) apply(afresh, one);
      expect(point.root).toBe(storeManifest(new ChunkMemory(), afresh.values()).root);
    }),
    runs,
  );
});

test('slices that end at finished leaves give the same leaves as one pass', () => {
  fc.assert(
    fc.property(fc.nat(20_000), fc.array(fc.nat(30), { maxLength: 10 }), (count, sliceEnds) => {
      const entries = syntheticEntries('alpha', count);
      const memory = new ChunkMemory();
      const leaves: LeafRef[] = [];
      let cutter = new LeafCutter();
      for (const entry of entries) {
        for (const leaf of cutter.push(entry)) {
          leaves.push(memory.putLeaf(leaf));
          if (sliceEnds.includes(leaves.length)) cutter = new LeafCutter();
        }
      }
      for (const leaf of cutter.flush()) leaves.push(memory.putLeaf(leaf));
      expect(storeIndex(memory, leaves)).toBe(storeManifest(new ChunkMemory(), entries).root);
    }),
    runs,
  );
});

test('ranges that end anywhere are joined into the leaves of one pass, reading leaves at seams only', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 15_000 }), fc.array(fc.nat(15_000)), async (count, ends) => {
      const entries = ['alpha', 'beta'].flatMap((container) => syntheticEntries(container, count));
      const memory = new ChunkMemory();
      const cuts = [...new Set([...ends, entries.length])].sort((a, b) => a - b);
      const leaves = cuts.flatMap((end, i) =>
        cutLeaves(entries.slice(cuts[i - 1] ?? 0, end)).map((leaf) => memory.putLeaf(leaf)),
      );
      const joined = await joinSeams(leaves, memory, async (leaf) => memory.putLeaf(leaf));

      const whole = storeManifest(new ChunkMemory(), entries);
      expect(joined).toEqual(whole.leaves);

      const endsByItself = (leaf: LeafRef | undefined, next: LeafRef | undefined): boolean =>
        leaf?.container !== next?.container ||
        (leaf !== undefined && leafBoundary(leaf.container)(leaf.last));
      for (const hash of memory.reads) {
        const at = leaves.findIndex((leaf) => leaf.hash === hash);
        expect(endsByItself(leaves[at], leaves[at + 1]) && endsByItself(leaves[at - 1], leaves[at])).toBe(
          false,
        );
      }
    }),
    runs,
  );
});

test('leaves cut full because no key says so are the same leaves after a seam', async () => {
  const atNoBoundary = syntheticEntries('alpha', 60_000).filter(({ name }) => !leafBoundary('alpha')(name));
  const whole = storeManifest(new ChunkMemory(), atNoBoundary);
  expect(whole.leaves.map((leaf) => leaf.entries).slice(0, 2)).toEqual([8192, 8192]);

  const memory = new ChunkMemory();
  const parts = [atNoBoundary.slice(0, 10_000), atNoBoundary.slice(10_000)].flatMap(cutLeaves);
  const joined = await joinSeams(
    parts.map((leaf) => memory.putLeaf(leaf)),
    memory,
    async (leaf) => memory.putLeaf(leaf),
  );
  expect(joined).toEqual(whole.leaves);
  expect(memory.reads).not.toContain(whole.leaves[0]?.hash);
});
