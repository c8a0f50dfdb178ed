// Seek, walk, measure, diff and mark: right, and without a read that the index shows to be needless.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { balancedRanges } from '../../../src/domain/manifest/balanced-ranges.ts';
import type { Difference } from '../../../src/domain/manifest/diff.ts';
import { diff } from '../../../src/domain/manifest/diff.ts';
import type { EntryKey, ManifestEntry } from '../../../src/domain/manifest/entry.ts';
import { compareKeys } from '../../../src/domain/manifest/entry.ts';
import { joinSeams } from '../../../src/domain/manifest/join-seams.ts';
import { walkIndex } from '../../../src/domain/manifest/mark.ts';
import type { ManifestScope } from '../../../src/domain/manifest/scope.ts';
import { contains } from '../../../src/domain/manifest/scope.ts';
import { entries, leafRefs, measure, readNode, seek } from '../../../src/domain/manifest/walk.ts';
import {
  ChunkMemory,
  cutLeaves,
  sortEntries,
  storeIndex,
  storeManifest,
  syntheticEntries,
  syntheticEntry,
} from '../../support/manifest-fixture.ts';

const containers = ['$web', 'alpha', 'beta', 'gamma'];
const sizes: Readonly<Record<string, number>> = { $web: 30_000, alpha: 200_000, beta: 10, gamma: 30_000 };
const memory = new ChunkMemory();
const all = containers.flatMap((container) => syntheticEntries(container, sizes[container] ?? 0));
const whole = storeManifest(memory, all);
const byKey = new Map(all.map((entry) => [`${entry.container}/${entry.name}`, entry]));

const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
};

const name = fc.nat(200_100).map((number) => syntheticEntry('alpha', number).name);
const prefix = fc.tuple(name, fc.nat(40)).map(([text, length]) => text.slice(0, length));
const scope: fc.Arbitrary<ManifestScope> = fc.record(
  { container: fc.constantFrom(...containers, 'absent'), prefix, after: name, to: name },
  { requiredKeys: ['container'] },
);

const inScope = (wanted: ManifestScope): ManifestEntry[] =>
  all.filter((entry) => entry.container === wanted.container && contains(wanted, entry.name));

test('a walk yields what is in scope, and reads only leaves that hold some of it', async () => {
  await fc.assert(
    fc.asyncProperty(scope, fc.nat(3), async (wanted, readAhead) => {
      memory.reads.length = 0;
      const found = await collect(entries(memory, whole.root, wanted, readAhead));
      const expected = inScope(wanted);
      expect(found.length).toBe(expected.length);
      expect([found[0], found.at(-1)]).toEqual([expected[0], expected.at(-1)]);

      const kinds = await Promise.all(memory.reads.splice(0).map((hash) => memory.read(hash)));
      const leafReads = kinds.filter((chunk) => chunk.kind === 'leaf');
      const useless = leafReads.filter((leaf) => !leaf.names.some((one) => contains(wanted, one)));
      // Nothing in scope may still lie between the first and last name of at most one leaf.
      expect(useless.length).toBeLessThanOrEqual(expected.length === 0 ? 1 : 0);
    }),
    { numRuns: 60 },
  );
});

test('what is in scope is measured from the index and at most two leaves', async () => {
  await fc.assert(
    fc.asyncProperty(scope, async (wanted) => {
      memory.reads.length = 0;
      const found = await measure(memory, whole.root, wanted);
      const expected = inScope(wanted);
      expect(found).toEqual({
        entries: expected.length,
        bytes: expected.reduce((sum, { size }) => sum + size, 0),
      });
      const chunks = await Promise.all(memory.reads.splice(0).map((hash) => memory.read(hash)));
      expect(chunks.filter(({ kind }) => kind === 'leaf').length).toBeLessThanOrEqual(2);
    }),
    { numRuns: 60 },
  );
});

test('the leaves of a container are found by its index nodes alone', async () => {
  for (const container of containers) {
    memory.reads.length = 0;
    const found = await collect(leafRefs(memory, whole.root, { container }));
    expect(found).toEqual(whole.leaves.filter((leaf) => leaf.container === container));
    const chunks = await Promise.all(memory.reads.splice(0).map((hash) => memory.read(hash)));
    expect(chunks.every(({ kind }) => kind === 'index')).toBe(true);
  }
});

test('seek reads one chunk per level', async () => {
  const levels = (await readNode(memory, whole.root)).level + 1;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...containers, 'absent'), name, async (container, wanted) => {
      memory.reads.length = 0;
      const found = await seek(memory, whole.root, { container, name: wanted });
      const expected = byKey.get(keyOf({ container, name: wanted }));
      expect(found).toEqual(expected);
      expect(memory.reads.length).toBeLessThanOrEqual(levels);
      if (expected !== undefined) expect(memory.reads.length).toBe(levels);
    }),
    { numRuns: 200 },
  );
});

test('an empty manifest has a root, and nothing in it', async () => {
  const empty = storeManifest(memory, []);
  expect(await collect(entries(memory, empty.root))).toEqual([]);
  expect(await seek(memory, empty.root, { container: 'alpha', name: 'a' })).toBeUndefined();
  expect(await measure(memory, empty.root)).toEqual({ entries: 0, bytes: 0 });
  const added = await collect(diff(memory, empty.root, whole.root));
  expect(added.length).toBe(all.length);
});

interface Change {
  readonly at: number;
  readonly kind: 'added' | 'removed' | 'changed';
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(all.length - 1),
  kind: fc.constantFrom('added', 'removed', 'changed'),
});

const keyOf = ({ container, name }: EntryKey): string => `${container}/${name}`;

