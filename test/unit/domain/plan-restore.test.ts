// What a restore takes and where it lands, and every reason to refuse it.

import { describe, expect, test } from 'vitest';
import { refuseTarget } from '../../../src/domain/restore/check-target.ts';
import type { RestoreScope } from '../../../src/domain/restore/plan-restore.ts';
import { planRestore } from '../../../src/domain/restore/plan-restore.ts';
import type { RestoreItem } from '../../../src/domain/restore/selection.ts';
import { restoredTier } from '../../../src/domain/restore/tier.ts';
import { judgeRestore } from '../../../src/domain/restore/verification.ts';

const containers = ['$web', 'alpha', 'beta', 'gamma'].map((name) => ({ name, blobs: 1, bytes: 1 }));

const items = (...chosen: RestoreItem[]): RestoreScope => ({
  selection: { kind: 'items', items: chosen },
  renames: {},
});

describe('planRestore', () => {
  test('everything, in name order, with $web renamed', () => {
    const plan = planRestore(
      { selection: { kind: 'everything' }, renames: { $web: 'web', beta: 'beta-2' } },
      containers,
    );
    expect(plan).toMatchObject({
      ok: true,
      value: [
        { source: '$web', target: 'web', ranges: [{ container: '$web', target: 'web' }] },
        { source: 'alpha', target: 'alpha' },
        { source: 'beta', target: 'beta-2' },
        { source: 'gamma', target: 'gamma' },
      ],
    });
  });

  test('two containers may swap their names', () => {
    const scope = {
      ...items({ container: 'alpha' }, { container: 'beta' }),
      renames: { alpha: 'beta', beta: 'alpha' },
    };
    expect(planRestore(scope, containers)).toMatchObject({
      ok: true,
      value: [{ target: 'beta' }, { target: 'alpha' }],
    });
  });

  test('what is named twice is restored once', () => {
    const plan = planRestore(
      items(
        { container: 'alpha', prefixes: ['b/', 'a', 'a/x'], blobs: ['z', 'b/c', 'y', 'z'] },
        { container: 'alpha', prefixes: ['b/'] },
      ),
      containers,
    );
    expect(plan.ok && plan.value[0]?.ranges).toEqual([
      { container: 'alpha', target: 'alpha', prefix: 'a' },
      { container: 'alpha', target: 'alpha', prefix: 'b/' },
      { container: 'alpha', target: 'alpha', blobs: ['y', 'z'] },
    ]);
  });

  test('a whole container swallows its prefixes', () => {
    const plan = planRestore(
      items({ container: 'alpha', prefixes: ['a'] }, { container: 'alpha' }),
      containers,
    );
    expect(plan.ok && plan.value[0]?.ranges).toEqual([{ container: 'alpha', target: 'alpha' }]);
  });

  test('empty lists select nothing of a container', () => {
    const plan = planRestore(items({ container: 'alpha', prefixes: [] }), containers);
    expect(plan.ok && plan.value[0]?.ranges).toEqual([]);
  });

  test.each<[string, RestoreScope, string, string]>([
    [
      'an unknown container',
      items({ container: 'delta' }),
      'UserErrorIncorrectContainersSelectedForOperation',
      'selection.items[0].container',
    ],
    ['no container', items(), 'UserErrorInvalidRequest', 'selection.items'],
    [
      'an empty prefix',
      items({ container: 'alpha', prefixes: [''] }),
      'UserErrorInvalidRequest',
      'selection.items[0].prefixes[0]',
    ],
    [
      'a prefix with ..',
      items({ container: 'alpha', prefixes: ['ok', 'a/../b'] }),
      'UserErrorInvalidRequest',
      'selection.items[0].prefixes[1]',
    ],
    [
      'a prefix of ..',
      items({ container: 'alpha', prefixes: ['..'] }),
      'UserErrorInvalidRequest',
      'selection.items[0].prefixes[0]',
    ],
    [
      'a prefix with a segment .',
      items({ container: 'alpha', prefixes: ['a/./b'] }),
      'UserErrorInvalidRequest',
      'selection.items[0].prefixes[0]',
    ],
    [
      'a leading slash',
      items({ container: 'alpha', prefixes: ['/a'] }),
      'UserErrorInvalidRequest',
      'selection.items[0].prefixes[0]',
    ],
    [
      'a backslash',
      items({ container: 'alpha', prefixes: ['a\\b'] }),
      'UserErrorInvalidRequest',
      'selection.items[0].prefixes[0]',
    ],
    [
      'a control character',
      items({ container: 'alpha', prefixes: ['a\nb'] }),
      'UserErrorInvalidRequest',
      'selection.items[0].prefixes[0]',
    ],
    [
      'a prefix that is too long',
      items({ container: 'alpha', prefixes: ['a'.repeat(1025)] }),
      'UserErrorInvalidRequest',
      'selection.items[0].prefixes[0]',
    ],
    [
      'an empty blob name',
      items({ container: 'beta' }, { container: 'alpha', blobs: ['x', ''] }),
      'UserErrorInvalidRequest',
      'selection.items[1].blobs[1]',
    ],
    [
      'a bad new name',
      { ...items({ container: 'alpha' }), renames: { alpha: 'Alpha' } },
      'UserErrorInvalidRequest',
      'renames.alpha',
    ],
    [
      'a new name with two hyphens',
      { ...items({ container: 'alpha' }), renames: { alpha: 'a--b' } },
      'UserErrorInvalidRequest',
      'renames.alpha',
    ],
    [
      'a new name that is too short',
      { ...items({ container: 'alpha' }), renames: { alpha: 'ab' } },
      'UserErrorInvalidRequest',
      'renames.alpha',
    ],
    [
      'a system container as new name',
      { ...items({ container: 'alpha' }), renames: { alpha: '$web' } },
      'UserErrorInvalidRequest',
      'renames.alpha',
    ],
    [
      'a rename of what is not restored',
      { ...items({ container: 'alpha' }), renames: { beta: 'other' } },
      'UserErrorInvalidRequest',
      'renames.beta',
    ],
    [
      'two into one',
      { ...items({ container: 'alpha' }, { container: 'beta' }), renames: { beta: 'alpha' } },
      'UserErrorInvalidRequest',
      'renames.beta',
    ],
    [
      '$web under its own name, with everything',
      { selection: { kind: 'everything' }, renames: {} } as const,
      'UserErrorInvalidRequest',
      'renames.$web',
    ],
    ['$web under its own name', items({ container: '$web' }), 'UserErrorInvalidRequest', 'renames.$web'],
    [
      'more names than can travel',
      items({ container: 'alpha', blobs: Array.from({ length: 1001 }, (_, i) => `b${i}`) }),
      'UserErrorInvalidRequest',
      'selection.items',
    ],
  ])('refuses %s and names the field', (_, scope, code, target) => {
    expect(planRestore(scope, containers)).toMatchObject({ ok: false, failure: { code, target } });
  });

  test.each(['a b', 'ä/ö', '100%', 'a?b', 'x...', 'a..b/c', '...', 'a/.hidden/'])(
    '%j is a prefix',
    (prefix) => {
      expect(planRestore(items({ container: 'alpha', prefixes: [prefix] }), containers).ok).toBe(true);
    },
  );
});

