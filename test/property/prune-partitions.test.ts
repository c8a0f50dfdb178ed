// The cut of a prune's work: every key is in one part, every name under one prefix, every part in one lane.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChildRef } from '../../src/domain/manifest/chunk.ts';
import { compareKeys } from '../../src/domain/manifest/entry.ts';
import { fanDigits, fansOf, partBounds, partOf, partsOfLane } from '../../src/domain/prune/partitions.ts';

const child = (name: string, entries: number): ChildRef => ({
  hash: '',
  firstContainer: 'c',
  firstName: name,
  lastContainer: 'c',
  lastName: `${name}~`,
  entries,
  bytes: 0,
});

test('parts follow each other, and none but the last is smaller than it should be', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 300_000 }), { maxLength: 60 });
  fc.assert(
    fc.property(sizes, (entries) => {
      const children = entries.map((count, at) => child(String(at).padStart(4, '0'), count));
      const bounds = partBounds(children);
      expect(bounds.toSorted(compareKeys)).toEqual(bounds);
      const sums = new Map<number, number>();
      let before = 0;
      for (const { firstName, lastName, entries: count } of children) {
        const part = partOf(bounds, { container: 'c', name: firstName });
        expect(partOf(bounds, { container: 'c', name: lastName })).toBe(part);
        expect(part === before || part === before + 1).toBe(true);
        before = part;
        sums.set(part, (sums.get(part) ?? 0) + count);
      }
      for (const [part, sum] of sums) if (part < bounds.length) expect(sum).toBeGreaterThanOrEqual(100_000);
    }),
  );
});

test('a key before everything is in the first part, one behind everything in the last', () => {
  const bounds = partBounds([child('b', 200_000), child('d', 200_000), child('f', 1)]);
  expect(bounds.length).toBe(2);
  expect(partOf(bounds, { container: 'a', name: 'z' })).toBe(0);
  expect(partOf(bounds, { container: 'd', name: '' })).toBe(2);
});

test('lanes share the parts', () => {
  fc.assert(
    fc.property(fc.nat(300), fc.integer({ min: 1, max: 64 }), (parts, lanes) => {
      const all = Array.from({ length: lanes }, (_, lane) => partsOfLane(parts, lanes, lane)).flat();
      expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: parts }, (_, part) => part));
    }),
  );
});

test('prefixes cover every hash once, and grow with the vault', () => {
  expect(fansOf(0)).toEqual(['']);
  expect(fansOf(1).join('')).toBe('0123456789abcdef');
  expect(fansOf(2)).toHaveLength(256);
  expect([0, 20_000, 20_001, 4_000_000, 4_000_001].map(fanDigits)).toEqual([0, 0, 1, 1, 2]);
});
