// The leaf cutter and the index over its leaves: ends, limits, and what they refuse.

import { describe, expect, test } from 'vitest';
import {
  greatestLeaf,
  greatestNode,
  isNodeBoundary,
  leafBoundary,
} from '../../../src/domain/manifest/boundary.ts';
import { buildIndex } from '../../../src/domain/manifest/build-index.ts';
import type { IndexNode, LeafRef } from '../../../src/domain/manifest/chunk.ts';
import { decodeChunk } from '../../../src/domain/manifest/chunk-text.ts';
import { entryAt } from '../../../src/domain/manifest/leaf.ts';
import { LeafCutter } from '../../../src/domain/manifest/leaf-cutter.ts';
import { nameChunk } from '../../../src/vault/chunk-store.ts';
import { cutLeaves, syntheticEntries, syntheticEntry } from '../../support/manifest-fixture.ts';

const entry = (container: string, name: string) => ({ ...syntheticEntry(container, 0), name });

describe('a leaf', () => {
  test('ends after a key that says so, and there only', () => {
    const leaves = cutLeaves(syntheticEntries('docs', 50_000));
    const ends = leafBoundary('docs');
    for (const leaf of leaves.slice(0, -1)) {
      expect(leaf.names.map(ends).indexOf(true)).toBe(leaf.names.length - 1);
    }
    expect(leaves.length).toBeGreaterThan(30);
    expect(leaves.length).toBeLessThan(75);
  });

  test('never spans containers', () => {
    const cutter = new LeafCutter();
    expect(cutter.push(entry('a', 'x'))).toEqual([]);
    const [first] = cutter.push(entry('b', 'a'));
    expect(first?.container).toBe('a');
    expect(cutter.pending).toBe(1);
    expect(cutter.flush().map(({ container }) => container)).toEqual(['b']);
    expect(cutter.flush()).toEqual([]);
  });

  test('and the next may be finished by one entry', () => {
    const last = syntheticEntries('docs', 5000).find(({ name }) => leafBoundary('docs')(name));
    if (last === undefined) throw new Error('No boundary found');
    const cutter = new LeafCutter();
    cutter.push(entry('a', 'x'));
    expect(cutter.push(last).map(({ container, names }) => [container, names.length])).toEqual([
      ['a', 1],
      ['docs', 1],
    ]);
    expect(cutter.pending).toBe(0);
  });

  test('is never longer than the greatest', () => {
    const none = syntheticEntries('docs', 30_000).filter(({ name }) => !leafBoundary('docs')(name));
    expect(cutLeaves(none).map((leaf) => leaf.names.length)).toEqual([
      greatestLeaf,
      greatestLeaf,
      greatestLeaf,
      none.length - 3 * greatestLeaf,
    ]);
  });

  test.each([
    ['the same name twice', entry('b', 'm'), entry('b', 'm')],
    ['a name before the last', entry('b', 'm'), entry('b', 'l')],
    ['a container before the last', entry('b', 'm'), entry('a', 'z')],
  ])('refuses %s', (_, first, second) => {
    const cutter = new LeafCutter();
    cutter.push(first);
    expect(() => cutter.push(second)).toThrow('Out of order');
  });

  test('refuses a name before the last also where a leaf has just ended', () => {
    const last = syntheticEntries('docs', 5000).find(({ name }) => leafBoundary('docs')(name));
    if (last === undefined) throw new Error('No boundary found');
    const cutter = new LeafCutter();
    expect(cutter.push(last)).toHaveLength(1);
    expect(() => cutter.push(entry('docs', 'a'))).toThrow('Out of order');
  });

  test('has no entry beyond its end', () => {
    const [leaf] = cutLeaves([entry('a', 'x')]);
    if (leaf === undefined) throw new Error('No leaf');
    expect(() => entryAt(leaf, 1)).toThrow(RangeError);
  });
});

const ref = (number: number): LeafRef => {
  const { container, name } = syntheticEntry('docs', number);
  return { hash: 'ab'.repeat(32), container, first: name, last: name, entries: 1, bytes: 2 };
};

const nodesOf = (leaves: readonly LeafRef[]): IndexNode[] =>
  buildIndex(leaves, nameChunk).chunks.flatMap(({ text }) => {
    const node = decodeChunk(text);
    return node?.kind === 'index' ? [node] : [];
  });

describe('an index', () => {
  test('has children before parents, one root, and every entry and byte counted', () => {
    const nodes = nodesOf(Array.from({ length: 20_000 }, (_, i) => ref(i)));
    expect(nodes.map(({ level }) => level)).toEqual(nodes.map(({ level }) => level).toSorted());
    const root = nodes.at(-1);
    expect(nodes.filter(({ level }) => level === root?.level)).toHaveLength(1);
    expect(root?.level).toBe(3);
    expect(root?.children.reduce((sum, child) => sum + child.entries, 0)).toBe(20_000);
    expect(root?.children.reduce((sum, child) => sum + child.bytes, 0)).toBe(40_000);
  });

  test('ends its nodes by key, with two children at least and a limit', () => {
    const levelOne = nodesOf(Array.from({ length: 20_000 }, (_, i) => ref(i))).filter(
      ({ level }) => level === 1,
    );
    for (const { children } of levelOne.slice(0, -1)) {
      const last = children.at(-1);
      expect(isNodeBoundary(1, 'docs', last?.lastName ?? '')).toBe(true);
      expect(children.length).toBeGreaterThanOrEqual(2);
    }
    const unlucky = Array.from({ length: 5000 }, (_, i) => ref(i)).filter(
      ({ last }) => !isNodeBoundary(1, 'docs', last),
    );
    const sizes = nodesOf(unlucky)
      .filter(({ level }) => level === 1)
      .map(({ children }) => children.length);
    expect(Math.max(...sizes)).toBe(greatestNode);
  });

  test('becomes narrower towards its root even where every key ends a node', () => {
    const all = Array.from({ length: 200_000 }, (_, i) => ref(i));
    const eager = all.filter(({ last }) => isNodeBoundary(1, 'docs', last));
    expect(eager.length).toBeGreaterThan(1000);
    const nodes = nodesOf(eager);
    expect(nodes.filter(({ level }) => level === 1)).toHaveLength(Math.ceil(eager.length / 2));
    expect(nodes.filter(({ level }) => level === nodes.at(-1)?.level)).toHaveLength(1);
  });

  test('refuses leaves out of order', () => {
    expect(() => buildIndex([ref(2), ref(1)], nameChunk)).toThrow('Leaves overlap');
    expect(() => buildIndex([ref(1), ref(1)], nameChunk)).toThrow('Leaves overlap');
  });
});
