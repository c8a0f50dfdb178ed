// What is not in the newest recovery point, and why.

import { expect, test } from 'vitest';
import type { CoverageFacts } from '../../../src/domain/protection/coverage.ts';
import { uncovered } from '../../../src/domain/protection/coverage.ts';

const point = (names: readonly string[]) => ({ containers: names.map((name) => ({ name })), warnings: [] });
const short = (facts: CoverageFacts): readonly string[] =>
  uncovered(facts).map((one) =>
    one.kind === 'blobs'
      ? `${one.warning.code} ${one.warning.count}`
      : `${one.isNew ? '*' : ''}${one.name} ${one.reason}`,
  );

test.each<[string, CoverageFacts, readonly string[]]>([
  ['all is in it', { listed: ['b', 'a'], selection: {}, point: point(['a', 'b']) }, []],
  [
    'no point yet',
    { listed: ['b', 'a', '$logs'], selection: {} },
    ['$logs system', 'a not-backed-up-yet', 'b not-backed-up-yet'],
  ],
  [
    'a container that appeared is taken by itself',
    { listed: ['a', 'new'], selection: { exclude: ['x'] }, point: point(['a']) },
    ['new not-backed-up-yet'],
  ],
  [
    'one that appeared beside chosen ones is not',
    { listed: ['a', 'b', 'new'], selection: { include: ['a'] }, seen: ['a', 'b'], point: point(['a']) },
    ['b not-included', '*new not-included'],
  ],
  [
    'excluded, though an older point has it',
    { listed: ['a', 'x'], selection: { exclude: ['x'] }, point: point(['a', 'x']) },
    ['x excluded'],
  ],
  [
    'chosen and gone',
    {
      listed: ['a'],
      selection: { include: ['a', 'gone'] },
      seen: ['a', 'gone'],
      point: point(['a', 'gone']),
    },
    ['gone missing-at-source'],
  ],
  [
    'blobs that the backup left out',
    {
      listed: ['a'],
      selection: {},
      point: {
        ...point(['a']),
        warnings: [{ code: 'PageBlobNotSupported', count: 3, examples: ['a/disk'] }],
      },
    },
    ['PageBlobNotSupported 3'],
  ],
])('%s', (_what, facts, expected) => {
  expect(short(facts)).toEqual(expected);
});
