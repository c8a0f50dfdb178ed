// Recovery points by tables: their ids, what they cover, and how a copy is compared with its source.

import { describe, expect, test } from 'vitest';
import { isInstanceName } from '../../../src/domain/protection/instance-name.ts';
import { Coverage, MAX_EXAMPLES, mergeWarnings } from '../../../src/domain/recovery-point/coverage.ts';
import {
  adhocRecoveryPointId,
  isRecoveryPointId,
  recoveryPointTime,
  scheduledRecoveryPointId,
} from '../../../src/domain/recovery-point/recovery-point-id.ts';
import { compareContent } from '../../../src/domain/recovery-point/verify-copy.ts';

const slot = Date.parse('2026-11-22T02:00:00Z');

describe('recovery point ids', () => {
  test('name the slot, or the moment of the request and its operation', () => {
    expect(scheduledRecoveryPointId(slot)).toBe('20261122T020000Z');
    expect(adhocRecoveryPointId(slot + 61_999, '0123abcd')).toBe('20261122T020101Z-3e70123a');
    expect(recoveryPointTime('20261122T020101Z-3e70123a')).toBe(slot + 61_000);
  });

  test('sort by time', () => {
    const ids = [
      scheduledRecoveryPointId(slot),
      adhocRecoveryPointId(slot, 'ffffffff'),
      adhocRecoveryPointId(slot + 1, '00000000'),
      adhocRecoveryPointId(slot + 999, '00000000'),
      scheduledRecoveryPointId(slot + 1000),
      scheduledRecoveryPointId(slot + 86_400_000),
    ];
    expect(ids.toSorted()).toEqual(ids);
  });

  test.each([
    '',
    '20261122T020000',
    '20260231T020000Z',
    '20261122T250000Z',
    '20261122T020000Z-XYZ',
    '20261122T020000Z-0123ABCD',
    ' 20261122T020000Z',
    '../20261122T020000Z',
  ])('%j is none', (text) => expect(isRecoveryPointId(text)).toBe(false));
});

describe('instance names', () => {
  test.each(['a', 'contoso-1_2.3', '0', 'x'.repeat(63)])('%j is one', (name) =>
    expect(isInstanceName(name)).toBe(true),
  );
  test.each(['', '-a', '.', 'a b', 'a/b', 'a:b', 'ü', 'x'.repeat(64), 'a\n'])('%j is none', (name) =>
    expect(isInstanceName(name)).toBe(false),
  );
});

describe('coverage', () => {
  test('counts by code and keeps few examples, the first ones', () => {
    const coverage = new Coverage();
    for (let i = 0; i < 100; i += 1) coverage.add('PageBlobNotSupported', `c/${i}`);
    coverage.add('AppendBlobNotSupported', 'c/log');
    const [append, page] = coverage.warnings();
    expect(append).toEqual({ code: 'AppendBlobNotSupported', count: 1, examples: ['c/log'] });
    expect(page?.count).toBe(100);
    expect(page?.examples).toEqual(Array.from({ length: MAX_EXAMPLES }, (_, i) => `c/${i}`));
  });

  test('merges what several slices warned of', () => {
    const a = [
      { code: 'PageBlobNotSupported' as const, count: 30, examples: Array(20).fill('a') as string[] },
    ];
    const b = [{ code: 'PageBlobNotSupported' as const, count: 1, examples: ['b'] }];
    expect(mergeWarnings(a, b)).toEqual([
      { code: 'PageBlobNotSupported', count: 31, examples: Array(20).fill('a') },
    ]);
    expect(mergeWarnings(b, a)[0]?.examples[0]).toBe('b');
    expect(mergeWarnings()).toEqual([]);
  });
});

describe('compareContent', () => {
  test.each([
    [{ size: 1, md5: 'x' }, { size: 1, md5: 'x' }, 'same'],
    [{ size: 1, md5: 'x' }, { md5: 'x' }, 'same'],
    [{ size: 1, md5: 'x' }, { size: 2, md5: 'x' }, 'size-differs'],
    [{ size: 1, md5: 'x' }, { size: 1, md5: 'y' }, 'md5-differs'],
    [{ size: 1 }, { size: 1, md5: 'y' }, 'unconfirmed'],
    [{ size: 1, md5: 'x' }, { size: 1 }, 'unconfirmed'],
    [{ size: 1 }, { size: 2 }, 'size-differs'],
  ])('%j and %j: %s', (expected, found, verdict) => expect(compareContent(expected, found)).toBe(verdict));
});
