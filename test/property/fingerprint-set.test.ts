// The set of fingerprints holds what a set of texts would, whatever comes in, and survives being written down.

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FingerprintSet, fingerprintOf } from '../../src/domain/prune/fingerprint-set.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Few digits, so that equal and neighbouring ones are common; zero is a special case inside. */
const digits = fc
  .array(fc.constantFrom('0', '1', 'f'), { minLength: 16, maxLength: 16 })
  .map((d) => d.join(''));

test('it has what was added, and tells what is new', () => {
  fc.assert(
    fc.property(fc.array(digits, { maxLength: 200 }), fc.array(digits), (added, asked) => {
      const set = new FingerprintSet();
      const model = new Set<string>();
      for (const hex of added) {
        const { high, low } = fingerprintOf(hex);
        expect(set.add(high, low)).toBe(!model.has(hex));
        model.add(hex);
      }
      expect(set.size).toBe(model.size);
      for (const hex of [...asked, ...added]) {
        const { high, low } = fingerprintOf(hex);
        expect(set.has(high, low)).toBe(model.has(hex));
      }
      const bytes = set.toBytes();
      const half = Math.floor(set.size / 2) * 8;
      const again = FingerprintSet.of([bytes.subarray(half), bytes.subarray(0, half), bytes]);
      expect(again.size).toBe(model.size);
      for (const hex of model) expect(again.has(fingerprintOf(hex).high, fingerprintOf(hex).low)).toBe(true);
    }),
  );
});

test('it holds a hundred thousand hashes of one part of a vault', () => {
  const names = Array.from({ length: 100_000 }, (_, i) => `00${sha256(String(i)).slice(2)}`);
  const set = new FingerprintSet();
  for (const name of names) set.add(fingerprintOf(name).high, fingerprintOf(name).low);
  expect(set.size).toBe(names.length);
  expect(names.filter((name) => !set.has(fingerprintOf(name).high, fingerprintOf(name).low))).toEqual([]);
  const others = names.map((name) => `00${sha256(name).slice(2)}`);
  expect(others.filter((name) => set.has(fingerprintOf(name).high, fingerprintOf(name).low))).toEqual([]);
});
