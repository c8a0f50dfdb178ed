// When a prune is due, and for what.

import { describe, expect, test } from 'vitest';
import type { PruneNeed } from '../../../src/domain/prune/due-prune.ts';
import { duePruneSlot, pruneOccasion } from '../../../src/domain/prune/due-prune.ts';

const now = Date.parse('2026-11-22T12:00:00Z');
const nothing: PruneNeed = {
  expired: 0,
  unfinished: 0,
  sweptAt: '2026-11-20T05:00:00.000Z',
  graceSeconds: 7 * 86_400,
  now,
};

test.each<[string, Partial<PruneNeed>, string | undefined]>([
  ['nothing to do', {}, undefined],
  ['points have expired', { expired: 1, unfinished: 1 }, 'recovery-points-expired'],
  ['an intent is left', { unfinished: 1 }, 'deletions-unfinished'],
  ['something blocked may go', { nextRelease: '2026-11-22T12:00:00.000Z' }, 'blocked-may-go'],
  ['something blocked may go tomorrow', { nextRelease: '2026-11-23T12:00:00.000Z' }, undefined],
  ['not looked through for the grace time', { sweptAt: '2026-11-15T12:00:00.000Z' }, 'long-not-swept'],
  ['looked through a moment less ago', { sweptAt: '2026-11-15T12:00:00.001Z' }, undefined],
])('%s', (_, change, occasion) => {
  expect(pruneOccasion({ ...nothing, ...change })).toBe(occasion);
});

describe('the daily slot', () => {
  test.each([
    [
      'the day before counts until the hour has come',
      '2026-11-22T04:59:59Z',
      '2026-11-20T00:00:00Z',
      '2026-11-21T05:00:00.000Z',
    ],
    ['comes at its minute', '2026-11-22T05:00:00Z', '2026-11-21T05:00:00.000Z', '2026-11-22T05:00:00.000Z'],
    ['comes once', '2026-11-22T23:00:00Z', '2026-11-22T05:00:00.000Z', undefined],
    ['is none from before the protection', '2026-11-22T06:00:00Z', '2026-11-22T05:30:00Z', undefined],
  ])('%s', (_, at, since, slot) => {
    expect(duePruneSlot({ hour: 5, minute: 0 }, Date.parse(at), since)).toBe(slot);
  });
});