const edit = (entries: readonly ManifestEntry[], changes: readonly Change[]): Map<string, ManifestEntry> => {
  const account = new Map(entries.map((entry) => [keyOf(entry), entry]));
  for (const { at, kind } of changes) {
    const entry = all[at] as ManifestEntry;
    if (kind === 'removed') account.delete(keyOf(entry));
    else if (kind === 'changed') account.set(keyOf(entry), { ...entry, etag: 'changed' });
    else account.set(`${keyOf(entry)}+`, { ...entry, name: `${entry.name}+` });
  }
  return account;
};

/** The manifest after changes, from that of before: leaves are edited one by one and then joined. */
const storeEdited = async (changes: readonly Change[]): Promise<string> => {
  let end = 0;
  const leaves = whole.leaves.flatMap((leaf) => {
    const [first, after] = [end, end + leaf.entries];
    end = after;
    const own = changes.filter(({ at }) => at >= first && at < after);
    if (own.length === 0) return [leaf];
    const edited = sortEntries(edit(all.slice(first, after), own).values());
    return cutLeaves(edited).map((cut) => memory.putLeaf(cut));
  });
  return storeIndex(memory, await joinSeams(leaves, memory, async (leaf) => memory.putLeaf(leaf)));
};

const expectedDifferences = (changes: readonly Change[]): Difference[] => {
  const account = edit(
    changes.map(({ at }) => all[at] as ManifestEntry),
    changes,
  );
  const found = new Map<string, Difference>();
  for (const { at } of changes) {
    const before = all[at] as ManifestEntry;
    const [after, added] = [account.get(keyOf(before)), account.get(`${keyOf(before)}+`)];
    if (after === undefined) found.set(keyOf(before), { change: 'removed', before });
    else if (after.etag !== before.etag) found.set(keyOf(before), { change: 'changed', before, after });
    if (added !== undefined) found.set(keyOf(added), { change: 'added', after: added });
  }
  const entryOf = (one: Difference): ManifestEntry => (one.change === 'removed' ? one.before : one.after);
  return [...found.values()].sort((a, b) => compareKeys(entryOf(a), entryOf(b)));
};

test('diff yields what changed, and reads no chunk that both manifests have', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 12 }), async (changes) => {
      const other = await storeEdited(changes);
      memory.reads.length = 0;
      const found = await collect(diff(memory, whole.root, other));

      expect(found).toEqual(expectedDifferences(changes));

      const inBoth = memory.reachable(other);
      const ofBefore = memory.reachable(whole.root);
      expect(memory.reads.filter((hash) => inBoth.has(hash) && ofBefore.has(hash))).toEqual([]);
      expect(new Set(memory.reads).size).toBe(memory.reads.length);
    }),
    { numRuns: 40 },
  );
});

test('diff of trees of different height reads no leaf that both have', async () => {
  const low = storeManifest(memory, syntheticEntries('$web', 5000));
  expect((await readNode(memory, low.root)).level).toBeLessThan((await readNode(memory, whole.root)).level);
  for (const [before, after, change] of [
    [low.root, whole.root, 'added'],
    [whole.root, low.root, 'removed'],
  ] as const) {
    memory.reads.length = 0;
    const found = await collect(diff(memory, before, after));
    expect(found.length).toBe(all.length - 5000);
    expect(new Set(found.map((one) => one.change))).toEqual(new Set([change]));
    const inBoth = low.leaves.filter(({ hash }) => whole.leaves.some((leaf) => leaf.hash === hash));
    expect(inBoth.length).toBeGreaterThan(2);
    expect(inBoth.filter(({ hash }) => memory.reads.includes(hash))).toEqual([]);
  }
});

test('marking reads each distinct index node once, and no leaf, over many recovery points, whenever it stops', async () => {
  const points = [whole.root];
  for (let day = 1; day <= 5; day += 1) {
    points.push(await storeEdited([{ at: day * 50_000, kind: 'changed' }]));
  }
  memory.reads.length = 0;
  const walk = { pending: [...points], seen: new Set<string>() };
  const leaves = new Set<string>();
  while (walk.pending.length > 0) {
    for await (const visited of walkIndex((hash) => readNode(memory, hash), walk, 4)) {
      for (const { node } of visited)
        if (node.level === 1) for (const child of node.children) leaves.add(child.hash);
      break;
    }
  }

  const alive = new Set(points.flatMap((root) => [...memory.reachable(root)]));
  const reads = memory.reads.splice(0);
  expect(new Set(reads).size).toBe(reads.length);
  expect([...reads, ...leaves].sort()).toEqual([...alive].sort());
  expect([...walk.seen].sort()).toEqual(reads.sort());
});

test('balanced ranges cover every name once, in parts of about the same size', () => {
  const leaves = whole.leaves.filter(({ container }) => container === 'alpha');
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 80 }), (parts) => {
      const ranges = balancedRanges('alpha', leaves, parts).map(({ work }) => work);
      expect(ranges.length).toBeLessThanOrEqual(parts);
      expect(ranges[0]).not.toHaveProperty('after');
      expect(ranges.at(-1)).not.toHaveProperty('to');
      for (const [i, range] of ranges.entries()) {
        if (i > 0) expect(range.after).toBe(ranges[i - 1]?.to);
        const size = leaves
          .filter(({ last }) => contains(range, last))
          .reduce((sum, leaf) => sum + leaf.entries, 0);
        const greatest = Math.max(...leaves.map((leaf) => leaf.entries));
        expect(size).toBeLessThanOrEqual(200_000 / parts + greatest);
      }
    }),
  );
});
