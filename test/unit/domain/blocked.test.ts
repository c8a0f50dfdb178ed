// What is remembered of blobs that the storage service keeps: each once, as it was found last, and no more than may be listed.

import { expect, test } from 'vitest';
import type { BlockedBlob } from '../../../src/domain/prune/blocked.ts';
import {
  addBlocked,
  blockedWarnings,
  noneBlocked,
  summarizeBlocked,
} from '../../../src/domain/prune/blocked.ts';

const blob = (name: string, bytes: number, until?: string): BlockedBlob => ({
  container: 'objects',
  name,
  bytes,
  reason: 'immutability-policy',
  ...(until === undefined ? {} : { until }),
});

test('what is found again counts once, as it was found last', () => {
  const known = summarizeBlocked([blob('a', 1), blob('b', 2, '2026-01-01T00:00:00.000Z')]);
  const found = summarizeBlocked([blob('b', 2, '2027-01-01T00:00:00.000Z'), blob('c', 4)]);
  expect(addBlocked(known, found)).toEqual({
    count: 3,
    bytes: 7,
    blobs: [blob('b', 2, '2027-01-01T00:00:00.000Z'), blob('c', 4), blob('a', 1)],
  });
  expect(addBlocked(addBlocked(known, found), found)).toEqual(addBlocked(known, found));
});

test('with nothing known it is what was found', () => {
  const found = summarizeBlocked([blob('a', 1)]);
  expect(addBlocked(noneBlocked, found)).toEqual(found);
});

test('no more than a thousand are listed, and the newest first', () => {
  const known = summarizeBlocked(Array.from({ length: 1_000 }, (_, at) => blob(`known-${at}`, 1)));
  const sum = addBlocked(known, summarizeBlocked([blob('new', 1)]));
  expect(sum.count).toBe(1_001);
  expect(sum.blobs).toHaveLength(1_000);
  expect(sum.blobs[0]?.name).toBe('new');
});

test('a warning says until when, by which lock, or by which code of the service', () => {
  const refused: BlockedBlob = { ...blob('b', 0), reason: 'refused' };
  const found = [
    blob('a', 1, '2026-01-01T00:00:00.000Z'),
    { ...blob('l', 0), reason: 'lock', detail: 'the lock keep on /it' } as const,
    { ...refused, detail: 'InternalServerError' },
    refused,
  ];
  expect(blockedWarnings(summarizeBlocked(found)).map(({ code, examples }) => [code, ...examples])).toEqual([
    ['DeletionBlockedByImmutabilityPolicy', 'objects/a until 2026-01-01T00:00:00.000Z'],
    ['DeletionBlockedByLock', 'objects/l by the lock keep on /it'],
    ['DeletionRefused', 'objects/b (InternalServerError)', 'objects/b'],
  ]);
});
