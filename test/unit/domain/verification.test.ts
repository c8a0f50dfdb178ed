// What verification decides by itself: verdicts, samples, stretches of keys, and damage in bounded size.

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addCounters } from '../../../src/domain/job/counters.ts';
import type { VerificationCounters } from '../../../src/domain/verification/counters.ts';
import { noVerificationCounters } from '../../../src/domain/verification/counters.ts';
import type { Damage } from '../../../src/domain/verification/damage.ts';
import {
  damageLimits,
  damageOfBlob,
  damageOfChunk,
  mergeDamage,
  noDamage,
} from '../../../src/domain/verification/damage.ts';
import { isSuspicious, judgeContent } from '../../../src/domain/verification/judge-blob.ts';
import {
  allKeys,
  firstHalf,
  following,
  includesKey,
  keyPrefixes,
  laneKeys,
} from '../../../src/domain/verification/key-interval.ts';
import { samplerOf } from '../../../src/domain/verification/sample.ts';
import type { Verification } from '../../../src/domain/verification/verification.ts';
import { damageFailure, statusOf } from '../../../src/domain/verification/verification.ts';

const keyOf = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('a vault object', () => {
  test.each([
    ['is confirmed by the MD5 of the manifest', { size: 1, md5: 'a' }, { size: 1, md5: 'a' }, 'confirmed'],
    [
      'is confirmed by its own, where there is none',
      { size: 1 },
      { size: 1, md5: 'a', statedMd5: 'a' },
      'confirmed',
    ],
    ['is unconfirmed where nobody states one', { size: 1 }, { size: 1, md5: 'a' }, 'unconfirmed'],
    ['has another size', { size: 1, md5: 'a' }, { size: 2, md5: 'a' }, 'sizeDiffers'],
    [
      'has other content, whatever it states',
      { size: 1, md5: 'a' },
      { size: 1, md5: 'b', statedMd5: 'b' },
      'contentDiffers',
    ],
    [
      'has other content than it states',
      { size: 1 },
      { size: 1, md5: 'a', statedMd5: 'b' },
      'contentDiffers',
    ],
  ] as const)('%s', (_what, entry, read, verdict) => {
    expect(judgeContent(entry, read)).toBe(verdict);
  });

  test.each([
    [{ size: 1, md5: 'a' }, undefined, true],
    [{ size: 1, md5: 'a' }, { size: 2, md5: 'a' }, true],
    [{ size: 1, md5: 'a' }, { size: 1, md5: 'b' }, true],
    [{ size: 1, md5: 'a' }, { size: 1 }, false],
    [{ size: 1 }, { size: 1, md5: 'b' }, false],
    [{ size: 1, md5: 'a' }, { size: 1, md5: 'a' }, false],
  ])('%j is suspicious as %j: %s', (entry, listed, suspicious) => {
    expect(isSuspicious(entry, listed)).toBe(suspicious);
  });
});

describe('a sample', () => {
  const keys = Array.from({ length: 20_000 }, (_, i) => keyOf(`${i}`));

  test.each([1, 10, 50, 99])('of %i percent is about that, wherever one looks', (percent) => {
    for (const part of [keys, keys.filter((key) => key.startsWith('a'))]) {
      const share = (part.filter(samplerOf('job', percent)).length / part.length) * 100;
      expect(Math.abs(share - percent)).toBeLessThan(3);
    }
  });

  test('is the same for the same job, another for another, and all at 100', () => {
    const sample = (job: string) => keys.filter(samplerOf(job, 5)).join();
    expect(sample('one')).toBe(sample('one'));
    expect(sample('one')).not.toBe(sample('two'));
    expect(keys.every(samplerOf('job', 100))).toBe(true);
  });
});