describe('refuseTarget', () => {
  const facts = {
    target: 't',
    source: 's',
    vaultAccounts: ['v', 'd'],
    vaultRegion: 'westeurope',
    targetRegion: 'westeurope',
  };

  test.each([
    [{}, undefined],
    [{ targetRegion: 'West Europe' }, undefined],
    [{ targetRegion: undefined }, undefined],
    [{ target: 's' }, 'UserErrorOriginalLocationRestoreNotSupported'],
    [{ target: 'd' }, 'UserErrorInvalidRequest'],
    [{ targetRegion: 'northeurope' }, 'UserErrorRestoreLocationMismatch'],
  ])('%j: %s', (change, code) => expect(refuseTarget({ ...facts, ...change })?.code).toBe(code));
});

describe('restoredTier', () => {
  test.each([
    ['hot', 'Cool', 'Hot'],
    ['hot', 'Archive', 'Hot'],
    ['hot', undefined, undefined],
    ['as-source', 'Cold', 'Cold'],
    ['as-source', undefined, undefined],
  ] as const)('%s %s: %s', (policy, tier, expected) => expect(restoredTier(policy, tier)).toBe(expected));
});

describe('judgeRestore', () => {
  const restored = { blobs: 10, bytes: 100, skipped: 0 };
  const verified = { verified: 10, differing: 0, missing: 0 };

  test.each([
    ['all as it should be', 10, restored, verified, 0],
    ['nothing planned', 0, { ...restored, blobs: 0 }, { ...verified, verified: 0 }, 0],
    [
      'blobs that were to stay',
      10,
      { ...restored, skipped: 3 },
      { verified: 7, differing: 3, missing: 0 },
      0,
    ],
    ['one more that differs', 10, { ...restored, skipped: 3 }, { verified: 6, differing: 4, missing: 0 }, 1],
    ['missing ones', 10, restored, { verified: 8, differing: 0, missing: 2 }, 2],
    ['blobs that nobody looked at', 10, restored, { verified: 9, differing: 0, missing: 0 }, 1],
  ])('%s', (_, planned, was, found, mismatched) => {
    const judged = judgeRestore(planned, was, found);
    expect(judged.mismatched).toBe(mismatched);
    expect(judged.failure?.code).toBe(mismatched === 0 ? undefined : 'RestoreVerificationFailed');
  });
});