describe('stretches of keys', () => {
  const interval = fc
    .tuple(fc.nat(allKeys.to), fc.nat(allKeys.to))
    .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));

  test('are listed by prefixes that cover them and nothing else, in order', () => {
    fc.assert(
      fc.property(interval, fc.integer({ min: 0, max: allKeys.to - 1 }), (keys, place) => {
        const prefixes = keyPrefixes(keys);
        const key = place.toString(16).padStart(3, '0').padEnd(64, '0');
        expect(prefixes.filter((prefix) => key.startsWith(prefix))).toHaveLength(
          includesKey(keys, key) ? 1 : 0,
        );
        expect(prefixes).toEqual([...prefixes].sort());
        expect(prefixes.length).toBeLessThanOrEqual(90);
      }),
    );
    expect(keyPrefixes(allKeys)).toEqual(['']);
    expect(keyPrefixes({ from: 0, to: 1024 })).toEqual(['0', '1', '2', '3']);
    expect(keyPrefixes({ from: 255, to: 273 })).toEqual(['0ff', '10', '110']);
  });

  test('of all lanes, halved as often as you like, are all keys, each once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), fc.nat(14), (lanes, halvings) => {
        let next = 0;
        for (let lane = 0; lane < lanes; lane += 1) {
          const whole = laneKeys(lane, lanes);
          let at: ReturnType<typeof following> = whole;
          for (let i = 0; i < halvings; i += 1) at = firstHalf(at) ?? at;
          for (; at !== undefined; at = following(at, whole)) {
            expect(at.from).toBe(next);
            expect(at.to).toBeGreaterThan(at.from);
            next = at.to;
          }
        }
        expect(next).toBe(allKeys.to);
      }),
      { numRuns: 40 },
    );
  });
});

describe('damage', () => {
  const blob = (i: number) =>
    damageOfBlob({ container: `c${i % 3}`, name: `p${i}/x`, kind: 'contentDiffers', object: keyOf(`${i}`) });

  test('is counted whole and named in bounded size', () => {
    const all = Array.from({ length: 1_500 }, (_, i) => blob(i)).reduce(mergeDamage, noDamage);
    expect(all.containers.map(({ name, blobs }) => [name, blobs])).toEqual([
      ['c0', 500],
      ['c1', 500],
      ['c2', 500],
    ]);
    expect(all.containers[0]?.prefixes).toHaveLength(damageLimits.prefixes);
    expect(all.examples).toHaveLength(damageLimits.examples);
    expect(all.suspects).toHaveLength(damageLimits.suspects);
    expect(all.suspectsOmitted).toBe(true);
    expect(mergeDamage(blob(1), blob(1)).suspects).toHaveLength(1);
    expect(mergeDamage(blob(1), blob(2)).suspectsOmitted).toBe(false);
  });

  const verification = (counters: Partial<VerificationCounters>, damage: Damage): Verification => {
    const sum = addCounters(noVerificationCounters, { ...noVerificationCounters, ...counters });
    return {
      version: 1,
      backupInstance: 'contoso',
      recoveryPointId: 'point',
      manifestRoot: 'root',
      jobId: 'job',
      startedAt: '',
      completedAt: '',
      samplePercent: 100,
      status: statusOf(sum, 10),
      counters: sum,
      damage,
    };
  };

  test('is told in a sentence', () => {
    expect(damageFailure(verification({ blobs: 10, confirmed: 10 }, noDamage), 10)).toBeUndefined();
    const chunk = {
      hash: 'h',
      firstContainer: 'a',
      firstName: '1',
      lastContainer: 'b',
      lastName: '2',
      entries: 4,
      bytes: 0,
    };
    const both = mergeDamage(blob(3), damageOfChunk(chunk, 'is missing'));
    const found = verification({ blobs: 10, contentDiffers: 1, unreachable: 4, damagedChunks: 1 }, both);
    expect(damageFailure(found, 10)).toMatchObject({
      code: 'RecoveryPointDamaged',
      message:
        'Of 10 blobs of the recovery point point 1 have other content, 4 cannot be reached through damaged manifest chunks. Affected: c0 (1: p3/), 4 blobs from a/1 to b/2.',
    });
  });

  test('is also a manifest that has fewer blobs than the record says', () => {
    const found = verification({ blobs: 9, confirmed: 9 }, noDamage);
    expect(found.status).toBe('damaged');
    expect(damageFailure(found, 10)?.message).toContain('9 are in the manifest');
  });
});
